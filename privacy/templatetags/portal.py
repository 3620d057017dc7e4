"""What every page of the portal shows."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from privacy.policies.words import FALLBACK, Words

register = template.Library()


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the portal, by its own name."""

    code: str
    name: str


@register.simple_tag(takes_context=True)
def portal_languages(context: template.Context) -> list[Language]:
    """The languages in which the page is complete."""
    offered = getattr(context.get("request"), "portal_languages", settings.PORTAL_LANGUAGES)
    return [Language(code, get_language_info(code)["name_local"].capitalize()) for code in offered]


@register.filter
def said(words: object) -> SafeString:
    """A sentence of the notice in the visitor's language; one that is missing there stands in English and says so.

    The mark is for eyes and ears alike (AMILI-01, WCAG 3.1.2).
    """
    if not isinstance(words, Words):
        return conditional_escape(str(words))
    text = words.read(get_language() or FALLBACK)
    if not text.is_fallback:
        return conditional_escape(text.says)
    return format_html(
        '<span lang="{}">{}</span> <span class="small soft">({})</span>', text.language, text.says, _("only in English")
    )
