"""The database roles: the same on embedded servers, in compose and in production.

``owner`` owns tables and runs migrations; the application logs in as ``app``; ``creditor``, ``sealer`` and ``keeper``
have work of their own; ``gatekeeper`` owns the erasure gate, and nobody is a member of it.
"""

from collections.abc import Mapping

import psycopg
from psycopg import sql

ROLES = ("owner", "app", "creditor", "sealer", "keeper", "gatekeeper")
_BEHIND_THE_DOOR = ("app", "keeper", "gatekeeper", "sealer", "creditor")


def create_roles(server: psycopg.Connection, passwords: Mapping[str, str | None]) -> None:
    """Make the roles that are missing and set every password. Needs a superuser connection in autocommit mode.

    A role without a password cannot log in.
    """
    _wait_for_others(server)
    existing = {row[0] for row in server.execute("SELECT rolname FROM pg_roles")}
    for role in ROLES:
        verb = sql.SQL("ALTER" if role in existing else "CREATE")
        statement = sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {}")
        server.execute(statement.format(verb, sql.Identifier(role), sql.Literal(passwords[role])))
    # Computing all due dates anew shows no row to the foreign keys that lead to it (retention/sql/all_due_days.sql).
    server.execute("GRANT SET ON PARAMETER session_replication_role TO gatekeeper")


def create_database(server: psycopg.Connection, name: str, template: str = "") -> None:
    """Make a database that ``owner`` owns, from a template if one is named.

    A template's files are copied: to write all of them to the log instead, as PostgreSQL does of itself, takes twice
    the time for a template of ours.
    """
    statement = sql.SQL("CREATE DATABASE {} OWNER owner").format(sql.Identifier(name))
    if template:
        statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
    server.execute(statement)
    _close(server, name)  # a template's rights are not copied


def prepare_database(database: psycopg.Connection) -> None:
    """Make the schemas of a fresh database and close it to everybody else. Needs a superuser connection to it."""
    _wait_for_others(database)
    database.execute("CREATE SCHEMA IF NOT EXISTS keys AUTHORIZATION owner")
    database.execute("CREATE SCHEMA IF NOT EXISTS gate AUTHORIZATION gatekeeper")
    database.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
    database.execute("GRANT USAGE, CREATE ON SCHEMA public TO owner")
    roles = sql.SQL(", ").join(sql.Identifier(role) for role in _BEHIND_THE_DOOR)
    database.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(roles))
    _close(database, database.info.dbname)


def _close(server: psycopg.Connection, name: str) -> None:
    """Let only our roles in, and nobody make temporary tables, which no gate would watch."""
    roles = sql.SQL(", ").join(sql.Identifier(role) for role in _BEHIND_THE_DOOR)
    server.execute(sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))
    server.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO owner, {}").format(sql.Identifier(name), roles))


def _wait_for_others(session: psycopg.Connection) -> None:
    """One session at a time until it ends: the statement of a killed program goes on for a while without it."""
    session.execute("SELECT pg_advisory_lock(5152)")
