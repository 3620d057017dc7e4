"""Sealing many rows at once: a batch of envelopes and rows written by COPY.

The triggers capture history and events as for any other write. Nothing is kept between batches, so memory stays flat.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, models, transaction

from audit.trail import NoActor
from personal_data import access, births, catalogue, copying, index_keys, residences, sealing, search, tokens
from personal_data.envelope_rows import EnvelopeRows
from personal_data.envelopes import Refused
from personal_data.identifiers import time_ordered
from personal_data.models import Controller, SearchEntry
from personal_data.purposes import NOT_NAMED, is_named
from personal_data.randomness import Randomness
from personal_data.record_classes import RecordClass
from personal_data.row_plans import columns_of
from personal_data.sending import Sending


class Batch:
    """One batch for one controller: collect subjects, envelopes and rows, then ``write`` them in one transaction."""

    def __init__(self, controller: Controller) -> None:
        here = access.current()
        if here is None:
            raise NoActor("Taking in personal data needs an access context.")
        if not is_named(here.purpose, controller.notice_purposes):
            raise Refused(NOT_NAMED)
        self._controller_id = controller.id
        self._context = here
        self._tokens_of = tokens.Remembering(index_keys.of(controller.id))
        self._random = Randomness()
        self._envelopes = EnvelopeRows(controller.id, self._random)
        self._models: dict[type[models.Model], list[bytes]] = {}
        self._tokens: dict[UUID, tokens.Entry] = {}
        self._ciphers: dict[UUID, tuple[int, AESGCM]] = {}
        self._made: set[UUID] = set()
        self._sending: Sending | None = None

    def subject(self, *, kind: str) -> UUID:
        """Queue a data subject."""
        return self._envelopes.subject(kind=kind)

    def envelope(
        self, *, record_class: RecordClass, subjects: Iterable[tuple[UUID, str]], trigger_on: date | None = None
    ) -> UUID:
        """Queue an envelope with its key and persons."""
        envelope_id, generation, cipher = self._envelopes.envelope(
            record_class=record_class, subjects=subjects, trigger_on=trigger_on
        )
        self._ciphers[envelope_id] = (generation, cipher)
        self._made.add(envelope_id)
        return envelope_id

    def add(self, model: type[models.Model], values: dict[str, Any]) -> UUID:
        """Queue a row (values by field attname, plaintext for sealed fields) and return its id.

        Its envelope is one of this batch, or one whose key the context holds for writing.
        """
        draw = self._random.draw
        row_id: UUID = values.get("id") or time_ordered(draw)
        envelope_id: UUID = values["envelope_id"]
        generation, cipher = self._cipher(envelope_id)
        place, header = sealing.in_row(row_id, envelope_id, generation), sealing.header(generation)
        columns, found = columns_of(model), None
        parts = [copying.width(len(columns))]
        value_of, append, encrypt = {**values, "id": row_id}.get, parts.append, cipher.encrypt
        for name, encode, plaintext_of, in_column, kind, default in columns:
            value = value_of(name)
            if value is None:
                value = default() if default is not None else None
                if value is None:
                    append(copying.NULL)
                    continue
            if plaintext_of is not None:
                if kind is not None:
                    found = self._entry(envelope_id) if found is None else found
                    found.add(kind, self._tokens_of(kind, str(value)))
                nonce = draw(sealing.NONCE_BYTES)
                value = header + nonce + encrypt(nonce, plaintext_of(value), in_column + place)
            append(encode(value))
        if found is not None:
            lives, born = residences.of(model, values.get), births.of(model, values.get)
            for kind, form in (tokens.of_residence(lives) | born).items():
                found.add(kind, self._tokens_of(kind, form))
        self._models.setdefault(model, []).append(b"".join(parts))
        return row_id

    def send(self) -> None:
        """Hand what is queued to the database, which writes it while more is queued.

        Only inside a transaction; between this and ``write`` nothing else may ask the database, unless ``wait`` did.
        """
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("A batch can be sent in parts inside a transaction only.")
        if self._sending is None:
            access.attribute()
            with connection.cursor() as cursor:  # checked with each part, beside our work, and not all at the end
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            self._sending = Sending()
        self._queue_streams(self._sending)
        self._sending.pump()

    def pump(self) -> None:
        """Let the database go on with what was sent; never waits."""
        if self._sending is not None:
            self._sending.pump()

    def wait(self) -> None:
        """Wait until what was sent is written. Raises what the database refused."""
        if self._sending is not None:
            self._sending.finish()

    def write(self) -> None:
        """Write everything in one transaction, in the order in which rows refer to each other."""
        self.wait()
        earlier = {each: held for each, held in self._tokens.items() if each not in self._made}
        with transaction.atomic():
            access.attribute()
            sending = Sending()
            self._queue_streams(sending)
            try:
                sending.finish()
            finally:
                sending.abandon()
            self._extend_entries(earlier)

    def abandon(self) -> None:
        """Make the connection fit for a roll-back, whatever was on its way."""
        if self._sending is not None:
            self._sending.abandon()

    def _queue_streams(self, sending: Sending) -> None:
        for envelope_id in self._tokens.keys() & self._made:
            self._envelopes.entry(envelope_id, self._tokens.pop(envelope_id))
        self._made.clear()
        for statement, stream in self._envelopes.take():
            sending.queue(statement, stream)
        for model in sorted(self._models, key=_parents_first().__getitem__):
            columns = [str(field.column) for field in model._meta.concrete_fields]
            sending.queue(copying.statement(model._meta.db_table, columns), copying.data(self._models[model]))
        self._models.clear()

    def _entry(self, envelope_id: UUID) -> tokens.Entry:
        known = self._tokens.get(envelope_id)
        if known is None:
            known = self._tokens[envelope_id] = tokens.Entry()
        return known

    def _extend_entries(self, added: dict[UUID, tokens.Entry]) -> None:
        """Rows that joined an envelope of earlier days are found by their tokens beside those it has."""
        if not added:
            return
        known = SearchEntry.objects.filter(envelope_id__in=added).values_list("envelope_id", "tokens", "whole_count")
        for envelope_id, held, whole_count in known:
            earlier = tokens.Entry(held, whole_count)
            added[envelope_id].whole |= earlier.whole
            added[envelope_id].parts |= earlier.parts
        search.store({envelope_id: (self._controller_id, entry) for envelope_id, entry in added.items()})

    def _cipher(self, envelope_id: UUID) -> tuple[int, AESGCM]:
        known = self._ciphers.get(envelope_id)
        if known is None:
            held = self._context.keys[envelope_id]
            known = self._ciphers[envelope_id] = (held.generation, held.cipher)
        return known


@cache
def _parents_first() -> dict[type[models.Model], int]:
    return {model: position for position, model in enumerate(reversed(catalogue.erasure_order()))}
