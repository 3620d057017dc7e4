"""Tables: every column of every row."""

from collections.abc import Iterable

import psycopg
from psycopg import sql

from tests.leak_scan.needles import PLANTED, Hit, Needles, must_find, plantings

AUDIT_TABLES = ("public.audit_event", "public.audit_line")


def scan_tables(session: psycopg.Connection, tables: Iterable[str], needles: Needles) -> list[Hit]:
    """Look through every column of some tables, named with their schema."""
    return [
        hit
        for table in tables
        for column, kind, _ in _columns(session, table)
        for hit in needles.hits(f"{table}.{column}", _content(session, table, column, kind))
    ]


def prove_tables(session: psycopg.Connection, tables: Iterable[str]) -> int:
    """Plant in every column that can hold a text, in a copy of each table without its checks. Gives their number."""
    planted = 0
    with session.transaction(force_rollback=True):
        for table in tables:
            session.execute(sql.SQL("CREATE TEMP TABLE planted (LIKE {})").format(_identifier(table)))
            columns = _columns(session, "pg_temp.planted")
            for column, _, _ in columns:
                drop = sql.SQL("ALTER TABLE pg_temp.planted ALTER {} DROP NOT NULL")
                session.execute(drop.format(sql.Identifier(column)))
            drop_types(session, "pg_temp.planted")
            planted += sum(_prove_column(session, *column) for column in columns)
            session.execute("DROP TABLE pg_temp.planted")
    return planted


_AS = {
    "text": "%s",
    "character varying": "%s",
    "character": "%s",
    "bytea": "convert_to(%s, 'UTF8')",
    "json": "to_json(%s::text)",
    "jsonb": "to_jsonb(%s::text)",
    "text[]": "ARRAY[%s]",
    "character varying[]": "ARRAY[%s]",
}


def _prove_column(session: psycopg.Connection, column: str, kind: str, longest: int | None) -> int:
    if kind not in _AS:
        return 0
    planted = 0
    for form, text in plantings().items():
        if longest is not None and len(text) > longest:
            continue
        insert = sql.SQL("INSERT INTO pg_temp.planted ({}) VALUES ({})").format(
            sql.Identifier(column), sql.SQL(_AS[kind])
        )
        session.execute(insert, [text])
        must_find(f"pg_temp.planted.{column}", form, scan_tables(session, ["pg_temp.planted"], Needles([PLANTED])))
        session.execute("DELETE FROM pg_temp.planted")
        planted += 1
    return planted


def drop_types(session: psycopg.Connection, table: str) -> None:
    """Let the columns whose type has a check take anything that its base type takes."""
    checked = session.execute(
        "SELECT attname, format_type(typbasetype, typtypmod) FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid "
        "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND typtype = 'd'",
        [table],
    ).fetchall()
    for column, base in checked:
        change = sql.SQL("ALTER TABLE {} ALTER {} TYPE {}").format(
            _identifier(table), sql.Identifier(column), sql.SQL(base)
        )
        session.execute(change)


def _columns(session: psycopg.Connection, table: str) -> list[tuple[str, str, int | None]]:
    """The columns of a table: name, type without length, longest text."""
    rows = session.execute(
        "SELECT attname, regexp_replace(format_type(coalesce(nullif(typbasetype, 0), atttypid), NULL), "
        "'\\s*\\(.*', ''), atttypmod FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid "
        "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    ).fetchall()
    if not rows:
        raise LookupError(f"There is no table {table}.")
    return [(name, kind, length - 4 if length > 0 and "char" in kind else None) for name, kind, length in rows]


def _content(session: psycopg.Connection, table: str, column: str, kind: str) -> bytes:
    wanted = "{}" if kind == "bytea" else "{}::text"
    query = sql.SQL("SELECT " + wanted + " FROM {} WHERE {} IS NOT NULL").format(
        sql.Identifier(column), _identifier(table), sql.Identifier(column)
    )
    values = (row[0] for row in session.execute(query))
    return b"\n".join(value.encode() if isinstance(value, str) else bytes(value) for value in values)


def _identifier(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))
