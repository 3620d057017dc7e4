"""Articles of the regulation in pages, as the reader's own law writes them."""

from django import template
from django.utils.translation import get_language

from privacy.policies import citations

register = template.Library()


@register.filter
def citation(stored: str) -> str:
    """``GDPR art. 15(4)`` in the reader's language."""
    return citations.in_language(stored, get_language() or "")
