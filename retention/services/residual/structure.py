"""Looking for erased records and persons where no text stands: by number and by search token."""

from datetime import date
from typing import NamedTuple

from django.db import connection
from psycopg import sql

from retention.models import ErasureAct
from retention.policies import remainders
from retention.selectors.due import local_today
from retention.services.residual import sought
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
# Where a living record is still found by what was erased: one token after another by the index, which is quick for the
# few persons of a night, or all entries against all tokens, which is quicker when more is looked for than there are.
_ENTRIES_BY_INDEX = """
SELECT DISTINCT entry.envelope_id FROM lost CROSS JOIN LATERAL (
    SELECT envelope_id FROM personal_data_searchentry
    WHERE tokens @> ARRAY[lost.token] AND controller_id = %(controller)s OFFSET 0) AS entry"""
_ENTRIES_AT_ONCE = """
SELECT DISTINCT envelope_id
FROM (SELECT envelope_id, unnest(tokens) AS token FROM personal_data_searchentry
      WHERE controller_id = %(controller)s) AS entry
JOIN lost USING (token)"""
_ENTRIES = "SELECT reltuples FROM pg_class WHERE oid = 'personal_data_searchentry'::regclass"
# Who lost a record in this act and is still known: the trail says who, under the pseudonym that the person still has;
# of whom only the file of a request is left, the gate has noted it.
_LIVING = """
WITH lost AS MATERIALIZED ({lost}),
found AS MATERIALIZED (
    SELECT entry.envelope_id, e.record_class, e.due_on, k.envelope_id IS NOT NULL AND e.id IS NOT NULL AS is_living
    FROM ({entries}) AS entry
    LEFT JOIN personal_data_envelope e ON e.id = entry.envelope_id
    LEFT JOIN keys.data_key k ON k.envelope_id = entry.envelope_id),
staying AS (
    SELECT envelope_id, record_class, due_on FROM found WHERE is_living
    UNION
    SELECT e.id, e.record_class, e.due_on
    FROM personal_data_erasure gone
    JOIN audit_line line ON line.envelope_id = gone.envelope_id AND line.outcome = 'erased'
    JOIN personal_data_datasubject s ON s.pseudonym = line.subject
    JOIN personal_data_envelopesubject es ON es.subject_id = s.id
    JOIN personal_data_envelope e ON e.id = es.envelope_id
    WHERE gone.run_id = %(act)s AND line.at >= %(begun)s
    UNION
    SELECT e.id, e.record_class, e.due_on FROM personal_data_erasedtokens known
    JOIN personal_data_envelopesubject es ON es.subject_id = known.subject_id
    JOIN personal_data_envelope e ON e.id = es.envelope_id WHERE known.act_id = %(act)s)
SELECT record_class, NULL::uuid, count(*), max(due_on), bool_and(due_on IS NOT NULL), is_overdue
FROM (SELECT record_class, due_on, coalesce(due_on <= %(today)s, false) AS is_overdue FROM staying) AS each
GROUP BY record_class, is_overdue
UNION ALL
SELECT NULL, envelope_id, 1, NULL, false, false FROM found WHERE NOT is_living"""
_LONELY = """
SELECT DISTINCT s.id FROM personal_data_erasure gone
JOIN audit_line line ON line.envelope_id = gone.envelope_id AND line.outcome = 'erased'
JOIN personal_data_datasubject s ON s.pseudonym = line.subject
WHERE gone.run_id = %s AND line.at >= %s
  AND NOT EXISTS (SELECT FROM personal_data_envelopesubject es WHERE es.subject_id = s.id)"""


class Staying(NamedTuple):
    """What stays of the persons in one record class: how many records, and until when at the latest, where known.

    What has come to its day and is still there has no last day: something stands in the way of its erasure.
    """

    record_class: str
    is_overdue: bool
    records: int
    until: date | None


def look(act: ErasureAct, tally: Tally, *, looked_for: int) -> list[Staying]:
    """Look by number and token; returns what of the persons stays with a ground of its own.

    ``looked_for`` is how many tokens of whole values that are.
    """
    _by_number(act, tally)
    _by_suppression(act, tally)
    with connection.cursor() as cursor:
        cursor.execute(_LONELY, [act.id, act.begun_at])
        for (record,) in cursor:
            tally.left("personal_data_datasubject", "person", str(record))
    return _by_token(act, tally, looked_for)


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


def _by_token(act: ErasureAct, tally: Tally, looked_for: int) -> list[Staying]:
    staying = []
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES)
        is_more = 0 <= cursor.fetchone()[0] < looked_for
        cursor.execute("SELECT personal_data_sort_tokens_in()")
        statement = _LIVING.format(lost=sought.LOST, entries=_ENTRIES_AT_ONCE if is_more else _ENTRIES_BY_INDEX)
        today = local_today(act.controller)
        cursor.execute(
            statement, {"act": act.id, "controller": act.controller_id, "begun": act.begun_at, "today": today}
        )
        for record_class, envelope_id, count, latest, is_known, is_overdue in cursor:
            if envelope_id is not None:
                tally.left("personal_data_searchentry.tokens", "token", str(envelope_id))
            else:
                until = latest if is_known and not is_overdue else None
                staying.append(Staying(record_class, is_overdue, count, until))
    return staying


def _by_suppression(act: ErasureAct, tally: Tally) -> None:
    """Keyed notes on the suppression list outlive the erasure, and are told of."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH lost AS MATERIALIZED (" + sought.LOST + ") SELECT count(DISTINCT entry.id) "
            "FROM personal_data_suppressionentry entry CROSS JOIN unnest(entry.tokens) AS held (token) "
            "JOIN lost USING (token) WHERE entry.controller_id = %(controller)s",
            {"act": act.id, "controller": act.controller_id},
        )
        count = cursor.fetchone()[0]
    sanction = remainders.of_place("personal_data_suppressionentry")
    if count and sanction:
        tally.remainders.append(Remainder(*sanction, None, count))
