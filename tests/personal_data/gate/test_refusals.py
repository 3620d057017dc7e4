"""Nothing leaves a table of personal data but through the gate, whoever asks and in whichever table."""

from collections.abc import Iterator

import psycopg
import pytest

from personal_data.catalogue import declaration_of, history_of, personal_models
from personal_data.installation import _ENVELOPE_TABLES
from tests.factories import acting, collection
from tests.fixtures import databases

ROWS = [model._meta.db_table for model in personal_models()]
ADDED_TO_ONLY = [
    model._meta.db_table for model in personal_models() if getattr(declaration_of(model), "append_only", False)
]
HISTORIES = [history_of(model)._meta.db_table for model in personal_models()]
TABLES = [*ROWS, *HISTORIES, *_ENVELOPE_TABLES]
KEYS = [table for table in TABLES if table.startswith("keys.")]
REASON = "leave through the erasure gate only"


@pytest.fixture(scope="module")
def database(django_db_setup: None, django_db_blocker: object) -> Iterator[str]:
    """One database for all attempts, since none of them changes anything."""
    name = databases.clone_name("refusals")
    databases.clone(name)
    yield name
    databases.drop(name)


@pytest.fixture(scope="module")
def owner(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(databases.urls(database)["OWNER_DATABASE_URL"], autocommit=True) as session:
        yield session


@pytest.fixture(scope="module")
def app(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(databases.urls(database)["DATABASE_URL"], autocommit=True) as session:
        yield session


@pytest.fixture(scope="module")
def superuser(database: str) -> Iterator[psycopg.Connection]:
    with databases.superuser(database) as session:
        yield session


@pytest.mark.parametrize("table", TABLES)
class TestEveryPersonalTable:
    def test_refuses_a_plain_delete_by_its_owner(self, owner: psycopg.Connection, table: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=REASON):
            owner.execute(f"DELETE FROM {table}")

    def test_refuses_to_be_emptied_by_its_owner(self, owner: psycopg.Connection, table: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=REASON):
            owner.execute(f"TRUNCATE {table} CASCADE")

    def test_refuses_a_superuser_as_well(self, superuser: psycopg.Connection, table: str) -> None:
        for attempt in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match=REASON):
                superuser.execute(attempt)

    def test_tells_the_application_why_it_refuses(self, app: psycopg.Connection, table: str) -> None:
        for attempt in (f"DELETE FROM {table}", f"DELETE FROM {table} WHERE false", f"TRUNCATE {table} CASCADE"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match=REASON):
                app.execute(attempt)

    def test_has_a_guard_that_no_session_setting_puts_to_sleep(self, superuser: psycopg.Connection, table: str) -> None:
        with superuser.transaction(force_rollback=True):
            superuser.execute("SET LOCAL session_replication_role = replica")
            for attempt in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match=REASON), superuser.transaction():
                    superuser.execute(attempt)

    def test_hints_at_the_way_that_is_open(self, owner: psycopg.Connection, table: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege) as refusal:
            owner.execute(f"DELETE FROM {table}")
        assert refusal.value.diag.message_hint == "Let a retention run or a decided request erase it."


@pytest.mark.parametrize("table", ADDED_TO_ONLY)
class TestEveryTableThatIsOnlyAddedTo:
    """The ledger, allocations, the register of disclosures: corrected by another row, never rewritten."""

    def test_cannot_be_rewritten(self, owner: psycopg.Connection, app: psycopg.Connection, table: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=REASON):
            owner.execute(f"UPDATE {table} SET id = id")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            app.execute(f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("table", HISTORIES)
class TestEveryHistoryTable:
    def test_cannot_be_rewritten(self, owner: psycopg.Connection, app: psycopg.Connection, table: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match=REASON):
            owner.execute(f"UPDATE {table} SET history_type = '-'")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            app.execute(f"UPDATE {table} SET history_type = '-'")

    def test_cannot_be_added_to(self, app: psycopg.Connection, table: str) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            app.execute(f"INSERT INTO {table} SELECT * FROM {table}")


@pytest.mark.parametrize("table", KEYS)
class TestEveryKeyTable:
    def test_is_changed_by_the_keeper_only(
        self, owner: psycopg.Connection, app: psycopg.Connection, superuser: psycopg.Connection, table: str
    ) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
            app.execute(f"UPDATE {table} SET epoch = epoch")
        for session in (owner, superuser):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="re-wrapped by the keeper"):
                session.execute(f"UPDATE {table} SET epoch = epoch")

    def test_is_not_emptied_by_the_keeper(self, database: str, table: str) -> None:
        with psycopg.connect(databases.urls(database)["KEEPER_DATABASE_URL"], autocommit=True) as keeper:
            for attempt in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"INSERT INTO {table} SELECT * FROM {table}"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    keeper.execute(attempt)


class TestTheKeeper:
    @pytest.mark.parametrize("table", ROWS)
    def test_reads_no_personal_table(self, database: str, table: str) -> None:
        with (
            psycopg.connect(databases.urls(database)["KEEPER_DATABASE_URL"], autocommit=True) as keeper,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            keeper.execute(f"SELECT FROM {table}")


class TestTheGatekeeper:
    def test_has_no_members(self, superuser: psycopg.Connection) -> None:
        members = superuser.execute(
            "SELECT member::regrole::text FROM pg_auth_members WHERE roleid = 'gatekeeper'::regrole "
            "AND member <> (SELECT oid FROM pg_roles WHERE rolname = current_user)"
        ).fetchall()
        assert members == []

    def test_owns_the_gate(self, superuser: psycopg.Connection) -> None:
        owners = superuser.execute(
            "SELECT DISTINCT proowner::regrole::text FROM pg_proc WHERE pronamespace = 'gate'::regnamespace"
        ).fetchall()
        assert owners == [("gatekeeper",)]

    @pytest.mark.parametrize("role", ["app", "owner", "keeper", "sealer", "creditor"])
    def test_cannot_be_taken_on(self, superuser: psycopg.Connection, role: str) -> None:
        row = superuser.execute("SELECT pg_has_role(%s, 'gatekeeper', 'MEMBER')", [role]).fetchone()
        assert row == (False,)

    def test_lets_the_owner_change_nothing_in_its_schema(self, owner: psycopg.Connection) -> None:
        for attempt in (
            "DELETE FROM gate.erasure_plan",
            "CREATE TABLE gate.another (id integer)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(attempt)


class TestRowsThatLive:
    def test_survive_every_attempt(self, live_database: str) -> None:
        with acting.hanna():
            controller = collection.controller()
            collection.note(collection.case_file(controller, [collection.debtor(controller)]))
        with psycopg.connect(databases.urls(live_database)["OWNER_DATABASE_URL"], autocommit=True) as owner:
            counts = [owner.execute(f"SELECT count(*) FROM {table}").fetchone() for table in TABLES]
            for table in TABLES:
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    owner.execute(f"DELETE FROM {table}")
            assert counts == [owner.execute(f"SELECT count(*) FROM {table}").fetchone() for table in TABLES]
        assert sum(row[0] for row in counts if row) > 10
