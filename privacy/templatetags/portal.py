"""What every page of the portal shows."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils.translation import get_language_info

register = template.Library()


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the portal, by its own name."""

    code: str
    name: str


@register.simple_tag
def portal_languages() -> list[Language]:
    """The languages in which the portal is complete."""
    return [Language(code, get_language_info(code)["name_local"].capitalize()) for code in settings.PORTAL_LANGUAGES]
