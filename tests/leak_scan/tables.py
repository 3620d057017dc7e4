"""Tables: every column of every row."""

from collections.abc import Iterable, Mapping

import psycopg
from psycopg import sql

from tests.leak_scan.needles import PLANTED, Hit, Needles, Overlooked, must_find, plantings

AUDIT_TABLES = ("public.audit_event", "public.audit_line", "public.audit_unfiled")
_PLANTED = "pg_temp.planted"
# Planted together, so each form has a value of its own: one that is found plainly is found case-folded, too.
_VALUES = {form: f"{PLANTED} {form}" for form in plantings()}
# What a text turns into in a column of each type.
_AS = {
    "text": "%s",
    "bytea": "convert_to(%s, 'UTF8')",
    "bytea[]": "ARRAY[convert_to(%s, 'UTF8')]",
    "json": "to_json(%s::text)",
    "jsonb": "to_jsonb(%s::text)",
    "text[]": "ARRAY[%s]",
}
_HOLD_NO_TEXT = {
    "bigint", "bigint[]", "boolean", "date", "double precision", "inet", "int8multirange", "integer", "integer[]",
    "interval", "numeric", "pg_snapshot", "smallint", "smallint[]", "timestamp with time zone", "uuid", "uuid[]",
    "xid8",
}  # fmt: skip


def every_table(session: psycopg.Connection) -> list[str]:
    """Every table of the database, with its schema; of a table in parts, the whole."""
    rows = session.execute(
        "SELECT nspname || '.' || relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE relkind IN ('r', 'p', 'm') AND NOT relispartition AND nspname !~ '^pg_' "
        "AND nspname <> 'information_schema' ORDER BY 1"
    ).fetchall()
    return [name for (name,) in rows]


def scan_tables(session: psycopg.Connection, tables: Iterable[str], needles: Needles) -> list[Hit]:
    """Look through every column of some tables, named with their schema."""
    return [hit for table in tables for hit in _scan(session, table, needles, called=table)]


def _scan(session: psycopg.Connection, table: str, needles: Needles, *, called: str) -> list[Hit]:
    contents = _contents(session, table, _columns(session, table))
    return [hit for column, content in contents.items() for hit in needles.hits(f"{called}.{column}", content)]


def prove_tables(session: psycopg.Connection, tables: Iterable[str]) -> int:
    """Plant in every column that can hold a text, in a copy of each table without its checks. Gives their number.

    Raises Overlooked when a planting is not found, and for a column of a type that nobody has thought of.
    """
    planted = 0
    with session.transaction(force_rollback=True):
        for table in tables:
            session.execute(sql.SQL("CREATE TEMP TABLE planted (LIKE {})").format(_identifier(table)))
            drop_types(session, _PLANTED)
            columns = _columns(session, _PLANTED)
            planted += _prove_columns(session, table, columns)
            session.execute("DROP TABLE pg_temp.planted")
    return planted


def _prove_columns(session: psycopg.Connection, table: str, columns: Mapping[str, str]) -> int:
    texts = [column for column, kind in columns.items() if kind not in _HOLD_NO_TEXT]
    if strange := {columns[column] for column in texts} - _AS.keys():
        raise Overlooked(f"{table} has columns of types that nobody has thought of: {', '.join(sorted(strange))}.")
    if not texts:
        return 0
    insert = sql.SQL("INSERT INTO pg_temp.planted ({}) VALUES ({})").format(
        sql.SQL(", ").join(map(sql.Identifier, texts)),
        sql.SQL(", ").join(sql.SQL(_AS[columns[each]]) for each in texts),
    )
    for form, value in _VALUES.items():
        session.execute(insert, [plantings(value)[form]] * len(texts))
    needles = Needles(_VALUES.values())
    found = _scan(session, _PLANTED, needles, called=table)
    for form, value in _VALUES.items():
        of_value = [hit for hit in found if needles.values[hit.value] == value]
        for column in texts:
            must_find(f"{table}.{column}", form, of_value)
    return len(texts) * len(_VALUES)


def drop_types(session: psycopg.Connection, table: str) -> None:
    """Let every column take anything, and nothing: no checked type, no greatest length, no demand for a value."""
    changes = session.execute(
        "SELECT attname, CASE WHEN typtype = 'd' THEN format_type(typbasetype, typtypmod) "
        "WHEN typcategory = 'A' THEN 'text[]' ELSE 'text' END "
        "FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid "
        "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped "
        "AND (typtype = 'd' OR typname IN ('varchar', 'bpchar', '_varchar', '_bpchar'))",
        [table],
    ).fetchall()
    needed = session.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0 AND attnotnull "
        "AND NOT attisdropped AND attnum <> ALL "
        "(SELECT unnest(conkey) FROM pg_constraint WHERE conrelid = to_regclass(%s) AND contype = 'p')",
        [table, table],
    ).fetchall()
    alterations = [
        *(sql.SQL("ALTER {} TYPE {}").format(sql.Identifier(column), sql.SQL(base)) for column, base in changes),
        *(sql.SQL("ALTER {} DROP NOT NULL").format(sql.Identifier(column)) for (column,) in needed),
    ]
    if alterations:
        session.execute(sql.SQL("ALTER TABLE {} {}").format(_identifier(table), sql.SQL(", ").join(alterations)))


def _columns(session: psycopg.Connection, table: str) -> dict[str, str]:
    """The columns of a table: their types, without length, by name."""
    rows = session.execute(
        "SELECT attname, regexp_replace(format_type(coalesce(nullif(typbasetype, 0), atttypid), NULL), "
        "'\\s*\\(.*', '') FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid "
        "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
        [table],
    ).fetchall()
    if not rows:
        raise LookupError(f"There is no table {table}.")
    return dict(rows)


def _contents(session: psycopg.Connection, table: str, columns: Mapping[str, str]) -> dict[str, bytes]:
    """What stands in each column, line by line."""
    wanted = [
        sql.SQL("{}" if kind == "bytea" else "{}::text").format(sql.Identifier(column))
        for column, kind in columns.items()
    ]
    rows = session.execute(
        sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(wanted), _identifier(table))
    ).fetchall()
    return {
        column: b"\n".join(
            value.encode() if isinstance(value, str) else bytes(value) for value in values if value is not None
        )
        for column, values in zip(columns, zip(*rows, strict=True), strict=False)
    }


def _identifier(table: str) -> sql.Identifier:
    return sql.Identifier(*table.split("."))
