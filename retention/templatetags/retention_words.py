"""Codes of retention in words."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise

from personal_data import record_classes
from retention.wording import KINDS_OF_TRACE

register = template.Library()


@register.filter
def kind_of_trace(kind: str) -> str | Promise:
    """What a check found, in words."""
    return KINDS_OF_TRACE[kind]


@register.filter
def class_label(name: str) -> str | Promise:
    """A record class in words; one that no longer exists keeps its code."""
    known = {each.name: each.label for each in record_classes.every()}
    return known.get(name, name)


@register.filter
def total(counts: Mapping[str, int]) -> int:
    """The sum of counts by reason."""
    return sum(counts.values())
