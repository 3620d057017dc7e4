"""The database compared with what the migrations made: whatever a superuser or the owner spoils is named."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from audit.standing import comparing, facts, reference
from tests.fixtures import databases

MONTH = f"{datetime.now(UTC):%Y_%m}"
# What is done, and every sentence that names it.
SPOILT: dict[str, list[str]] = {
    "ALTER TABLE collections_app_note DISABLE TRIGGER guard": [
        "Trigger guard on collections_app_note: is switched off."
    ],
    "ALTER TABLE collections_app_note ENABLE TRIGGER guard": [
        "Trigger guard on collections_app_note: does not fire in the sessions in which it should."
    ],
    "ALTER TABLE collections_app_debtor DISABLE TRIGGER capture_update": [
        "Trigger capture_update on collections_app_debtor: is switched off."
    ],
    f"ALTER TABLE audit_event_{MONTH} DISABLE TRIGGER append_only": [
        f"Trigger append_only on audit_event_{MONTH}: is switched off."
    ],
    f"DROP TRIGGER append_only ON audit_line_{MONTH}": [f"Trigger append_only on audit_line_{MONTH}: is gone."],
    "ALTER TABLE collections_app_note DISABLE TRIGGER ALL": [
        "Trigger archive_insert on collections_app_note: is switched off.",
        "Trigger archive_update on collections_app_note: is switched off.",
        "Trigger capture_insert on collections_app_note: is switched off.",
        "Trigger capture_update on collections_app_note: is switched off.",
        "Trigger foreign keys of collections_app_note: was added.",
        "Trigger guard on collections_app_note: is switched off.",
    ],
    "CREATE TRIGGER sly AFTER UPDATE ON collections_app_note FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()": [
        "Trigger sly on collections_app_note: was added."
    ],
    "CREATE OR REPLACE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'": [
        "Function audit_refuse_change(): is not what the migrations made."
    ],
    "ALTER FUNCTION gate.reseal(uuid, integer, bytea) SECURITY INVOKER": [
        "Function gate.reseal(p_envelope uuid, p_epoch integer, p_wrapped bytea): is not what the migrations made."
    ],
    "CREATE FUNCTION back_door() RETURNS void LANGUAGE sql SECURITY DEFINER AS ''": [
        "Function back_door(): was added.",
        "Owner back_door(): was added.",
        "Right back_door() for everybody: was added (EXECUTE).",
    ],
    "GRANT UPDATE ON audit_event TO app": [
        "Right audit_event for app: is INSERT, SELECT, UPDATE, and was INSERT, SELECT."
    ],
    f"GRANT DELETE ON audit_event_{MONTH} TO app": [f"Right audit_event_{MONTH} for app: was added (DELETE)."],
    "GRANT UPDATE (generation) ON personal_data_envelope TO app": [
        "Right personal_data_envelope (generation) for app: was added (UPDATE)."
    ],
    "GRANT SELECT ON keys.data_key TO PUBLIC": ["Right keys.data_key for everybody: was added (SELECT)."],
    "GRANT EXECUTE ON FUNCTION gate.verdicts(uuid[], text, uuid[]) TO app": [
        "Right gate.verdicts(p_envelopes uuid[], p_ground text, p_demanded uuid[]) for app: was added (EXECUTE)."
    ],
    "REVOKE INSERT ON audit_event FROM app": ["Right audit_event for app: is SELECT, and was INSERT, SELECT."],
    "ALTER TABLE audit_line OWNER TO app": [
        "Owner audit_line: is app, and was owner.",
        "Right audit_line for app: is gone (was INSERT, SELECT).",
    ],
    "ALTER TABLE collections_app_debtor ENABLE ROW LEVEL SECURITY": [
        "Row security collections_app_debtor: is not what the migrations made."
    ],
    "CREATE POLICY all_of_it ON collections_app_debtor USING (true)": [
        "Policy all_of_it on collections_app_debtor: was added."
    ],
    "CREATE RULE quietly AS ON DELETE TO audit_head DO INSTEAD NOTHING": ["Rule quietly on audit_head: was added."],
    "ALTER DOMAIN audit_reason DROP CONSTRAINT audit_reason_check": [
        "Constraint audit_reason_check on audit_reason: is gone."
    ],
    "ALTER TABLE audit_event ALTER xid SET DEFAULT 3": ["Column audit_event.xid: is not what the migrations made."],
    "ALTER TABLE audit_leaf DROP CONSTRAINT audit_leaf_event_id_key": [
        "Constraint audit_leaf_event_id_key on audit_leaf: is gone.",
        "Unique index audit_leaf_event_id_key: is gone.",
    ],
    "GRANT gatekeeper TO owner": ["Membership owner in gatekeeper: was added."],
    "ALTER ROLE app SUPERUSER": ["Role app: is superuser inherits, and was inherits."],
    "ALTER ROLE app SET session_replication_role = replica": [
        "Setting app: was added (session_replication_role=replica)."
    ],
    "GRANT SET ON PARAMETER session_replication_role TO owner": [
        "Right setting session_replication_role for owner: was added (SET)."
    ],
    "ALTER DEFAULT PRIVILEGES FOR ROLE owner GRANT DELETE ON TABLES TO app": ["Default right owner r: was added."],
    "CREATE PUBLICATION everything FOR ALL TABLES": ["Publication everything: was added."],
    "DELETE FROM gate.erasure_plan WHERE table_name = 'collections_app_note'": [
        "Erasure plan collections_app_note: is gone."
    ],
    "UPDATE personal_data_record_class SET routine = NOT routine WHERE name = 'case_file'": [
        "Record class case_file: is not what the migrations made."
    ],
}


def rounds() -> list[list[str]]:
    """What can be spoilt at the same time: no two of a round are about the same thing."""
    made: list[tuple[list[str], set[str]]] = []
    for statement, sentences in SPOILT.items():
        about = {sentence.split(":")[0] for sentence in sentences}
        found = next((each for each in made if not each[1] & about), None)
        if found is None:
            made.append(found := ([], set()))
        found[0].append(statement)
        found[1].update(about)
    return [statements for statements, _ in made]


@pytest.fixture
def made(db: None) -> reference.Reference:
    """What the migrations of this very code wrote down in the database of the tests."""
    found = reference.newest()
    assert found
    assert found.is_genuine
    return found


@pytest.fixture
def superuser(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """A session of the superuser, whose eyes the comparison sees with, since what it spoils is never committed."""
    with facts.connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_database()")
        (name,) = cursor.fetchone()
    with databases.superuser(name) as session:
        monkeypatch.setattr(facts, "connections", {"default": session})
        yield session


def test_nothing_differs_in_a_fresh_database_as_the_application_sees_it(made: reference.Reference) -> None:
    assert comparing.compare(made.made, facts.read()) == []


def test_what_is_spoilt_is_named(made: reference.Reference, superuser: psycopg.Connection) -> None:
    for together in rounds():
        with superuser.transaction(force_rollback=True):
            for statement in together:
                superuser.execute(statement)
            said = [str(each) for each in comparing.compare(made.made, facts.read())]
        assert sorted(said) == sorted(sentence for each in together for sentence in SPOILT[each])


def test_a_month_that_is_made_later_is_what_its_family_is(
    made: reference.Reference, superuser: psycopg.Connection
) -> None:
    with superuser.transaction(force_rollback=True):
        superuser.execute("SELECT audit_make_partitions(30)")
        assert comparing.compare(made.made, facts.read()) == []
        bounds = "FROM ('2099-01-01') TO ('2099-02-01')"
        superuser.execute(f"CREATE TABLE audit_event_2099_01 PARTITION OF audit_event FOR VALUES {bounds}")
        said = [str(each) for each in comparing.compare(made.made, facts.read())]
    assert "Trigger append_only on audit_event_2099_01: is gone." in said
