"""Looking through the rows of every table.

Only where a block has a trace are its rows asked one by one. Sealed values are looked through as the bytes that they
are, so that one that was stored unsealed is found; they are not opened, since proving an erasure is no ground for
reading everybody else's data.
"""

from django.db import connection
from psycopg import Cursor, sql

from retention.policies import remainders
from retention.policies.traces import Erased
from retention.services.residual import blocks, digests
from retention.services.residual.found import Remainder, Tally
from retention.services.residual.sought import Tokens
from retention.services.residual.tables import Table


def look(known: list[Table], erased: Erased, whole: Tokens, tally: Tally) -> None:
    """Look through tables. Where the application may not read, the check says so and is not clean."""
    for table in known:
        if not table.is_readable:
            tally.unread.add(table.place)
            continue
        tally.places += 1
        if not erased or not (table.texts or table.numbers or table.raw):
            continue
        for first in range(0, table.pages, blocks.PAGES):
            block = blocks.by_column(table, first)
            if _has_trace(table, first, block.values, erased, tally):
                _name_rows(table, first, erased, tally)
            if met := [token for each in block.digests for token in whole.beginning(each)]:
                digests.name_rows(table, first, met, tally)


def _has_trace(table: Table, first: int, values: list[bytes], erased: Erased, tally: Tally) -> bool:
    """Whether there is a trace in some pages of a table, within a value or across the columns of a row."""
    postcodes, has_trace = erased.postcodes_met, False
    for each in blocks.by_row(table, first) if table.is_long else values:
        tally.bytes_read += len(each) + 1
        has_trace = has_trace or _is_in(each, erased)
    if has_trace or table.is_long or erased.postcodes_met == postcodes:
        return has_trace
    return any(_is_in(each, erased) for each in blocks.by_row(table, first))


def _is_in(block: bytes, erased: Erased) -> bool:
    return next(erased.find(block), None) is not None


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
    ).format(values=sql.SQL(", ").join(values), whole=blocks.row(table), table=table.source)
    with Cursor(connection.connection) as cursor:
        for record, *held, whole in cursor.stream(statement, blocks.places(first), binary=True):
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
