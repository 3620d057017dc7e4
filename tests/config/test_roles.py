"""What the database lets each role do, asked of the database itself."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlparse

import psycopg
import pytest

from config.services.roles import ROLES
from tests.fixtures import databases

Connect = Callable[[str], psycopg.Connection]
_LOGINS = {
    "app": "DATABASE_URL",
    "owner": "OWNER_DATABASE_URL",
    "keeper": "KEEPER_DATABASE_URL",
    "sealer": "SEALER_DATABASE_URL",
}


@pytest.fixture
def connect(live_database: str) -> Iterator[Connect]:
    """Log in as a role."""
    opened: list[psycopg.Connection] = []

    def log_in(role: str) -> psycopg.Connection:
        connection = psycopg.connect(databases._at(os.environ[_LOGINS[role]], live_database), autocommit=True)
        opened.append(connection)
        return connection

    yield log_in
    for connection in opened:
        connection.close()


def test_the_application_logs_in_as_app() -> None:
    assert urlparse(os.environ["DATABASE_URL"]).username == "app"


def test_no_role_is_a_superuser_or_a_member_of_another(connect: Connect) -> None:
    rows = connect("owner").execute(
        "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, "
        "(SELECT count(*) FROM pg_auth_members WHERE member = role.oid OR roleid = role.oid) "
        "FROM pg_roles AS role WHERE rolname = ANY(%s) ORDER BY rolname",
        [list(ROLES)],
    )
    assert rows.fetchall() == [(role, False, False, False, False, 0) for role in sorted(ROLES)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (x int)",
        "CREATE TEMPORARY TABLE mine (x int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE personal_data_envelope DISABLE TRIGGER ALL",
        "DROP TABLE personal_data_envelope",
        "SET session_replication_role = replica",
    ],
)
def test_app_cannot_change_the_house(connect: Connect, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connect("app").execute(statement)


@pytest.mark.parametrize("role", ["app", "owner", "keeper", "sealer"])
@pytest.mark.parametrize("other", ["gatekeeper", "postgres"])
def test_nobody_becomes_another(connect: Connect, role: str, other: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connect(role).execute(f"SET ROLE {other}")


def test_only_the_gatekeeper_can_have_triggers_rest(connect: Connect) -> None:
    rows = connect("owner").execute(
        "SELECT rolname FROM pg_roles WHERE NOT rolsuper "
        "AND has_parameter_privilege(oid, 'session_replication_role', 'SET')"
    )
    assert rows.fetchall() == [("gatekeeper",)]


def test_owner_cannot_enter_the_gatekeepers_schema(connect: Connect) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connect("owner").execute("CREATE FUNCTION gate.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'")
