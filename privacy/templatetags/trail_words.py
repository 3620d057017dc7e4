"""The words for the codes that stand in the audit trail."""

from django import template
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from audit import bases
from personal_data import record_classes
from privacy.dpo.trail.review_words import RULES
from privacy.dpo.trail.words import ACTORS, CHANNELS, PURPOSES
from privacy.policies.browsing.rules import Counts, Within

register = template.Library()

_COUNTED: dict[str, str | Promise] = {
    Counts.FILES: _("files, opened one by one"),
    Counts.PERSONS: _("persons, lists too"),
}
_WITHIN: dict[str, str | Promise] = {Within.HOUR: _("an hour"), Within.DAY: _("a day")}
_OUTCOMES: dict[str, tuple[str, str, str | Promise]] = {
    "opened": ("info", "open", _("opened")),
    "refused": ("stop", "stop", _("refused")),
    "changed": ("good", "note", _("changed")),
    "erased": ("wait", "erase", _("erased")),
    "recorded": ("", "note", _("recorded")),
}


@register.filter
def rule_title(code: str) -> str | Promise:
    """What a rule of unusual browsing is called."""
    return RULES[code].title if code in RULES else code


@register.filter
def counted(code: str) -> str | Promise:
    """What a rule counts, in words."""
    return _COUNTED[code]


@register.filter
def within(code: str) -> str | Promise:
    """The stretch of time of a rule, in words."""
    return _WITHIN[code]


@register.filter
def purpose(code: str) -> str | Promise:
    """The purpose in words."""
    return PURPOSES.get(code, code)


@register.filter
def event_basis(code: str | None) -> str | Promise:
    """On which legal basis an event happened; of those from before it was written down, the lines say it."""
    if code == bases.NOBODY:
        return _("nobody said: no program of ours acted")
    if code is None or code == bases.LINES:
        return _("as each of its lines says")
    return format_lazy(_("art. {}"), code)


@register.filter
def channel(code: str) -> str | Promise:
    """The channel in words."""
    return CHANNELS.get(code, code)


@register.filter
def actor_kind(code: str) -> str | Promise:
    """The kind of actor in words."""
    return ACTORS.get(code, code)


@register.filter
def record_class(name: str) -> str | Promise:
    """The record class as people call it; of a class that is no longer kept, its name."""
    known = {entry.name: entry.label for entry in record_classes.every()}
    return known.get(name, name)


@register.inclusion_tag("components/badge.html")
def outcome_badge(code: str) -> dict[str, str | Promise]:
    """What happened to an envelope, as a word with its icon."""
    kind, icon, label = _OUTCOMES.get(code, ("", "note", code))
    return {"kind": kind, "icon": icon, "label": label}
