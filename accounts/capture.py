"""What happens to the records of staff stands in the trail too, by whatever path it comes: the statement triggers.

Staff are data subjects (GDPR art. 4(1)), and a role given behind our programs' back is the worst change there is. Their
rows have no envelope, so an event names the member of staff by reference, and the columns that changed. The states
themselves are kept in the history of the table: it goes with the row, and that of an account when the person is
forgotten, while the trail stays (ADR 49). A sign-in is an event of its own, so the moment of the last one is neither.
"""

from collections.abc import Iterator

from django.db import models

from accounts import events
from accounts.models import RightsReview, StaffController, StaffRole, User
from audit import installation
from audit.vocabulary import EventName
from personal_data.catalogue import history_of

# Which column of each table names the member of staff.
TABLES: dict[type[models.Model], str] = {
    User: "id",
    StaffRole: "user_id",
    StaffController: "user_id",
    RightsReview: "user_id",
}
_TOLD_ALREADY = {"last_login"}

# As ``User.reference`` spells it: the number of the id in base 36.
_REFERENCE = """
CREATE OR REPLACE FUNCTION accounts_reference(p_id uuid) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    bytes bytea := uuid_send(p_id);
    rest numeric := 0;
    digits text := '';
BEGIN
    FOR position IN 0..15 LOOP
        rest := rest * 256 + get_byte(bytes, position);
    END LOOP;
    WHILE rest > 0 LOOP
        digits := substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', (rest % 36)::integer + 1, 1) || digits;
        rest := div(rest, 36);
    END LOOP;
    RETURN 'STAFF-' || digits;
END $$"""
_FUNCTION = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    who text[] := personal_data_acting();
BEGIN
    INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, reference, fields, count,
                             legal_basis)
    SELECT '{event}', who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid,
           CASE WHEN count(DISTINCT staff) = 1 THEN accounts_reference((array_agg(staff))[1]) ELSE '' END,
           {fields}, count(*), personal_data_basis_said(who[3])
    FROM ({rows}) touched HAVING count(*) > 0;
    {history}
    RETURN NULL;
END $$"""
# An update that changes nothing which history keeps leaves no state, as it leaves no event.
_KEPT = """
    INSERT INTO {history} ({columns}, history_date, history_type, history_user_id, actor_kind)
    SELECT {columns}, clock_timestamp(), '{kind}', nullif(who[2], '')::uuid, who[1]
    FROM (SELECT {columns} FROM new_rows{unchanged}) kept;"""
_GONE = "PERFORM gate.end_staff_history('{history}', ARRAY(SELECT id FROM {rows}));"
_FORGOTTEN = "new_rows WHERE forgotten_on IS NOT NULL"
_TRUNCATED = """
CREATE OR REPLACE FUNCTION accounts_capture_truncate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    who text[] := personal_data_acting();
BEGIN
    INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, fields, legal_basis)
    VALUES ('{event}', who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid, ARRAY[TG_ARGV[0]],
            personal_data_basis_said(who[3]));
    PERFORM gate.end_staff_history(TG_ARGV[1], NULL);
    RETURN NULL;
END $$"""

# Deletions are the gatekeeper's; only the owner's triggers may ask for this one.
_END = """
CREATE OR REPLACE FUNCTION gate.end_staff_history(p_history text, p_ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    EXECUTE format('DELETE FROM %I WHERE $1 IS NULL OR id = ANY ($1)', p_history) USING p_ids;
END $$"""


def _ending() -> Iterator[str]:
    yield _END
    yield "REVOKE ALL ON FUNCTION gate.end_staff_history(text, uuid[]) FROM PUBLIC"
    yield "GRANT USAGE ON SCHEMA gate TO owner"
    yield "GRANT EXECUTE ON FUNCTION gate.end_staff_history(text, uuid[]) TO owner"


def statements() -> Iterator[str]:
    """The functions and triggers of all tables of staff."""
    yield _REFERENCE
    yield _TRUNCATED.format(event=events.STAFF_ROW_REMOVED)
    for model, staff in TABLES.items():
        yield from _of_table(model, staff)


def _of_table(model: type[models.Model], staff: str) -> Iterator[str]:
    table, whole = model._meta.db_table, f"ARRAY['{model._meta.model_name}']"
    yield f"GRANT DELETE ON {history_of(model)._meta.db_table} TO gatekeeper"
    created, changed, removed = _histories(model)
    new, old = f"SELECT {staff} AS staff FROM new_rows", f"SELECT {staff} AS staff FROM old_rows"
    yield from _trigger(table, "insert", events.STAFF_ROW_CREATED, new, whole, created)
    yield from _trigger(table, "delete", events.STAFF_ROW_REMOVED, old, whole, removed)
    columns = [str(field.column) for field in model._meta.concrete_fields if field.column not in _TOLD_ALREADY]
    compared = ", ".join(f'o."{each}" IS DISTINCT FROM n."{each}" AS "{each}"' for each in columns)
    differs = " OR ".join(f'o."{each}" IS DISTINCT FROM n."{each}"' for each in columns)
    rows = f"SELECT n.{staff} AS staff, {compared} FROM new_rows n FULL JOIN old_rows o USING (id) WHERE {differs}"
    named = ", ".join(f"CASE WHEN bool_or(\"{each}\") THEN '{model._meta.model_name}.{each}' END" for each in columns)
    yield from _trigger(table, "update", events.STAFF_ROW_CHANGED, rows, f"array_remove(ARRAY[{named}], NULL)", changed)
    yield (
        f"CREATE OR REPLACE TRIGGER capture_truncate AFTER TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION accounts_capture_truncate('{model._meta.model_name}', '{history_of(model)._meta.db_table}')"
    )
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER capture_truncate"


def _histories(model: type[models.Model]) -> tuple[str, str, str]:
    """What a new row, a change and a removal do to the history of the table."""
    kept = history_of(model)
    history = kept._meta.db_table
    names = {str(field.column) for field in model._meta.concrete_fields}
    columns = ", ".join(f'"{field.column}"' for field in kept._meta.concrete_fields if field.column in names)
    unchanged = f" EXCEPT SELECT {columns} FROM old_rows"
    created = _KEPT.format(history=history, columns=columns, kind="+", unchanged="")
    changed = _KEPT.format(history=history, columns=columns, kind="~", unchanged=unchanged)
    if model is User:
        changed += "\n    " + _GONE.format(history=history, rows=_FORGOTTEN)
    return created, changed, _GONE.format(history=history, rows="old_rows")


def _trigger(table: str, deed: str, event: EventName, rows: str, fields: str, history: str) -> Iterator[str]:
    """One deed's function and its trigger, which no session can put to sleep by calling itself a replica."""
    name = f"capture_{deed}_{table}"
    seen = {"insert": "NEW TABLE AS new_rows", "delete": "OLD TABLE AS old_rows"}
    tables = seen.get(deed, "OLD TABLE AS old_rows NEW TABLE AS new_rows")
    yield _FUNCTION.format(name=name, event=event, rows=rows, fields=fields, history=history)
    yield (
        f"CREATE OR REPLACE TRIGGER capture_{deed} AFTER {deed.upper()} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER capture_{deed}"


installation.register(installation.Step("accounts.capture", statements))
installation.register(installation.Step("accounts.end_staff_history", _ending, role="gatekeeper"))
