"""The statement triggers that write history rows and change events, by whatever path the change came.

What changes one row, as nearly all work of people does, writes its history and one row of ``audit_unfiled``, in the
transaction of the change; ``gate.file_events`` adds the lines of the persons a moment later (ADR 40). What changes many
rows writes event and lines at once. For a single row it is all one statement: three would cost a third more.

A plan is made once for a session, perhaps while the tables were small or held nothing, and must still be right when
they are large. So its shape leaves no choice: envelopes and persons are looked up one by one through their keys
(``LATERAL ... OFFSET 0`` and scalar queries cannot be turned into joins), old and new rows are joined in full, which is
done by hashing or sorting only. Settings of the function would do it too, but each costs every single write.
"""

from collections.abc import Iterator
from typing import NamedTuple

from personal_data.catalogue import history_of
from personal_data.models.personal_model import PersonalModel

_HEAD = (
    "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$ "
    "DECLARE who text[] := personal_data_acting(); BEGIN"
)
_ALONE = (
    "INSERT INTO audit_unfiled (name, actor_kind, actor_id, purpose, channel, request_id, fields, envelope_id) "
    "SELECT '{name}', who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid, {fields}, "
    "(array_agg(envelope_id))[1] FROM {rows} HAVING count(*) = 1;"
)
_EVENT = (
    "INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, fields, count, legal_basis) "
    "SELECT '{name}', who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid, {fields}, count(*), "
    "CASE who[1] WHEN 'unattributed' THEN 'nobody' ELSE 'lines' END "
    "FROM {rows} HAVING count(*) > 0 RETURNING id, at"
)
_LINES = """
    INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
    SELECT event.id, event.at, person.pseudonym, touched.envelope_id, envelope.record_class,
           envelope.basis, 'changed'
    FROM event CROSS JOIN (SELECT DISTINCT envelope_id FROM {rows}) touched
    CROSS JOIN LATERAL (
        SELECT e.record_class,
            (SELECT personal_data_basis(c, who[3]) FROM personal_data_controller c WHERE c.id = e.controller_id)
                AS basis
        FROM personal_data_envelope e WHERE e.id = touched.envelope_id OFFSET 0) envelope
    LEFT JOIN LATERAL (
        SELECT (SELECT s.pseudonym FROM personal_data_datasubject s WHERE s.id = es.subject_id) AS pseudonym
        FROM personal_data_envelopesubject es WHERE es.envelope_id = touched.envelope_id OFFSET 0) person ON true;"""


class Rows(NamedTuple):
    """The rows that a statement made or changed: their name in SQL, and the query that finds them first, if any."""

    name: str
    found: str = ""


def statements(model: type[PersonalModel]) -> Iterator[str]:
    """The functions and triggers of one table."""
    table = model._meta.db_table
    yield _function(f"capture_insert_{table}", *_on_insert(model))
    yield _function(f"capture_update_{table}", *_on_update(model))
    yield (
        f"CREATE OR REPLACE TRIGGER capture_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows "
        f"FOR EACH STATEMENT EXECUTE FUNCTION capture_insert_{table}()"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER capture_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows "
        f"NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_update_{table}()"
    )


def _function(name: str, rows: Rows, events: tuple[str, str], kept: str) -> str:
    """The trigger function: history and, for a single row, its event; for many rows the event with its lines."""
    alone, event = events
    found = f"{rows.found}," if rows.found else ""
    return f"""CREATE OR REPLACE FUNCTION {name}() {_HEAD}
        WITH {found} kept AS ({kept}) {alone}
        IF NOT FOUND THEN
            DECLARE before text := current_setting('enable_seqscan');
            BEGIN
                PERFORM set_config('enable_seqscan', 'off', true);
                WITH {found} event AS ({event}) {_LINES.format(rows=rows.name)}
                PERFORM set_config('enable_seqscan', before, true);
            END;
        END IF;
        RETURN NULL; END $$"""


def _on_insert(model: type[PersonalModel]) -> tuple[Rows, tuple[str, str], str]:
    """New rows: which they are, the event of one and of many, and their history."""
    created = {"name": "personal_data.record.created", "fields": f"ARRAY['{model._meta.model_name}']"}
    events = _ALONE.format(rows="new_rows", **created), _EVENT.format(rows="new_rows", **created)
    return Rows("new_rows"), events, _into_history(model, "+", "new_rows")


def _on_update(model: type[PersonalModel]) -> tuple[Rows, tuple[str, str], str]:
    """The same of rows that have changed; an update that changes nothing leaves nothing."""
    columns = [column for column in _columns(model) if column != "id"]
    compared = ", ".join(f'o."{column}" IS DISTINCT FROM n."{column}" AS "{column} changed"' for column in columns)
    rows = Rows(
        "changed",
        f"""changed AS MATERIALIZED (
            SELECT n.*, {compared} FROM new_rows n FULL JOIN old_rows o USING (id)
            WHERE o.* IS DISTINCT FROM n.*)""",
    )
    changed = {"name": "personal_data.record.changed", "rows": "changed", "fields": _changed(model, columns)}
    return rows, (_ALONE.format(**changed), _EVENT.format(**changed)), _into_history(model, "~", "changed")


def _changed(model: type[PersonalModel], columns: list[str]) -> str:
    """The names of the columns that have changed in any row."""
    name = model._meta.model_name
    found = ", ".join(f"CASE WHEN bool_or(\"{column} changed\") THEN '{name}.{column}' END" for column in columns)
    return f"array_remove(ARRAY[{found}], NULL)"


def _into_history(model: type[PersonalModel], kind: str, rows: str) -> str:
    history = history_of(model)._meta.db_table
    names = ", ".join(f'"{column}"' for column in _columns(model))
    return (
        f"INSERT INTO {history} ({names}, history_date, history_type, history_user_id, actor_kind) "
        f"SELECT {names}, clock_timestamp(), '{kind}', nullif(who[2], '')::uuid, who[1] FROM {rows}"
    )


def _columns(model: type[PersonalModel]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]
