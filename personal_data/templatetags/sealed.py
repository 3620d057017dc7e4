"""Showing sealed values in templates."""

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from personal_data import national_ids
from personal_data.values import DOTS, NotOpened, Sealed

register = template.Library()


@register.filter
def reveal(value: object) -> SafeString:
    """The text of a sealed value if its envelope was opened, else dots with a label for screen readers."""
    if isinstance(value, Sealed):
        try:
            value = value.reveal()
        except NotOpened:
            return format_html('<span class="sealed" role="img" aria-label="{}">{}</span>', gettext("Sealed"), DOTS)
    return SafeString("" if value is None else escape(value))


@register.filter
def masked(value: object) -> SafeString:
    """An identity number without its last four signs, for lists: enough to tell two people apart (AMILI-10)."""
    shown = reveal(value)
    return shown if isinstance(value, Sealed) and not value.is_open else SafeString(national_ids.mask(shown))
