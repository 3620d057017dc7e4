"""What a notice turns on or leaves off, in words."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.policies.packs.terms import Feature

register = template.Library()

_FEATURES: dict[Feature, str | Promise] = {
    Feature.SCORING: _("Scoring and profiles"),
    Feature.MARKETING: _("Direct marketing"),
    Feature.CALL_RECORDING: _("Recording of calls"),
    Feature.SPECIAL_CATEGORIES: _("Special categories of data"),
    Feature.RECRUITMENT: _("Applicants for work"),
    Feature.OPTIONAL_COOKIES: _("Cookies that are not necessary"),
}


@register.filter
def feature(which: Feature) -> str | Promise:
    """The feature in words."""
    return _FEATURES[which]
