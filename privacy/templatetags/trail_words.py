"""The words for the codes that stand in the audit trail."""

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from personal_data import record_classes
from personal_data.purposes import Purpose

register = template.Library()

_PURPOSES: dict[str, str | Promise] = {
    Purpose.COLLECTION: _("Collection"),
    Purpose.INTAKE: _("Taking in claims"),
    Purpose.BOOKKEEPING: _("Bookkeeping"),
    Purpose.LEGAL_CLAIM: _("A legal claim"),
    Purpose.SUBJECT_REQUEST: _("A request of the person"),
    Purpose.SELF_SERVICE: _("The person's own reading"),
    Purpose.RETENTION: _("Retention"),
    Purpose.SECURITY: _("Security"),
    Purpose.SUPERVISION: _("Supervision"),
    Purpose.PERMITTED_USE: _("A permitted use of restricted data"),
    Purpose.RECRUITMENT: _("Filling a position"),
    Purpose.LEGAL_REPORT: _("A report that a law demands"),
}
_CHANNELS: dict[str, str | Promise] = {
    "web": _("at the desk"),
    "portal": _("in the portal"),
    "api": _("through the API"),
    "task": _("by a scheduled task"),
    "command": _("by a command"),
    "letter": _("by letter"),
    "phone": _("by phone"),
}
_ACTORS: dict[str, str | Promise] = {
    "staff": _("Member of staff"),
    "debtor": _("The person"),
    "creditor": _("Creditor"),
    "system": _("The system"),
    "anonymous": _("Nobody signed in"),
    "unattributed": _("Unattributed database session"),
}
_OUTCOMES: dict[str, tuple[str, str, str | Promise]] = {
    "opened": ("info", "open", _("opened")),
    "refused": ("stop", "stop", _("refused")),
    "changed": ("good", "note", _("changed")),
    "erased": ("wait", "erase", _("erased")),
    "recorded": ("", "note", _("recorded")),
}


@register.filter
def purpose(code: str) -> str | Promise:
    """The purpose in words."""
    return _PURPOSES.get(code, code)


@register.filter
def channel(code: str) -> str | Promise:
    """The channel in words."""
    return _CHANNELS.get(code, code)


@register.filter
def actor_kind(code: str) -> str | Promise:
    """The kind of actor in words."""
    return _ACTORS.get(code, code)


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
