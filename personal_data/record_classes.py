"""Record classes: the kinds of record that have a retention clock of their own.

A class is registered in code by the package that keeps such records and written to a table at installation, so that
the erasure gate and the due-date function in the database know the same classes.
"""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from personal_data.purposes import Purpose


@dataclass(frozen=True, slots=True)
class RecordClass:
    """A record class and how its envelopes behave."""

    name: str
    label: str | Promise
    is_profile: bool = False
    """Belongs to one person alone and falls due when the last record that needs it has gone."""
    keeps_profile: bool = True
    """While such a record lives, the profile of its persons is still needed."""
    routine: bool = False
    """Erased on its day without a review of each item (call recordings)."""
    is_reviewed: bool = False
    """Somebody looks at each one before it goes (legal files)."""
    purposes: frozenset[Purpose] | None = None
    """The only purposes that may open it (bookkeeping entries), or None for all."""
    purposes_after: frozenset[Purpose] | None = None
    """The only purposes that may open it once its clock runs, where they are fewer (evidence of what has ended)."""
    by_notice: bool = False
    """Kept by those controllers alone whose notice speaks of it (chats, loan offers, applicants)."""
    is_request_file: bool = False
    """The file of a request that the person made: while nothing else of them is left, the trail leads to nobody."""

    def __str__(self) -> str:
        return self.name


_classes: dict[str, RecordClass] = {}


def register(
    name: str,
    *,
    label: str | Promise,
    is_profile: bool = False,
    keeps_profile: bool = True,
    routine: bool = False,
    is_reviewed: bool = False,
    purposes: frozenset[Purpose] | None = None,
    purposes_after: frozenset[Purpose] | None = None,
    by_notice: bool = False,
    is_request_file: bool = False,
) -> RecordClass:
    """Register a class once. Raises ImproperlyConfigured when the name is already taken by another definition."""
    entry = RecordClass(
        name,
        label,
        is_profile=is_profile,
        keeps_profile=keeps_profile and not is_profile,
        routine=routine,
        is_reviewed=is_reviewed,
        purposes=purposes,
        purposes_after=purposes_after,
        by_notice=by_notice,
        is_request_file=is_request_file,
    )
    if _classes.setdefault(name, entry) != entry:
        raise ImproperlyConfigured(f"The record class {name!r} is registered twice.")
    return _classes[name]


def get(name: str) -> RecordClass:
    """The class of that name. Raises KeyError when nobody registered it."""
    return _classes[name]


def every() -> list[RecordClass]:
    """All classes, by name."""
    return [_classes[name] for name in sorted(_classes)]


def open_to(purpose: Purpose) -> list[str]:
    """The names of the classes that a purpose may open at all."""
    return [name for name, entry in _classes.items() if entry.purposes is None or purpose in entry.purposes]


def closed_after_end_to(purpose: Purpose) -> list[str]:
    """The names of the classes that a purpose may not open any more once their clock runs."""
    return [
        name
        for name, entry in _classes.items()
        if entry.purposes_after is not None and purpose not in entry.purposes_after
    ]
