"""The salted commitments of an act of erasure, as leaves of its tree, straight from the log of erasures.

They stand in the order of their hashes, which the salts make random: a place in the tree tells nothing about a record.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import Cursor, capabilities

_LEAVES = """
SELECT sha256('\\x00'::bytea || salt || convert_to(concat_ws(E'\\n', envelope_id, record_class, ground,
    to_char(erased_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8')) AS leaf{also}
FROM personal_data_erasure WHERE run_id = %s AND salt IS NOT NULL ORDER BY leaf"""
_ITEMS = """, envelope_id, record_class, ground,
    to_char(erased_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), salt"""
_PAGE = 10_000


class Item(NamedTuple):
    """One erasure with what its commitment hides."""

    place: int
    leaf: bytes
    envelope_id: UUID
    record_class: str
    ground: str
    erased_at: str
    salt: bytes


def leaves(act_id: UUID) -> Iterator[bytes]:
    """The leaf hashes of an act in their order, fetched in pages."""
    for (leaf,) in _rows(_LEAVES.format(also=""), [act_id]):
        yield bytes(leaf)


def items(act_id: UUID, envelope_ids: Sequence[UUID] | None = None) -> list[Item]:
    """What was erased in an act, or some of it, with its places in the tree."""
    chosen = None if envelope_ids is None else set(envelope_ids)
    found = enumerate(_rows(_LEAVES.format(also=_ITEMS), [act_id]))
    return [
        Item(place, bytes(row[0]), row[1], row[2], row[3], row[4], bytes(row[5]))
        for place, row in found
        if chosen is None or row[1] in chosen
    ]


def _rows(statement: str, parameters: list[Any]) -> Iterator[tuple[Any, ...]]:
    connection.ensure_connection()
    size = _PAGE if capabilities.has_stream_chunked() else 1
    with Cursor(connection.connection) as cursor:
        yield from cursor.stream(statement, parameters, binary=True, size=size)
