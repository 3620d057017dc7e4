"""The rows that every envelope has beside its content, encoded for COPY: persons, envelope, key, search tokens.

A batch has half a dozen of them for each claim, so each is put together by hand from parts encoded once.
"""

import struct
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from personal_data import copying, keys
from personal_data.copying import ENCODERS, NULL
from personal_data.identifiers import time_ordered, unordered
from personal_data.randomness import Randomness
from personal_data.record_classes import RecordClass
from personal_data.tokens import Entry

# In the order in which rows refer to each other.
_COLUMNS = {
    "personal_data_datasubject": ("id", "controller_id", "kind", "pseudonym", "created_at"),
    "personal_data_envelope": ("id", "controller_id", "record_class", "trigger_on", "generation", "created_at"),
    "personal_data_envelopesubject": ("envelope_id", "subject_id", "role"),
    "keys.data_key": ("envelope_id", "generation", "epoch", "wrapped"),
    "personal_data_searchentry": ("envelope_id", "controller_id", "tokens", "whole_count"),
}
_WIDTHS = [copying.width(len(columns)) for columns in _COLUMNS.values()]
_STATEMENTS = [copying.statement(table, columns) for table, columns in _COLUMNS.items()]
_small = ENCODERS["smallint"]
_uuid, _integer, _date = ENCODERS["uuid"], ENCODERS["integer"], ENCODERS["date"]
_KEY_BYTES = 32
_FIRST = 1


class EnvelopeRows:
    """The rows of one batch for one controller."""

    def __init__(self, controller_id: UUID, random: Randomness) -> None:
        self._random = random
        self._epoch = keys.ring().current()
        self._controller = _uuid(controller_id)
        self._now = ENCODERS["timestamp with time zone"](timezone.now())
        self._first, self._epoch_number = _integer(_FIRST), _integer(self._epoch.number)
        self._rows: list[list[bytes]] = [[] for _ in _COLUMNS]

    def subject(self, *, kind: str) -> UUID:
        """Add a data subject under a new pseudonym."""
        draw = self._random.draw
        subject_id = time_ordered(draw)
        parts = (_uuid(subject_id), self._controller, _word(kind), _uuid(unordered(draw)), self._now)
        self._rows[0].append(_WIDTHS[0] + b"".join(parts))
        return subject_id

    def envelope(
        self, *, record_class: RecordClass, subjects: Iterable[tuple[UUID, str]], trigger_on: date | None
    ) -> tuple[UUID, int, AESGCM]:
        """Add an envelope with its key and persons. Returns its id, its generation and the key's cipher."""
        draw = self._random.draw
        envelope_id, key = time_ordered(draw), draw(_KEY_BYTES)
        name, clock = _uuid(envelope_id), NULL if trigger_on is None else _date(trigger_on)
        parts = (name, self._controller, _word(record_class.name), clock, self._first, self._now)
        self._rows[1].append(_WIDTHS[1] + b"".join(parts))
        for subject_id, role in subjects:
            self._rows[2].append(_WIDTHS[2] + name + _uuid(subject_id) + _word(str(role)))
        wrapped = copying.raw(keys.wrap(self._epoch, envelope_id, _FIRST, key, draw=draw))
        self._rows[3].append(_WIDTHS[3] + name + self._first + self._epoch_number + wrapped)
        return envelope_id, _FIRST, AESGCM(key)

    def entry(self, envelope_id: UUID, entry: Entry) -> None:
        """Add the search entry of an envelope."""
        tokens, whole_count = entry.ordered()
        self._rows[4].append(_WIDTHS[4] + _uuid(envelope_id) + self._controller + _tokens(tokens) + _small(whole_count))

    def take(self) -> Iterator[tuple[str, bytes]]:
        """The statement and the stream of each table that has rows; after that there are none."""
        for statement, rows in zip(_STATEMENTS, self._rows, strict=True):
            if rows:
                yield statement, copying.data(rows)
                rows.clear()


@lru_cache(maxsize=256)
def _word(text: str) -> bytes:
    """Kinds, roles and record classes are few."""
    return ENCODERS["text"](text)


def _tokens(numbers: list[int]) -> bytes:
    """An array of numbers; entries of one size have one layout."""
    layout, shape = _array_of(len(numbers))
    parts = [8] * (2 * len(numbers))
    parts[1::2] = numbers
    return layout + shape.pack(*parts)


@lru_cache(maxsize=256)
def _array_of(count: int) -> tuple[bytes, struct.Struct]:
    """What an array of so many numbers begins with, and how its numbers are packed."""
    empty = ENCODERS["bigint[]"]([0] * count)
    return empty[: len(empty) - 12 * count], struct.Struct("!" + "iq" * count)
