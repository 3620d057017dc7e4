"""Events and lines cannot be changed or removed: by trigger and by missing right, on parents and partitions."""

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from audit import tasks, trail
from collections_app.events import CASE_CLOSED
from tests.factories import acting
from tests.fixtures import databases

PARENTS = ["audit_event", "audit_line"]
ATTEMPTS = ["UPDATE {table} SET at = at", "DELETE FROM {table}", "TRUNCATE {table}"]
_PARTITIONS = """
SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
WHERE i.inhparent = ANY (ARRAY['audit_event', 'audit_line']::regclass[]) ORDER BY 1"""


@pytest.fixture(scope="module")
def database(django_db_setup: None) -> Iterator[str]:
    """One database for all attempts, since none of them changes anything."""
    name = databases.clone_name("append_only")
    databases.clone(name)
    yield name
    databases.drop(name)


@pytest.fixture(scope="module")
def sessions(database: str) -> Iterator[dict[str, psycopg.Connection]]:
    """A session for each role, and one of the superuser."""
    urls = databases.urls(database)
    opened = {
        role: psycopg.connect(urls[name], autocommit=True)
        for role, name in {
            "app": "DATABASE_URL",
            "owner": "OWNER_DATABASE_URL",
            "keeper": "KEEPER_DATABASE_URL",
            "gatekeeper": "GATEKEEPER_DATABASE_URL",
        }.items()
    }
    opened["superuser"] = databases.superuser(database)
    yield opened
    for session in opened.values():
        session.close()


@pytest.fixture(scope="module")
def partitions(sessions: dict[str, psycopg.Connection]) -> dict[str, str]:
    """Every partition with its bounds."""
    return dict(sessions["superuser"].execute(_PARTITIONS).fetchall())


class TestParentAndPartitions:
    @pytest.mark.parametrize("attempt", ATTEMPTS)
    @pytest.mark.parametrize("role", ["owner", "superuser"])
    def test_refuse_change_with_the_reason(
        self, sessions: dict[str, psycopg.Connection], partitions: dict[str, str], role: str, attempt: str
    ) -> None:
        for table in (*PARENTS, *partitions):
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match=r"append-only: \w+ on audit_\w+ is refused"):
                sessions[role].execute(attempt.format(table=table))

    def test_refuse_a_superuser_whose_session_calls_itself_a_replica(
        self, database: str, partitions: dict[str, str]
    ) -> None:
        others = ("audit_unfiled", "audit_leaf", "audit_node", "audit_head", "audit_restart", "audit_expiry",
                  "audit_expiry_certificate", "audit_standing")  # fmt: skip
        with databases.superuser(database) as replica:
            replica.execute("SET session_replication_role = replica")
            for table in (*PARENTS, *partitions, *others):
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                    replica.execute(f"DELETE FROM {table}" if table != "audit_unfiled" else f"TRUNCATE {table}")

    def test_let_the_gate_itself_delete_only_what_it_has_written_down_as_expired(
        self, sessions: dict[str, psycopg.Connection]
    ) -> None:
        for table in PARENTS:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only: DELETE on"):
                sessions["gatekeeper"].execute(f"DELETE FROM {table}")

    @pytest.mark.parametrize("attempt", ATTEMPTS)
    @pytest.mark.parametrize("role", ["app", "gatekeeper", "keeper"])
    def test_give_no_other_role_the_right(
        self, sessions: dict[str, psycopg.Connection], partitions: dict[str, str], role: str, attempt: str
    ) -> None:
        may_ask = PARENTS if role == "gatekeeper" and attempt.startswith("DELETE") else []
        for table in (*PARENTS, *partitions):
            if table in may_ask:
                continue
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
                sessions[role].execute(attempt.format(table=table))

    def test_cannot_be_written_past_the_parent(
        self, sessions: dict[str, psycopg.Connection], partitions: dict[str, str]
    ) -> None:
        for table in partitions:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sessions["app"].execute(f"INSERT INTO {table} SELECT * FROM {table}")

    def test_cannot_be_dropped_by_the_application(
        self, sessions: dict[str, psycopg.Connection], partitions: dict[str, str]
    ) -> None:
        for table in (*PARENTS, *partitions):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                sessions["app"].execute(f"DROP TABLE {table}")

    def test_let_no_upsert_through(self, sessions: dict[str, psycopg.Connection]) -> None:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            sessions["app"].execute(
                "INSERT INTO audit_event (id, at, name, actor_kind, legal_basis) "
                "VALUES (1, now(), 'a.b', 'system', '6(1)(c)') "
                "ON CONFLICT (id, at) DO UPDATE SET name = 'c.d'"
            )


class TestPartitions:
    def test_reach_24_months_ahead_for_both_tables(self, partitions: dict[str, str]) -> None:
        now = datetime.now(UTC)
        for parent in PARENTS:
            for ahead in range(-1, 25):
                year, month = divmod(now.year * 12 + now.month - 1 + ahead, 12)
                assert f"{parent}_{year}_{month + 1:02}" in partitions

    def test_are_whole_months_of_universal_time(self, partitions: dict[str, str]) -> None:
        bounds = partitions[f"audit_event_{datetime.now(UTC):%Y_%m}"]
        assert f"('{datetime.now(UTC):%Y-%m}-01 00:00:00+00')" in bounds

    def test_are_made_further_ahead_by_the_application(self, db: None) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT audit_make_partitions(30)")
            assert cursor.fetchone() == (12,)
            cursor.execute("SELECT audit_make_partitions(30)")
            assert cursor.fetchone() == (0,)

    def test_that_are_new_are_guarded_too(self, live_database: str) -> None:
        with psycopg.connect(databases.urls(live_database)["DATABASE_URL"], autocommit=True) as app:
            app.execute("SELECT audit_make_partitions(30)")
        with psycopg.connect(databases.urls(live_database)["OWNER_DATABASE_URL"], autocommit=True) as owner:
            for name, _ in owner.execute(_PARTITIONS).fetchall():
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="append-only"):
                    owner.execute(f"TRUNCATE {name}")

    @pytest.mark.parametrize("months", [-1, 121])
    def test_are_made_within_reason(self, sessions: dict[str, psycopg.Connection], months: int) -> None:
        with pytest.raises(psycopg.errors.RaiseException, match="0 to 120 months"):
            sessions["app"].execute("SELECT audit_make_partitions(%s)", [months])

    def test_are_made_every_week(self, db: None) -> None:
        tasks.make_partitions.apply(throw=True)

    def test_take_in_what_is_recorded_now(self, db: None) -> None:
        with acting.hanna():
            trail.record(CASE_CLOSED)
        with connection.cursor() as cursor:
            cursor.execute("SELECT tableoid::regclass::text FROM audit_event")
            assert cursor.fetchone() == (f"audit_event_{datetime.now(UTC):%Y_%m}",)
