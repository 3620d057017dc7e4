"""The baseline: the same schema without seals, triggers and records.

The database is a clone in which sealed columns hold plain bytes and no trigger fires; the code is the product's own,
with opening, sealing and recording replaced by nothing. So both sides run the same pages and the same queries.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from unittest import mock

import psycopg

from personal_data import catalogue, envelopes, references
from personal_data.fields import SealedField
from personal_data.values import Ciphertext, Sealed
from privacy.selectors import holdings
from tests.fixtures import databases

_TEXT = "convert_to('Plain text ' || left(md5(id::text), 12), 'UTF8')"
_JSON = (
    """convert_to('{"street": "Storgatan 1", "postcode": "111 22", "city": "Stockholm", "country": "SE"}', 'UTF8')"""
)


def strip(name: str) -> None:
    """Turn a clone into the baseline's database."""
    with databases.superuser(name) as database:
        database.execute("SET session_replication_role = replica")
        for model in catalogue.personal_models():
            table = model._meta.db_table
            database.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            sealed = [each for each in model._meta.concrete_fields if isinstance(each, SealedField)]
            if sealed:
                changes = ", ".join(
                    f'"{each.column}" = CASE WHEN "{each.column}" IS NULL THEN NULL '
                    f"ELSE {_JSON if type(each).__name__ == 'SealedJSON' else _TEXT} END"
                    for each in sealed
                )
                database.execute(f"UPDATE {table} SET {changes}")
        for table in ("personal_data_envelope", "personal_data_envelopesubject", "personal_data_datasubject",
                      "personal_data_envelopeblock", "personal_data_searchentry", "personal_data_sealedfile",
                      "keys.data_key"):  # fmt: skip
            database.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for model in catalogue.personal_models():
            database.execute(f"ALTER TABLE {catalogue.history_of(model)._meta.db_table} DISABLE TRIGGER USER")
        keep_references(database)
        # Filling in wrote each row anew: packed, the baseline reads as few pages as a database that began like this.
        database.execute("VACUUM (FULL, ANALYZE)")


def keep_references(database: psycopg.Connection) -> None:
    """References are checked in the baseline too, where a trigger does for us what a foreign key does elsewhere."""
    for each in references.references():
        database.execute(f"ALTER TABLE {each.table} ENABLE TRIGGER refers_insert, ENABLE TRIGGER refers_update")
        database.execute(f"ALTER TABLE {each.parent} ENABLE TRIGGER referred_delete, ENABLE TRIGGER referred_update")


@contextmanager
def unsealed() -> Iterator[None]:
    """The product's code without opening, sealing and recording."""

    def reveal(sealed: Sealed) -> object:
        return sealed._field.from_plaintext(sealed.ciphertext)

    def reveal_each(field: SealedField, rows: Iterable[Any]) -> list[object]:
        return [field.from_plaintext(row.__dict__[field.attname]) for row in rows]

    def open_page(
        rows: Iterable[object],
        *,
        envelope_ids: object = None,
        meanwhile: Callable[[list[object]], object] | None = None,
    ) -> list[object]:
        page = list(rows)
        if meanwhile:
            meanwhile(page)
        return page

    def open_none(_rows: object, *, meanwhile: Callable[[], object] | None = None) -> None:
        if meanwhile:
            meanwhile()

    def seal(field: SealedField, _row: object, _envelope: object, plaintext: object) -> Ciphertext:
        return Ciphertext(field.to_plaintext(plaintext))

    with (
        mock.patch.object(envelopes, "open_page", open_page),
        mock.patch.object(envelopes, "open", open_none),
        mock.patch.object(envelopes, "prepare_to_write"),
        mock.patch.object(Sealed, "reveal", reveal),
        mock.patch.object(Sealed, "is_open", True),
        mock.patch.object(SealedField, "reveal_each", reveal_each),
        mock.patch.object(SealedField, "seal", seal),
        mock.patch("audit.trail.record_apart"),
        mock.patch("audit.trail.recording_apart", return_value=nullcontext()),
        mock.patch.object(holdings, "_withheld", return_value=None),
        mock.patch("audit.trail.record"),
    ):
        yield
