"""Reading a table in blocks: the values of some pages, put together by the database.

Value after value of one column is put together with the least work. What is somebody only together, a name and a
postcode, may stand in two columns of a row: for that a block is read row after row.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from psycopg import Cursor, sql

from retention.services.residual import sought
from retention.services.residual.tables import Table

PAGES = 512
"""Of so many pages a block is made."""
_PART_BYTES = 1024 * 1024
"""Rows are put together up to this size. A page holds few bytes of a row whose long values lie elsewhere."""
_SMALLEST = 1_000_000
"""A number below has fewer digits than any telephone number."""
_JOINED = sql.SQL("string_agg({0}, '\\x1f'::bytea)")
_DIGESTS = sql.SQL("string_agg({0}, '\\x1f'::bytea) FILTER (WHERE octet_length({0}) = {1})")
_OTHERS = sql.SQL("string_agg({0}, '\\x1f'::bytea) FILTER (WHERE octet_length({0}) <> {1})")
_SOME = sql.SQL("SELECT {} FROM {} WHERE ctid >= %s::text::tid AND ctid < %s::text::tid")


class Block(NamedTuple):
    """The values of some pages, column by column; those of 32 bytes that may be keyed digests stand in both."""

    values: list[bytes]
    digests: list[bytes]


def by_column(table: Table, first: int) -> Block:
    """The values of some pages; where long ones lie outside the pages the digests only, since the rest of such a table
    is read by row, in parts."""
    columns = [] if table.is_long else _columns(table)
    digests = [_DIGESTS.format(sql.Identifier(each), sought.DIGEST_BYTES) for each in table.unsealed]
    if not columns and not digests:
        return Block([], [])
    (held,) = _read(_SOME.format(sql.SQL(", ").join(columns + digests), table.source), first)
    found = [each for each in held[len(columns) :] if each]
    values = [each for each in held[: len(columns)] if each]
    return Block([] if table.is_long else values + found, found)


def _columns(table: Table) -> list[sql.Composable]:
    words = [sql.SQL("{}::text").format(sql.Identifier(each)) for each in table.texts] + _numbers(table)
    sealed = [each for each in table.raw if each not in table.unsealed]
    return [
        *(sql.SQL("convert_to(string_agg({}, E'\\x1f'), 'UTF8')").format(each) for each in words),
        *(_JOINED.format(sql.Identifier(each)) for each in sealed),
        *(_OTHERS.format(sql.Identifier(each), sought.DIGEST_BYTES) for each in table.unsealed),
    ]


def by_row(table: Table, first: int) -> Iterator[bytes]:
    """The rows of some pages, one after the other; in parts where long values belong to them."""
    rows = _SOME.format(sql.SQL("{} AS held").format(row(table)), table.source)
    if table.is_long:
        parts = sql.SQL(
            "SELECT held, sum(octet_length(held)) OVER (ROWS UNBOUNDED PRECEDING) / {size} AS part "
            "FROM ({rows}) AS rows"
        ).format(rows=rows, size=_PART_BYTES)
        statement = sql.SQL("SELECT string_agg(held, '\\x1e'::bytea) FROM ({}) AS parts GROUP BY part").format(parts)
    else:
        statement = sql.SQL("SELECT string_agg(held, '\\x1e'::bytea) FROM ({}) AS rows").format(rows)
    for (held,) in _read(statement, first):
        yield held or b""


def row(table: Table) -> sql.Composed:
    """One row as bytes: its texts and numbers first, then its bytes."""
    words = [sql.SQL("{}::text").format(sql.Identifier(each)) for each in table.texts] + _numbers(table)
    text = sql.SQL("convert_to(concat_ws(E'\\x1f', '', {}), 'UTF8')").format(sql.SQL(", ").join(words))
    raw = [sql.SQL("coalesce({}, '')").format(sql.Identifier(each)) for each in table.raw]
    return sql.SQL(" || '\\x1f'::bytea || ").join([text, *raw] if words else raw or [text])


def places(first: int) -> list[str]:
    """Where a block begins and where the next one does."""
    return [f"({first},0)", f"({first + PAGES},0)"]


def _numbers(table: Table) -> list[sql.Composable]:
    number = sql.SQL("CASE WHEN abs({0}) >= {1} THEN {0}::text END")
    return [number.format(sql.Identifier(each), _SMALLEST) for each in table.numbers]


def _read(statement: sql.Composed, first: int) -> Iterator[tuple[bytes | None, ...]]:
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        yield from cursor.stream(statement, places(first), binary=True)
