"""Reading a table in blocks: the values of some pages, put together by the database.

Value after value of one column is put together with the least work. What is somebody only together, a name and a
postcode, may stand in two columns of a row: for that a block is read row after row.
"""

from collections.abc import Iterator

from django.db import connection
from psycopg import Cursor, sql

from retention.services.residual.tables import Table

PAGES = 256
"""Of so many pages a block is made."""
_PART_BYTES = 1024 * 1024
"""Rows are put together up to this size. A page holds few bytes of a row whose long values lie elsewhere."""
_SMALLEST = 1_000_000
"""A number below has fewer digits than any telephone number."""
_SOME = sql.SQL("SELECT {} FROM {} WHERE ctid >= %s::text::tid AND ctid < %s::text::tid")


def by_column(table: Table, first: int) -> Iterator[bytes]:
    """All values of some pages, column by column. Long ones lie outside the pages: these come by row, in parts."""
    if table.is_long:
        yield from by_row(table, first)
        return
    words = [sql.SQL("{}::text").format(sql.Identifier(each)) for each in table.texts] + _numbers(table)
    columns = [sql.SQL("convert_to(string_agg({}, E'\\x1f'), 'UTF8')").format(each) for each in words] + [
        sql.SQL("string_agg({}, '\\x1f'::bytea)").format(sql.Identifier(each)) for each in table.raw
    ]
    for held in _read(_SOME.format(sql.SQL(", ").join(columns), table.source), first):
        yield b"\x1e".join(filter(None, held))


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
