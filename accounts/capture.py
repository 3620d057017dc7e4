"""What happens to the records of staff stands in the trail too, by whatever path it comes: the statement triggers.

Staff are data subjects (GDPR art. 4(1)), and a role given behind our programs' back is the worst change there is. Their
rows have no envelope, so an event names the member of staff by reference, and the columns that changed. It keeps no
earlier name or address: those go with the person, while the trail stays (ADR 49). A sign-in is an event of its own, so
the moment of the last one is not another.
"""

from collections.abc import Iterator

from django.db import models

from accounts import events
from accounts.models import StaffController, StaffRole, User
from audit import installation
from audit.vocabulary import EventName

# Which column of each table names the member of staff.
TABLES: dict[type[models.Model], str] = {User: "id", StaffRole: "user_id", StaffController: "user_id"}
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
    RETURN NULL;
END $$"""
_TRUNCATED = """
CREATE OR REPLACE FUNCTION accounts_capture_truncate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
DECLARE
    who text[] := personal_data_acting();
BEGIN
    INSERT INTO audit_event (name, actor_kind, actor_id, purpose, channel, request_id, fields, legal_basis)
    VALUES ('{event}', who[1], nullif(who[2], '')::uuid, who[3], who[4], nullif(who[5], '')::uuid, ARRAY[TG_ARGV[0]],
            personal_data_basis_said(who[3]));
    RETURN NULL;
END $$"""


def statements() -> Iterator[str]:
    """The functions and triggers of all tables of staff."""
    yield _REFERENCE
    yield _TRUNCATED.format(event=events.STAFF_ROW_REMOVED)
    for model, staff in TABLES.items():
        yield from _of_table(model, staff)


def _of_table(model: type[models.Model], staff: str) -> Iterator[str]:
    table, whole = model._meta.db_table, f"ARRAY['{model._meta.model_name}']"
    yield from _trigger(table, "insert", events.STAFF_ROW_CREATED, f"SELECT {staff} AS staff FROM new_rows", whole)
    yield from _trigger(table, "delete", events.STAFF_ROW_REMOVED, f"SELECT {staff} AS staff FROM old_rows", whole)
    columns = [str(field.column) for field in model._meta.concrete_fields if field.column not in _TOLD_ALREADY]
    compared = ", ".join(f'o."{each}" IS DISTINCT FROM n."{each}" AS "{each}"' for each in columns)
    changed = " OR ".join(f'o."{each}" IS DISTINCT FROM n."{each}"' for each in columns)
    rows = f"SELECT n.{staff} AS staff, {compared} FROM new_rows n FULL JOIN old_rows o USING (id) WHERE {changed}"
    named = ", ".join(f"CASE WHEN bool_or(\"{each}\") THEN '{model._meta.model_name}.{each}' END" for each in columns)
    yield from _trigger(table, "update", events.STAFF_ROW_CHANGED, rows, f"array_remove(ARRAY[{named}], NULL)")
    yield (
        f"CREATE OR REPLACE TRIGGER capture_truncate AFTER TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION accounts_capture_truncate('{model._meta.model_name}')"
    )
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER capture_truncate"


def _trigger(table: str, deed: str, event: EventName, rows: str, fields: str) -> Iterator[str]:
    """One deed's function and its trigger, which no session can put to sleep by calling itself a replica."""
    name = f"capture_{deed}_{table}"
    seen = {"insert": "NEW TABLE AS new_rows", "delete": "OLD TABLE AS old_rows"}
    tables = seen.get(deed, "OLD TABLE AS old_rows NEW TABLE AS new_rows")
    yield _FUNCTION.format(name=name, event=event, rows=rows, fields=fields)
    yield (
        f"CREATE OR REPLACE TRIGGER capture_{deed} AFTER {deed.upper()} ON {table} REFERENCING {tables} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )
    yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER capture_{deed}"


installation.register(installation.Step("accounts.capture", statements))
