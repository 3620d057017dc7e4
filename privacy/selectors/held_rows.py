"""The rows and files of a person's records, one query for each table, and what each declared field holds."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, UUIDField

from collections_app.models import Debtor, Recipient
from personal_data import catalogue
from personal_data.catalogue import Column
from personal_data.declaration import Declared
from personal_data.models import DataSubject, PersonalModel, SealedFile
from personal_data.values import Sealed
from privacy.models import Letter, PortalCode
from privacy.policies.copies import scope
from privacy.policies.copies.others_words import OthersWords
from privacy.policies.held_records import MARK, Datum, Former, HeldFile, HeldRow
from privacy.policies.withheld import Withheld
from privacy.selectors import corrections

# What is said in a recording goes to nobody by itself when somebody speaks in it who is no party.
_ANOTHERS_VOICE = "has_anothers_voice"
_SPOKEN = frozenset({"callrecording.transcript"})


@dataclass(slots=True)
class Contents:
    """What lies in some envelopes; sealed values become readable when their opening has been recorded."""

    rows: dict[UUID, list[Any]] = field(default_factory=lambda: defaultdict(list))
    versions: dict[UUID, list[Any]] = field(default_factory=lambda: defaultdict(list))
    """The history of each row that has been changed, oldest version first."""
    persons_written_to: frozenset[str] = frozenset()
    """The references of recipients who are natural persons: a notice to one bears their name and address."""
    files: dict[UUID, SealedFile] = field(default_factory=dict)


@cache
def shown_models() -> tuple[type[PersonalModel], ...]:
    """The tables of which a person sees their rows."""
    return tuple(m for m in catalogue.personal_models() if m._meta.label_lower not in scope.EXCUSED_TABLES)


def fetch(envelope_ids: Iterable[UUID]) -> Contents:
    """Every row and file of some envelopes. Opens nothing; the number of queries does not grow with the rows."""
    ids, found = list(envelope_ids), Contents()
    full = _tables_with_rows(ids)
    for model in shown_models():
        if model._meta.db_table not in full:
            continue
        rows: Any = model._default_manager.filter(envelope_id__in=ids).order_by("id")
        if owner := catalogue.owner_of(model):
            rows = rows.annotate(is_about=F(owner))
        for row in rows:
            found.rows[row.envelope_id].append(row)
        if not full[model._meta.db_table]:
            continue
        history: Any = catalogue.history_of(model)._default_manager.filter(envelope_id__in=ids)
        changed = history.filter(history_type="~").values("id")
        for version in history.filter(id__in=changed).order_by("history_id"):
            found.versions[version.id].append(version)
    files = SealedFile.objects.filter(envelope_id__in=ids).exclude(column_id=scope.PACKAGE_COLUMN)
    found.files = {file.id: file for file in files.order_by("id")}
    found.persons_written_to = _persons_among(found)
    return found


def _persons_among(found: Contents) -> frozenset[str]:
    letters = (row for rows in found.rows.values() for row in rows if isinstance(row, Letter))
    references = {letter.recipient for letter in letters if letter.recipient}
    persons = Recipient.objects.filter(reference__in=references, is_person=True)
    return frozenset(persons.values_list("reference", flat=True))


def _tables_with_rows(envelope_ids: list[UUID]) -> dict[str, bool]:
    """The tables that hold anything of some envelopes, and whether a row of theirs has been changed, in one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, is_changed FROM personal_data_tables_of(%s)", [envelope_ids])
        return dict(cursor.fetchall())


