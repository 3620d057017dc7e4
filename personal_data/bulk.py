"""Sealing many rows at once: a batch of envelopes and rows written by COPY.

The triggers capture history and events as for any other write. Nothing is kept between batches, so memory stays flat.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, models, transaction
from django.utils import timezone

from audit.trail import NoActor
from personal_data import access, index_keys, keys, sealing, tokens
from personal_data.fields import SealedField
from personal_data.identifiers import time_ordered
from personal_data.models import Controller, SearchEntry
from personal_data.record_classes import RecordClass

_COLUMNS = {
    "personal_data_datasubject": ("id", "controller_id", "kind", "pseudonym", "created_at"),
    "personal_data_envelope": ("id", "controller_id", "record_class", "trigger_on", "generation", "created_at"),
    "personal_data_envelopesubject": ("envelope_id", "subject_id", "role"),
    "keys.data_key": ("envelope_id", "generation", "epoch", "wrapped"),
    "personal_data_searchentry": ("envelope_id", "controller_id", "tokens"),
}


class Batch:
    """One batch for one controller: collect subjects, envelopes and rows, then ``write`` them in one transaction."""

    def __init__(self, controller: Controller) -> None:
        here = access.current()
        if here is None:
            raise NoActor("Taking in personal data needs an access context.")
        self._controller_id = controller.id
        self._context = here
        self._epoch = keys.ring().current()
        self._index_key = index_keys.of(controller.id)
        self._now = timezone.now()
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in _COLUMNS}
        self._models: dict[type[models.Model], list[tuple[Any, ...]]] = {}
        self._tokens: dict[UUID, set[int]] = {}
        self._ciphers: dict[UUID, tuple[int, AESGCM]] = {}

    def subject(self, *, kind: str) -> UUID:
        """Queue a data subject."""
        subject_id = time_ordered()
        self._rows["personal_data_datasubject"].append((subject_id, self._controller_id, kind, uuid4(), self._now))
        return subject_id

    def envelope(
        self, *, record_class: RecordClass, subjects: Iterable[tuple[UUID, str]], trigger_on: date | None = None
    ) -> UUID:
        """Queue an envelope with its key and persons."""
        envelope_id, key = time_ordered(), keys.new_key()
        wrapped = keys.wrap(self._epoch, envelope_id, 1, key)
        self._rows["personal_data_envelope"].append(
            (envelope_id, self._controller_id, record_class.name, trigger_on, 1, self._now)
        )
        self._rows["keys.data_key"].append((envelope_id, 1, self._epoch.number, wrapped))
        self._rows["personal_data_envelopesubject"] += [(envelope_id, subject, str(role)) for subject, role in subjects]
        self._ciphers[envelope_id] = (1, AESGCM(key))
        return envelope_id

    def add(self, model: type[models.Model], values: dict[str, Any]) -> UUID:
        """Queue a row (values by field attname, plaintext for sealed fields) and return its id.

        Its envelope is one of this batch, or one whose key the context holds for writing.
        """
        row_id: UUID = values.get("id") or time_ordered()
        envelope_id: UUID = values["envelope_id"]
        generation, cipher = self._cipher(envelope_id)
        row: list[Any] = []
        for field in model._meta.concrete_fields:
            value = row_id if field.attname == "id" else values.get(field.attname)
            if isinstance(field, SealedField) and value is not None:
                if field.search:
                    self._index(envelope_id, field.search, str(value))
                place = sealing.additional_data(field.column_id, row_id, envelope_id, generation)
                value = sealing.seal(cipher, generation, place, field.to_plaintext(value))
            elif value is None and field.has_default():
                value = field.get_default()
            elif getattr(field, "auto_now_add", False):
                value = self._now
            row.append(value)
        self._models.setdefault(model, []).append(tuple(row))
        return row_id

    def add_plain(self, model: type[models.Model], values: Iterable[tuple[Any, ...]]) -> None:
        """Queue rows of a table without envelopes, values in the order of the model's concrete fields."""
        self._models.setdefault(model, []).extend(values)

    def write(self) -> None:
        """Write everything in one transaction, in the order in which rows refer to each other."""
        made = {row[0] for row in self._rows["personal_data_envelope"]}
        self._rows["personal_data_searchentry"] = [
            (envelope_id, self._controller_id, sorted(held))
            for envelope_id, held in self._tokens.items()
            if envelope_id in made
        ]
        with transaction.atomic():
            access.attribute()
            for table, rows in self._rows.items():
                _copy(table, _COLUMNS[table], rows)
            for model, rows in self._models.items():
                _copy(model._meta.db_table, [field.column for field in model._meta.concrete_fields], rows)
            self._extend_entries({each: held for each, held in self._tokens.items() if each not in made})

    def _extend_entries(self, added: dict[UUID, set[int]]) -> None:
        """Rows that joined an envelope of earlier days are found by their tokens beside those it has."""
        known = SearchEntry.objects.filter(envelope_id__in=added).values_list("envelope_id", "tokens")
        held = {envelope_id: set(tokens_held) for envelope_id, tokens_held in known}
        entries = [
            SearchEntry(
                envelope_id=envelope_id,
                controller_id=self._controller_id,
                tokens=sorted(new | held.get(envelope_id, set())),
            )
            for envelope_id, new in added.items()
        ]
        SearchEntry.objects.bulk_create(
            entries, update_conflicts=True, unique_fields=["envelope"], update_fields=["tokens"]
        )

    def _index(self, envelope_id: UUID, kind: str, value: str) -> None:
        self._tokens.setdefault(envelope_id, set()).update(tokens.of_value(self._index_key, kind, value))

    def _cipher(self, envelope_id: UUID) -> tuple[int, AESGCM]:
        if envelope_id not in self._ciphers:
            held = self._context.keys[envelope_id]
            self._ciphers[envelope_id] = (held.generation, held.cipher)
        return self._ciphers[envelope_id]


def _copy(table: str, columns: Iterable[str], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
