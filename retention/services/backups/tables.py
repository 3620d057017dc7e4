"""The tables of a back-up: copied out in one view of the data, and into an empty database.

Copied by PostgreSQL's own COPY over the ordinary connection, so that the same back-up works with embedded servers and
with servers of one's own, and needs no program beside them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from graphlib import TopologicalSorter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connections
from django.utils.translation import gettext
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

KEYS = "keys"
# Sign-ins of that time do not come back; migrations, and what they made, are those of the program that restores.
_LEFT_OUT = {"public.django_session", "public.django_migrations", "public.audit_standing"}
_TABLES = """
SELECT n.nspname || '.' || c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE n.nspname IN ('public', 'keys') AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY 1 ORDER BY 1"""
_REFERENCES = """
SELECT rn.nspname || '.' || r.relname, fn.nspname || '.' || f.relname
FROM pg_constraint JOIN pg_class r ON r.oid = conrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
JOIN pg_class f ON f.oid = confrelid JOIN pg_namespace fn ON fn.oid = f.relnamespace
WHERE contype = 'f' AND conrelid <> confrelid"""
_SEQUENCES = """
SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences
WHERE schemaname IN ('public', 'keys') AND last_value IS NOT NULL ORDER BY 1"""
_PARTITIONS = """
SELECT c.relname, p.relname, pg_get_expr(c.relpartbound, c.oid)
FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid JOIN pg_class p ON p.oid = i.inhparent
WHERE c.relispartition ORDER BY 1"""
_TRIGGERS = """
SELECT n.nspname || '.' || c.relname, t.tgname, t.tgenabled
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled <> 'D' AND n.nspname IN ('public', 'keys')
ORDER BY 1, 2"""
# What new rows must have and rows from before the demand need not: a value in a column that came later.
_DEMANDS_ON_NEW_ROWS = """
SELECT n.nspname || '.' || c.relname, k.conname, pg_get_constraintdef(k.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'n' AND NOT k.convalidated AND k.coninhcount = 0 AND n.nspname IN ('public', 'keys') ORDER BY 1, 2"""
_ENABLE = {"O": "ENABLE TRIGGER", "A": "ENABLE ALWAYS TRIGGER", "R": "ENABLE REPLICA TRIGGER"}


class NotReadable(ValidationError):
    """A table that the owner may not read, because somebody else made it, would be missing from the back-up."""

    def __init__(self, table: str) -> None:
        words = gettext(
            "The owner may not read the table %(table)s, so there is no back-up. Give it to the owner or drop it."
        )
        super().__init__(words % {"table": table}, code="not_readable")


def columns(alias: str = "owner") -> dict[str, list[str]]:
    """Every table that belongs into a back-up, with its columns."""
    return {table: names for table, names in _rows(_TABLES, alias) if table not in _LEFT_OUT}


def in_order(tables: dict[str, list[str]], alias: str = "owner") -> list[str]:
    """The tables so that each comes after those it refers to."""
    sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(sorted(tables), ()))
    for table, needs in _rows(_REFERENCES, alias):
        if table in tables and needs in tables:
            sorter.add(table, needs)
    return list(sorter.static_order())


def sequences(alias: str = "owner") -> dict[str, int]:
    """How far every sequence has counted."""
    return dict(_rows(_SEQUENCES, alias))


def partitions(alias: str = "owner") -> dict[str, list[str]]:
    """Every partition with the table that it belongs to and its bounds."""
    return {name: [parent, bound] for name, parent, bound in _rows(_PARTITIONS, alias)}


def migrations(alias: str = "owner") -> list[str]:
    """The migrations that made the tables what they are."""
    return [name for (name,) in _rows("SELECT app || '.' || name FROM django_migrations ORDER BY 1", alias)]


def copied_out(table: str, names: list[str], alias: str = "owner") -> Iterator[bytes]:
    """The rows of a table as PostgreSQL's binary COPY writes them. Raises NotReadable."""
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT binary)").format(_named(names), _table(table))
    try:
        with connections[alias].cursor() as cursor, cursor.copy(statement) as copy:
            yield from map(bytes, copy)
    except InsufficientPrivilege:
        raise NotReadable(table) from None


def copy_in(table: str, names: list[str], content: Iterator[bytes], alias: str = "owner") -> int:
    """Fill a table from what ``copied_out`` gave. Returns the number of rows."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(_table(table), _named(names))
    with connections[alias].cursor() as cursor:
        with cursor.copy(statement) as copy:
            for part in content:
                copy.write(part)
        return int(cursor.rowcount)


def count(table: str, alias: str = "owner") -> int:
    """The rows of a table."""
    return int(_rows(sql.SQL("SELECT count(*) FROM {}").format(_table(table)), alias)[0][0])


def make_partitions(wanted: dict[str, list[str]], alias: str = "owner") -> None:
    """Make the partitions of months that lie before those which an empty database begins with."""
    there = partitions(alias)
    for name, (parent, bound) in wanted.items():
        if name not in there:
            statement = sql.SQL("CREATE TABLE {} PARTITION OF {} {}")
            words = statement.format(sql.Identifier(name), sql.Identifier(parent), sql.SQL(bound))
            _do(words, alias)
            _do(sql.SQL("SELECT audit_guard({}::regclass)").format(sql.Literal(name)), alias)


def set_sequences(wanted: dict[str, int], alias: str = "owner") -> None:
    """Let every sequence go on where it had come to."""
    for name, value in wanted.items():
        _do(sql.SQL("SELECT setval({}::regclass, {})").format(sql.Literal(name), sql.Literal(value)), alias)


@contextmanager
def without_triggers(alias: str = "owner") -> Iterator[None]:
    """Fill tables as they were: nothing is captured, guarded or computed anew, and what older rows need not have they
    need not have here. Afterwards every trigger and every such demand is as before.

    Only the owner of the tables can, within one transaction, and nobody else sees them meanwhile.
    """
    triggers = _rows(_TRIGGERS, alias)
    for table in dict.fromkeys(table for table, _, _ in triggers):
        _do(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(_table(table)), alias)
    demands = _rows(_DEMANDS_ON_NEW_ROWS, alias)
    for table, name, _ in demands:
        _do(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(_table(table), sql.Identifier(name)), alias)
    yield
    for table, name, demand in demands:
        words = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} " + demand)
        _do(words.format(_table(table), sql.Identifier(name)), alias)
    _do(sql.SQL("SET CONSTRAINTS ALL IMMEDIATE"), alias)
    for table, name, state in triggers:
        words = sql.SQL(_ENABLE[state])
        _do(sql.SQL("ALTER TABLE {} {} {}").format(_table(table), words, sql.Identifier(name)), alias)


def empty(tables: list[str], alias: str = "owner") -> None:
    """Remove what migrations put into fresh tables."""
    _do(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(_table, tables))), alias)


def _table(name: str) -> sql.Identifier:
    return sql.Identifier(*name.split(".", 1))


def _named(names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _do(statement: Any, alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


def _rows(statement: Any, alias: str) -> list[Any]:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
