"""Codes of retention in words."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.functional import Promise

from accounts.roles import Role
from personal_data import record_classes
from retention.services import certificate_words
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


@register.filter
def step_label(step: str) -> str:
    """What somebody did with a run, in words; a certificate of earlier times may name a state that is no more."""
    return certificate_words.step(step).text


@register.filter
def role_labels(roles: Iterable[str]) -> list[str | Promise]:
    """What somebody was who took a step, in words."""
    known: dict[str, str | Promise] = {**dict(Role.choices), **certificate_words.BY_ITSELF}
    return [known.get(role, role) for role in roles]
