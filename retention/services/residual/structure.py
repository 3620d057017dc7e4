"""Looking for erased records and persons where no text stands: by number, by search token, by keyed digest."""

from datetime import date
from uuid import UUID

from django.apps import apps
from django.db import connection
from psycopg import sql

from personal_data.fields import SealedField
from retention.models import ErasureAct
from retention.policies import remainders
from retention.services.residual import tables
from retention.services.residual.found import Remainder, Tally

_NUMBERED = """
SELECT c.relname, n.nspname, a.attname, t.typname = '_uuid'
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname IN ('public', 'keys', 'gate')
  AND t.typname IN ('uuid', '_uuid') AND (a.attname LIKE '%%envelope%%' OR c.relname = 'personal_data_envelope'
  AND a.attname = 'id') AND has_table_privilege(c.oid, 'SELECT')
ORDER BY c.relname, a.attname"""
_LOST = """SELECT DISTINCT unnest(tokens[1:whole_count]) AS token FROM personal_data_erasedtokens WHERE act_id = %s"""
_ENTRIES = f"""
WITH lost AS MATERIALIZED ({_LOST})
SELECT entry.envelope_id, min(e.record_class), min(e.due_on), bool_and(k.envelope_id IS NOT NULL)
FROM lost CROSS JOIN LATERAL (
    SELECT envelope_id FROM personal_data_searchentry WHERE tokens @> ARRAY[lost.token] AND controller_id = %s OFFSET 0
) AS entry
LEFT JOIN personal_data_envelope e ON e.id = entry.envelope_id
LEFT JOIN keys.data_key k ON k.envelope_id = entry.envelope_id
GROUP BY entry.envelope_id"""
_LONELY = """
SELECT DISTINCT s.id FROM personal_data_erasure gone
JOIN audit_line line ON line.envelope_id = gone.envelope_id AND line.outcome = 'erased'
JOIN personal_data_datasubject s ON s.pseudonym = line.subject
WHERE gone.run_id = %s AND line.at >= %s
  AND NOT EXISTS (SELECT FROM personal_data_envelopesubject es WHERE es.subject_id = s.id)"""
# Who lost a record in this act and is still known: the trail says who, under the pseudonym that the person still has.
_SURVIVORS = """
SELECT DISTINCT e.id, e.record_class, e.due_on
FROM personal_data_erasure gone
JOIN audit_line line ON line.envelope_id = gone.envelope_id AND line.outcome = 'erased'
JOIN personal_data_datasubject s ON s.pseudonym = line.subject
JOIN personal_data_envelopesubject es ON es.subject_id = s.id
JOIN personal_data_envelope e ON e.id = es.envelope_id
WHERE gone.run_id = %s AND line.at >= %s"""
Living = dict[UUID, tuple[str, date | None]]
"""Record class and day of erasure of what stays, by envelope."""


def look(act: ErasureAct, tally: Tally) -> Living:
    """Look by number, token and digest; returns what of the persons stays with a ground of its own."""
    _by_number(act, tally)
    living = _by_token(act, tally)
    _by_digest(act, tally)
    _by_suppression(act, tally)
    with connection.cursor() as cursor:
        cursor.execute(_LONELY, [act.id, act.begun_at])
        for (record,) in cursor.fetchall():
            tally.left("personal_data_datasubject", "person", str(record))
        cursor.execute(_SURVIVORS, [act.id, act.begun_at])
        living.update({envelope_id: (record_class, due_on) for envelope_id, record_class, due_on in cursor.fetchall()})
    return living


def _by_number(act: ErasureAct, tally: Tally) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERED)
        columns = cursor.fetchall()
    for name, schema, column, is_many in columns:
        table, number = sql.Identifier(schema, name), sql.Identifier(column)
        each = sql.SQL(
            "{table}, unnest({number}) AS held" if is_many else "{table}, LATERAL (SELECT {number}) AS one (held)"
        )
        statement = sql.SQL(
            "SELECT count(*), min(held::text) FROM {each} JOIN personal_data_erasure gone ON gone.envelope_id = held "
            "WHERE gone.run_id = %s"
        ).format(each=each.format(table=table, number=number))
        with connection.cursor() as cursor:
            cursor.execute(statement, [act.id])
            count, first = cursor.fetchone()
        tally.places += 1
        if not count:
            continue
        if sanction := remainders.of_number(name):
            tally.remainders.append(Remainder(*sanction, None, count))
        else:
            tally.left(f"{name}.{column}", "record", first)


def _by_token(act: ErasureAct, tally: Tally) -> Living:
    living: Living = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT personal_data_sort_tokens_in()")
        cursor.execute(_ENTRIES, [act.id, act.controller_id])
        for envelope_id, record_class, due_on, has_key in cursor.fetchall():
            if has_key and record_class:
                living[envelope_id] = (record_class, due_on)
            else:
                tally.left("personal_data_searchentry.tokens", "token", str(envelope_id))
    return living


def _by_suppression(act: ErasureAct, tally: Tally) -> None:
    """Keyed notes on the suppression list outlive the erasure, and are told of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH lost AS MATERIALIZED (" + _LOST + ") SELECT count(DISTINCT entry.id) FROM lost "
            "JOIN personal_data_suppressionentry entry ON entry.tokens @> ARRAY[lost.token] "
            "WHERE entry.controller_id = %s",
            [act.id, act.controller_id],
        )
        count = cursor.fetchone()[0]
    sanction = remainders.of_place("personal_data_suppressionentry")
    if count and sanction:
        tally.remainders.append(Remainder(*sanction, None, count))


def _by_digest(act: ErasureAct, tally: Tally) -> None:
    """A keyed digest of a whole value begins with its token, wherever it is kept."""
    sealed = {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }
    for table in tables.every():
        for column in table.raw if table.is_readable else ():
            if (table.name, column) in sealed:
                continue
            statement = sql.SQL(
                "WITH lost AS MATERIALIZED (" + _LOST + ") SELECT coalesce(to_jsonb(row) ->> 'id', row.ctid::text) "
                "FROM {table} JOIN lost ON lost.token = "
                "('x' || encode(substr({column}, 1, 8), 'hex'))::bit(64)::bigint WHERE octet_length({column}) = 32"
            ).format(table=table.source, column=sql.Identifier(column))
            with connection.cursor() as cursor:
                cursor.execute(statement, [act.id])
                records = [row[0] for row in cursor.fetchall()]
            if records and (sanction := remainders.of_place(table.name)):
                tally.remainders.append(Remainder(*sanction, None, len(records)))
                continue
            for record in records:
                tally.left(f"{table.place}.{column}", "digest", record)
