"""The statement triggers that write history rows and change events, by whatever path the change came.

What changes one row, as nearly all work of people does, writes its history and one row of ``audit_unfiled``, in the
transaction of the change; ``gate.file_events`` adds the lines of the persons a moment later (ADR 40). What changes many
rows writes history, event and lines at once. Either is one statement: three would cost a third more. Its plan is made
once for a session, perhaps while the tables were small or held nothing, and must still be right when they are large. So
its shape leaves no choice: envelopes and persons are looked up one by one through their keys (``LATERAL ... OFFSET 0``
and scalar queries cannot be turned into joins), old and new rows are matched by hashing.
"""

from collections.abc import Iterator

from personal_data.catalogue import history_of
from personal_data.models.personal_model import PersonalModel

_HEAD = (
    "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public "
    "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_nestloop = off AS $$ "
    "DECLARE who text[] := personal_data_acting(); is_one boolean := (SELECT count(*) = 1 FROM new_rows); BEGIN"
)
_ALONE = (
    "INSERT INTO audit_unfiled (name, actor_kind, actor_id, purpose, channel, request_id, fields, envelope_id) "
    "SELECT '{name}', who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid, {fields}, "
    "envelope_id FROM {rows};"
)
_EVENT = (
    "INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, fields, count) "
    "SELECT '{name}', who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid, {fields}, count(*) "
    "FROM {rows} HAVING count(*) > 0 RETURNING id, at"
)
_LINES = """
    INSERT INTO audit_line (event_id, at, subject, envelope_id, record_class, legal_basis, outcome)
    SELECT event.id, event.at, person.pseudonym, touched.envelope_id, envelope.record_class,
           CASE WHEN who[3] IN ('collection', 'intake', 'legal_claim') THEN envelope.basis ELSE '6(1)(c)' END, 'changed'
    FROM event CROSS JOIN (SELECT DISTINCT envelope_id FROM {rows}) touched
    CROSS JOIN LATERAL (
        SELECT e.record_class, (SELECT c.collection_basis FROM personal_data_controller c WHERE c.id = e.controller_id)
            AS basis
        FROM personal_data_envelope e WHERE e.id = touched.envelope_id OFFSET 0) envelope
    LEFT JOIN LATERAL (
        SELECT (SELECT s.pseudonym FROM personal_data_datasubject s WHERE s.id = es.subject_id) AS pseudonym
        FROM personal_data_envelopesubject es WHERE es.envelope_id = touched.envelope_id OFFSET 0) person ON true;"""


def statements(model: type[PersonalModel]) -> Iterator[str]:
    """The functions and triggers of one table."""
    table = model._meta.db_table
    yield _function(f"capture_insert_{table}", *_on_insert(model), rows="new_rows")
    yield _function(f"capture_update_{table}", *_on_update(model), rows="changed")
    yield (
        f"CREATE OR REPLACE TRIGGER capture_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows "
        f"FOR EACH STATEMENT EXECUTE FUNCTION capture_insert_{table}()"
    )
    yield (
        f"CREATE OR REPLACE TRIGGER capture_update AFTER UPDATE ON {table} REFERENCING OLD TABLE AS old_rows "
        f"NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION capture_update_{table}()"
    )


def _function(name: str, kept: str, alone: str, event: str, *, rows: str) -> str:
    """The trigger function: one way for a single row, one for many."""
    return f"""CREATE OR REPLACE FUNCTION {name}() {_HEAD}
        IF is_one THEN
            WITH {kept} {alone}
        ELSE
            WITH {kept}, event AS ({event}) {_LINES.format(rows=rows)}
        END IF;
        RETURN NULL; END $$"""


def _on_insert(model: type[PersonalModel]) -> tuple[str, str, str]:
    """What is kept of new rows: history, the event of a single row, the event of many."""
    created = {"name": "personal_data.record.created", "fields": f"ARRAY['{model._meta.model_name}']"}
    kept = f"kept AS ({_into_history(model, '+', 'new_rows')})"
    return kept, _ALONE.format(rows="new_rows", **created), _EVENT.format(rows="new_rows", **created)


def _on_update(model: type[PersonalModel]) -> tuple[str, str, str]:
    """The same of rows that have changed; an update that changes nothing leaves nothing."""
    columns = [column for column in _columns(model) if column != "id"]
    compared = ", ".join(f'o."{column}" IS DISTINCT FROM n."{column}" AS "{column} changed"' for column in columns)
    kept = f"""changed AS MATERIALIZED (
            SELECT n.*, {compared} FROM new_rows n JOIN old_rows o USING (id) WHERE o.* IS DISTINCT FROM n.*),
        kept AS ({_into_history(model, "~", "changed")})"""
    changed = {"name": "personal_data.record.changed", "rows": "changed"}
    one, many = _changed(model, columns, '"{} changed"'), _changed(model, columns, 'bool_or("{} changed")')
    return kept, _ALONE.format(fields=one, **changed), _EVENT.format(fields=many, **changed)


def _changed(model: type[PersonalModel], columns: list[str], test: str) -> str:
    """The names of the columns for which the test holds."""
    name = model._meta.model_name
    found = ", ".join(f"CASE WHEN {test.format(column)} THEN '{name}.{column}' END" for column in columns)
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
