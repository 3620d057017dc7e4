"""Looking for keyed digests of what was erased, in every column of bytes that is not sealed."""

from django.apps import apps
from django.db import connection
from psycopg import sql

from personal_data.fields import SealedField
from retention.models import ErasureAct
from retention.policies import remainders
from retention.services.residual import sought, tables
from retention.services.residual.found import Remainder, Tally


def look(act: ErasureAct, known: list[tables.Table], tally: Tally) -> None:
    """A keyed digest of a whole value begins with its token, wherever it is kept.

    All columns are asked in one statement: what is looked for may be much more than what a column holds.
    """
    places = _digest_columns(known)
    kept = sql.SQL(" UNION ALL ").join(
        sql.SQL(
            "SELECT {place} AS place, ctid, substr({column}, 1, 8) AS beginning "
            "FROM {table} WHERE octet_length({column}) = 32"
        ).format(place=sql.Literal(place), column=sql.Identifier(column), table=table.source)
        for place, (table, column) in enumerate(places)
    )
    statement = sql.SQL(
        "WITH lost AS MATERIALIZED ({lost}) SELECT DISTINCT place, ctid::text FROM ({kept}) AS kept JOIN lost "
        "ON beginning = int8send(token)"
    ).format(lost=sql.SQL(sought.LOST), kept=kept)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"act": act.id})
        found = cursor.fetchall()
    for place, row in found:
        table, column = places[place]
        if sanction := remainders.of_place(table.name):
            tally.remainders.append(Remainder(*sanction, None, 1))
        else:
            tally.left(f"{table.place}.{column}", "digest", _name_of(table, row))


def _digest_columns(known: list[tables.Table]) -> list[tuple[tables.Table, str]]:
    """Every column of bytes that is not sealed: a digest may stand there."""
    sealed = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }
    columns = [(table, column) for table in known if table.is_readable for column in table.raw]
    return [(table, column) for table, column in columns if (table.name, column) not in sealed]


def _name_of(table: tables.Table, row: str) -> str:
    statement = sql.SQL("SELECT coalesce(to_jsonb(row) ->> 'id', row.ctid::text) FROM {} WHERE ctid = %s::tid")
    with connection.cursor() as cursor:
        cursor.execute(statement.format(table.source), [row])
        found = cursor.fetchone()
    return str(found[0]) if found else row
