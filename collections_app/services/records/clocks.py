"""For which records a controller has a rule, and a limit of one record's own: told by the package that knows the rules.

Retention lies above this package, so it registers itself while the program starts.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from personal_data.models import Controller, Envelope


class DemandedBy(StrEnum):
    """Why a law demands an enquiry beyond its rule (INTRUM-113)."""

    MONEY_LAUNDERING = "money_laundering"
    FRAUD = "fraud"


class Clocks(Protocol):
    """What is asked of retention."""

    def kept_by(self, controller: Controller) -> frozenset[str]:
        """The classes of record for which the controller has a rule in force."""

    def limit(self, envelope: Envelope, day: date, *, by: UUID, at: datetime) -> None:
        """A public register keeps what was copied from it to this day and no longer."""

    def propose_until(
        self, envelope: Envelope, day: date, demanded_by: DemandedBy, *, citation: str, by: UUID, at: datetime
    ) -> None:
        """A law demands the record to the end of this day; it binds when a second person approves."""

    def approve_until(self, envelope: Envelope, term: UUID, *, by: UUID, at: datetime) -> bool:
        """The second person approves an end; says whether there was such a one."""

    def end_until(self, envelope: Envelope, term: UUID, *, by: UUID, at: datetime) -> bool:
        """An end of its own counts no longer; says whether there was such a one."""


_sources: list[Clocks] = []


def register(source: Clocks) -> None:
    """Register who knows the rules; there is one."""
    if _sources and _sources != [source]:
        raise ImproperlyConfigured("The clocks of records are told by one source.")
    _sources[:] = [source]


def kept_by(controller: Controller) -> frozenset[str]:
    """The classes of record that a controller may keep: those with a rule that says how long (INTRUM-106)."""
    return _sources[0].kept_by(controller) if _sources else frozenset()


def limit(envelope: Envelope, day: date, *, by: UUID, at: datetime) -> None:
    """Set the day on which the public register drops what was copied, as a second maximum."""
    for source in _sources:
        source.limit(envelope, day, by=by, at=at)


def source() -> Clocks:
    """Who knows the rules. Raises ImproperlyConfigured where nobody has registered."""
    if not _sources:
        raise ImproperlyConfigured("Nobody tells the clocks of records.")
    return _sources[0]
