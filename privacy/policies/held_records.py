"""What is held about one person, as the person is shown it: records, their rows, each declared datum, and what is
withheld with the reason (GDPR art. 15(1), (3) and (4)).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, DataSubject
from personal_data.record_classes import RecordClass
from privacy.policies.held_ends import Ending
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

    def by_the_person(self) -> "Datum":
        """The same after a correction: what the person says, whatever the creditor had told before (GDPR art. 16)."""
        return replace(self, declared=replace(self.declared, source=Source.DATA_SUBJECT, provided=True))

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
    source_key: str = ""
    """The source of the notice that told this row; empty where each field's declaration says it."""


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
        """The kinds of source from which they came (GDPR art. 15(1)(g)), those that a row names itself left out."""
        return self.sources_of(tuple(Category))

    @property
    def source_keys(self) -> frozenset[str]:
        """The sources of the notice that rows name themselves."""
        return self.source_keys_of(tuple(Category))

    def sources_of(self, categories: Collection[Category]) -> frozenset[Source]:
        """The kinds of source of the data of some categories."""
        return frozenset(
            datum.source
            for row, datum in self._data_of(categories)
            if not row.source_key or datum.source is Source.AGENCY
        )

    def source_keys_of(self, categories: Collection[Category]) -> frozenset[str]:
        """The sources that rows with data of some categories name."""
        return frozenset(row.source_key for row, _datum in self._data_of(categories) if row.source_key)

    def _data_of(self, categories: Collection[Category]) -> Iterator[tuple[HeldRow, Datum]]:
        rows = (row for record in self.records for row in record.rows)
        return ((row, datum) for row in rows for datum in row.data if datum.category in categories)
