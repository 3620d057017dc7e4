"""Naming the rows in which a keyed digest of something erased stands."""

from django.db import connection
from psycopg import sql

from retention.policies import remainders
from retention.services.residual import blocks, sought
from retention.services.residual.found import Remainder, Tally
from retention.services.residual.tables import Table


def name_rows(table: Table, first: int, met: list[bytes], tally: Tally) -> None:
    """Say in which column of which row of a block a digest stands that begins with one of some tokens.

    A keyed digest of a whole value begins with its token, wherever it is kept.
    """
    for column in table.unsealed:
        statement = sql.SQL(
            "SELECT coalesce(to_jsonb(row) ->> 'id', row.ctid::text) FROM {table} "
            "WHERE row.ctid >= %s::text::tid AND row.ctid < %s::text::tid "
            "AND octet_length({column}) = {size} AND substr({column}, 1, {token}) = ANY(%s)"
        ).format(table=table.source, column=sql.Identifier(column), size=sought.DIGEST_BYTES, token=sought.TOKEN_BYTES)
        with connection.cursor() as cursor:
            cursor.execute(statement, [*blocks.places(first), met])
            found = cursor.fetchall()
        for (record,) in found:
            if sanction := remainders.of_place(table.name):
                tally.remainders.append(Remainder(*sanction, None, 1))
            else:
                tally.left(f"{table.place}.{column}", "digest", record)