class Reader:
    """Reads the rows of one envelope for one person, and withholds what is not theirs."""

    def __init__(
        self, subject: DataSubject, contents: Contents, *, is_shared: bool, others: OthersWords, at: datetime
    ) -> None:
        self._subject = subject
        self._contents = contents
        self._is_shared = is_shared
        self._others = others
        self._at = at
        rows = (row for found in contents.rows.values() for row in found if isinstance(row, Debtor))
        self._own_numbers = {row.reference for row in rows if row.subject_id == subject.pk}

        self._corrected = corrections.among(row for found in contents.rows.values() for row in found)

    def row(self, row: Any, *, withheld: Withheld | None = None) -> HeldRow:
        """One row. With ``withheld``, or when it is another person's, it says which data there are and not what."""
        if getattr(row, "is_about", self._subject.pk) != self._subject.pk:
            withheld = Withheld.ANOTHER_PERSON
        data = tuple(self._data(row, withheld))
        files = tuple(self._file(row, file, withheld) for file in self._files_of(row))
        former = () if withheld else tuple(self._former(type(row), self._contents.versions[row.pk]))
        return HeldRow(row.pk, row._meta.verbose_name, data, files, former, getattr(row, "source_key", ""))

    def _data(self, row: Any, withheld: Withheld | None) -> Iterator[Datum]:
        for column in _columns_of(type(row)):
            if (datum := self._datum(type(row), row, column, withheld)) is not None:
                yield datum.by_the_person() if (row.pk, column.name) in self._corrected else datum

    def _datum(self, model: type[Any], row: Any, column: Column, withheld: Withheld | None = None) -> Datum | None:
        """What a column of a row, or of a former version of it, holds; None where it holds nothing."""
        value, declared = getattr(row, column.name), _declared_on(model, row, column)
        if value is None or (not isinstance(value, Sealed) and value == ""):
            return None
        name = f"{model._meta.model_name}.{column.name}"
        is_anothers = declared.about_another or (name in _SPOKEN and getattr(row, _ANOTHERS_VOICE))
        if withheld or is_anothers:
            return Datum(name, declared, None, withheld=withheld or Withheld.ANOTHER_PERSON)
        if isinstance(value, Sealed):
            return self._revealed(name, declared, value.reveal())
        return Datum(name, declared, value, _word_of(model, column.name, value))

    def _former(self, model: type[Any], versions: Sequence[Any]) -> Iterator[Former]:
        for before, after in pairwise(versions):
            for column in _columns_of(model):
                if _is_same(getattr(before, column.name), getattr(after, column.name)):
                    continue
                datum = self._datum(model, before, column)
                if datum is not None and datum != self._datum(model, after, column):
                    yield Former(datum, until=after.history_date)

    def _revealed(self, name: str, declared: Declared, value: Any) -> Datum:
        shown = self._others.redacted(self._without_others_entries(value)) if self._is_shared else value
        return Datum(name, declared, shown, withheld=Withheld.ANOTHER_PERSON if shown != value else None)

    def _without_others_entries(self, value: Any) -> Any:
        """A list of what was passed on, without what it says of other debtors: addresses have no search tokens."""
        if not (isinstance(value, list) and all(isinstance(each, dict) and "of" in each for each in value)):
            return value
        return [
            {**each, "of": MARK, "value": MARK}
            if str(each.get("field", "")).startswith("debtor.") and each["of"] not in self._own_numbers
            else each
            for each in value
        ]

    def _files_of(self, row: Any) -> Iterator[SealedFile]:
        for each in row._meta.concrete_fields:
            if isinstance(each, UUIDField) and (file := self._contents.files.get(getattr(row, each.attname))):
                yield file

    def _file(self, row: Any, file: SealedFile, withheld: Withheld | None) -> HeldFile:
        if withheld is None and self._is_shared:
            withheld = Withheld.ANOTHER_PERSON  # nobody can cut another person's voice out of a recording
        if withheld is None and getattr(row, _ANOTHERS_VOICE, False):
            withheld = Withheld.ANOTHER_PERSON
        if withheld is None and isinstance(row, Letter) and row.recipient in self._contents.persons_written_to:
            withheld = Withheld.ANOTHER_PERSON
        if withheld is None and isinstance(row, PortalCode) and row.works_at(self._at):
            withheld = Withheld.WORKING_CODE
        return HeldFile(file.id, file.column_id, file.media_type, file.size, file.created_at, withheld)


def _is_same(before: Any, after: Any) -> bool:
    """Whether two versions are alike without opening them: what was not written anew has the same ciphertext."""
    if isinstance(before, Sealed) and isinstance(after, Sealed):
        return before.ciphertext == after.ciphertext
    return before is after or not (isinstance(before, Sealed) or isinstance(after, Sealed) or before != after)


def _word_of(model: type[Any], name: str, value: Any) -> str:
    words: Mapping[Any, str] = dict(model._meta.get_field(name).flatchoices)  # a list of codes has none of its own
    return words.get(value, "") if words else ""


def _declared_on(model: type[Any], row: Any, column: Column) -> Declared:
    """A column's declaration, as the row itself says it where category and source differ from row to row."""
    told: Callable[[Any, Declared], Declared] | None = getattr(model, "declared_as", None)
    return told(row, column.declared) if told else column.declared


_columns: dict[type[Any], tuple[Column, ...]] = {}


def _columns_of(model: type[Any]) -> tuple[Column, ...]:
    if not _columns:
        found: dict[type[Any], list[Column]] = defaultdict(list)
        for column in catalogue.columns():
            found[column.model].append(column)
        _columns.update({each: tuple(columns) for each, columns in found.items()})
    return _columns.get(model, ())
