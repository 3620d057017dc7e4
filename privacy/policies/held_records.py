"""What is held about one person, as the person is shown it: records, their rows, each declared datum, and what is
withheld with the reason (GDPR art. 15(1), (3) and (4)).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise

from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, DataSubject
from personal_data.record_classes import RecordClass
from privacy.policies.withheld import Withheld

MARK = "[…]"
"""Stands in a text for the words that are about another person."""


@dataclass(frozen=True, slots=True)
class Datum:
    """One declared field of one row that holds something.

    ``value`` is a text, number, date, time, list or mapping; None when all of it is withheld, and a text with ``MARK``
    in it when part of it is. ``says`` is the word for a code, such as *open* for a status.
    """

    field: str
    """Table and column, such as ``claim.number``."""
    declared: Declared
    value: object
    says: str | Promise = ""
    withheld: Withheld | None = None
    law: str = ""
    """The provision, where somebody decided to leave it out; otherwise that of the reason."""

    @property
    def label(self) -> str | Promise:
        """What the person calls it."""
        return self.declared.label

    @property
    def category(self) -> Category:
        """Its category of data (GDPR art. 15(1)(b))."""
        return self.declared.category

    @property
    def source(self) -> Source:
        """Where it came from (GDPR art. 15(1)(g))."""
        return self.declared.source


@dataclass(frozen=True, slots=True)
class HeldFile:
    """An original: a letter or a sound file."""

    id: UUID
    kind: str
    """Its column, such as ``call_recording.sound.v1``."""
    media_type: str
    size: int
    made_at: datetime
    withheld: Withheld | None = None
    law: str = ""


@dataclass(frozen=True, slots=True)
class Former:
    """What a field held until a change: superseded values are kept with their record and go with it."""

    datum: Datum
    until: datetime


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row of a record: a claim, a note, a step."""

    id: UUID
    kind: str | Promise
    data: tuple[Datum, ...]
    files: tuple[HeldFile, ...] = ()
    former: tuple[Former, ...] = ()


class Ends(StrEnum):
    """What decides when a record goes."""

    ON_ITS_DAY = "on_its_day"
    """Its clock runs; ``Ending.due_on`` is the day."""
    AFTER_ITS_EVENT = "after_its_event"
    """The clock starts with an event that has not happened, such as the closing of a case."""
    WITH_THE_LAST_RECORD = "with_the_last_record"
    """A profile goes when no other record needs it."""
    NOT_DETERMINED = "not_determined"
    """No rule has been published for records of this kind."""


@dataclass(frozen=True, slots=True)
class Ending:
    """When a record goes and why (GDPR art. 15(1)(d)): the deciding rule with its ground and law."""

    ends: Ends
    due_on: date | None = None
    trigger_on: date | None = None
    rule: str = ""
    """The code of the deciding rule, to which the policy pack has words in the person's language."""
    trigger: str = ""
    period_months: int = 0
    ground: str = ""
    citation: str = ""
    is_statute: bool = False
    """The citation is a law's, not the notice's."""
    kept_by: tuple[str, ...] = ()
    """The kinds of block that stop its erasure for now: a legal hold, the person's own wish, a restriction."""


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One envelope: what kind of record, what it is called, when it goes, what stands in it."""

    envelope_id: UUID
    record_class: RecordClass
    reference: str
    """What people call it: the number of the case, request or debtor; empty where it has none."""
    creditor: str
    """The client for whom a case is worked; empty for other records."""
    role: str
    """What the person is in it (``personal_data.models.Role``)."""
    is_shared: bool
    """Other persons have a part in it; what is theirs is withheld."""
    since: datetime
    ending: Ending
    rows: tuple[HeldRow, ...]
    withheld: Withheld | None = None
    """Why nothing of it is shown, or None."""

    def data(self) -> Iterator[Datum]:
        """Each datum, in order."""
        return (datum for row in self.rows for datum in row.data)

    def files(self) -> Iterator[HeldFile]:
        """Each file, in order."""
        return (file for row in self.rows for file in row.files)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Everything that one controller holds about one person."""

    subject: DataSubject
    controller: Controller
    records: tuple[HeldRecord, ...]

    @property
    def categories(self) -> frozenset[Category]:
        """The categories of data that are held (GDPR art. 15(1)(b))."""
        return frozenset(datum.category for record in self.records for datum in record.data())

    @property
    def sources(self) -> frozenset[Source]:
        """The sources from which they came (GDPR art. 15(1)(g))."""
        return frozenset(datum.source for record in self.records for datum in record.data())
