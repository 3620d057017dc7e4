"""Looking through every table of the database: what a column holds as text, as numbers or as bytes.

Pages of a table are put together by the database and read as one block; only where a block has a trace are its rows
asked one by one. Sealed values are looked through as the bytes that they are, so that one that was stored unsealed is
found; they are not opened, since proving an erasure is no ground for reading everybody else's data.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection
from psycopg import Cursor, sql

from retention.policies import remainders
from retention.policies.traces import Erased
from retention.services.residual.found import Remainder, Tally

_BLOCK_PAGES = 256
_PART_BYTES = 1024 * 1024
"""Rows are put together up to this size. A page holds few bytes of a row whose long values lie elsewhere."""
# Where the act itself wrote down by what it looks.
_OWN = {"personal_data_erasedtokens"}
_COLUMNS = """
WITH every AS MATERIALIZED (
    SELECT c.oid, n.nspname, c.relname, has_table_privilege(coalesce(i.inhparent, c.oid), 'SELECT') AS is_readable,
           i.inhparent::regclass::text AS whole, pg_get_partition_constraintdef(c.oid) AS condition,
           pg_relation_size(c.oid) / 8192 AS pages,
           c.reltoastrelid <> 0 AND pg_relation_size(c.reltoastrelid) > 0 AS is_long
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
    WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND n.nspname NOT LIKE 'pg_t%%')
SELECT nspname, relname, every.oid, a.attname, t.typname, t.typcategory, is_readable, whole, condition, pages, is_long
FROM every JOIN pg_attribute a ON a.attrelid = every.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
ORDER BY nspname, relname, a.attnum"""
_NUMBERS = {"int4", "int8", "numeric", "float8"}
_SMALLEST = 1_000_000
"""A number below has fewer digits than any telephone number."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns that can hold something: as text, as a number, as bytes.

    A partition is read through its whole, which the application may read, and by the condition that makes it a part.
    ``is_long`` says that it has values which lie outside its pages.
    """

    schema: str
    name: str
    is_readable: bool
    whole: str | None
    condition: str | None
    pages: int
    is_long: bool
    texts: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """How a leftover in it is told."""
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def source(self) -> sql.Composable:
        """What stands after FROM: its rows under the name ``row``, with their places."""
        name = sql.Identifier(self.schema, self.whole or self.name)
        condition = sql.SQL(self.condition or "true")
        return sql.SQL("(SELECT *, ctid FROM {} WHERE {}) AS row").format(name, condition)


def every() -> list[Table]:
    """Every table of the database that has rows of its own, partitions one by one."""
    found: dict[int, Table] = {}
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for schema, name, oid, column, kind, category, *facts in cursor.fetchall():
            table = found.setdefault(oid, Table(schema, name, *facts))
            if kind == "bytea":
                table.raw.append(column)
            elif kind in _NUMBERS:
                table.numbers.append(column)
            elif (category in "SEU" and kind != "uuid") or kind in ("_text", "_varchar", "inet"):
                table.texts.append(column)
    return [table for table in found.values() if table.name not in _OWN]


def look(known: list[Table], erased: Erased, tally: Tally) -> None:
    """Look through tables. Where the application may not read, the check says so and is not clean."""
    for table in known:
        if not table.is_readable:
            tally.unread.add(table.place)
            continue
        tally.places += 1
        if not erased or not (table.texts or table.numbers or table.raw):
            continue
        for first in range(0, table.pages, _BLOCK_PAGES):
            has_trace = False
            for block in _blocks(table, first):
                tally.bytes_read += len(block)
                has_trace = has_trace or next(erased.find(block), None) is not None
            if has_trace:
                _name_rows(table, first, erased, tally)


def _blocks(table: Table, first: int) -> Iterator[bytes]:
    """The rows of so many pages, put together by the database; in parts where long values belong to them."""
    rows = sql.SQL("SELECT {row} AS held FROM {table} WHERE ctid >= %s::text::tid AND ctid < %s::text::tid").format(
        row=_row(table), table=table.source
    )
    if table.is_long:
        parts = sql.SQL(
            "SELECT held, sum(octet_length(held)) OVER (ROWS UNBOUNDED PRECEDING) / {size} AS part "
            "FROM ({rows}) AS rows"
        ).format(rows=rows, size=_PART_BYTES)
        statement = sql.SQL("SELECT string_agg(held, '\\x1e'::bytea) FROM ({}) AS parts GROUP BY part").format(parts)
    else:
        statement = sql.SQL("SELECT string_agg(held, '\\x1e'::bytea) FROM ({}) AS rows").format(rows)
    connection.ensure_connection()
    with Cursor(connection.connection) as cursor:
        for (block,) in cursor.stream(statement, _places(first), binary=True):
            if block:
                yield bytes(block)


def _places(first: int) -> list[str]:
    return [f"({first},0)", f"({first + _BLOCK_PAGES},0)"]


def _row(table: Table) -> sql.Composable:
    """One row as bytes: its texts and numbers first, then its bytes."""
    words = [sql.SQL("{}::text").format(sql.Identifier(each)) for each in table.texts] + [
        sql.SQL("CASE WHEN abs({0}) >= {1} THEN {0}::text END").format(sql.Identifier(each), _SMALLEST)
        for each in table.numbers
    ]
    text = sql.SQL("convert_to(concat_ws(E'\\x1f', '', {}), 'UTF8')").format(sql.SQL(", ").join(words))
    raw = [sql.SQL("coalesce({}, '')").format(sql.Identifier(each)) for each in table.raw]
    return sql.SQL(" || '\\x1f'::bytea || ").join([text, *raw] if words else raw or [text])


def _name_rows(table: Table, first: int, erased: Erased, tally: Tally) -> None:
    """Say in which column of which row the traces of a block are. What lies across columns is told of the row."""
    columns = [*table.texts, *table.numbers, *table.raw]
    values = [
        sql.SQL("{}" if each in table.raw else "convert_to({}::text, 'UTF8')").format(sql.Identifier(each))
        for each in columns
    ]
    statement = sql.SQL(
        "SELECT coalesce(to_jsonb(row) ->> 'id', row.ctid::text), {values}, {whole} FROM {table} "
        "WHERE row.ctid >= %s::text::tid AND row.ctid < %s::text::tid"
    ).format(values=sql.SQL(", ").join(values), whole=_row(table), table=table.source)
    with Cursor(connection.connection) as cursor:
        for record, *held, whole in cursor.stream(statement, _places(first), binary=True):
            if next(erased.find(bytes(whole)), None) is None:
                continue
            if sanction := remainders.of_place(table.name):
                tally.remainders.append(Remainder(*sanction, None, 1))
                continue
            before = tally.leftover_count
            for column, value in zip(columns, held, strict=True):
                if value is not None:
                    tally.traces(erased.find(bytes(value)), f"{table.place}.{column}", record)
            if tally.leftover_count == before:
                tally.traces(erased.find(bytes(whole)), table.place, record)
