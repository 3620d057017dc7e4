"""Every table of the database, and which of its columns can hold something: text, numbers or bytes."""

from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection
from psycopg import sql

from personal_data.fields import SealedField

# Where the act itself wrote down by what it looks.
_OWN = {"personal_data_erasedtokens"}
_COLUMNS = """
WITH every AS MATERIALIZED (
    SELECT c.oid, n.nspname, c.relname, has_table_privilege(coalesce(i.inhparent, c.oid), 'SELECT') AS is_readable,
           i.inhparent::regclass::text AS whole, pg_get_partition_constraintdef(c.oid) AS condition,
           pg_relation_size(c.oid) / 8192 AS pages,
           c.reltoastrelid <> 0 AND pg_relation_size(c.reltoastrelid) > 0 AS is_long
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
    WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND n.nspname NOT LIKE 'pg_t%%')
SELECT nspname, relname, every.oid, a.attname, t.typname, t.typcategory, is_readable, whole, condition, pages, is_long
FROM every JOIN pg_attribute a ON a.attrelid = every.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_type t ON t.oid = a.atttypid
ORDER BY nspname, relname, a.attnum"""
_NUMBERS = {"int4", "int8", "numeric", "float8"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the columns that can hold something: as text, as a number, as bytes.

    A partition is read through its whole, which the application may read, and by the condition that makes it a part.
    ``is_long`` says that it has values which lie outside its pages; ``unsealed`` are its columns of bytes in which a
    keyed digest may stand.
    """

    schema: str
    name: str
    is_readable: bool
    whole: str | None
    condition: str | None
    pages: int
    is_long: bool
    texts: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    unsealed: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """How a leftover in it is told."""
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def source(self) -> sql.Composable:
        """What stands after FROM: its rows under the name ``row``, with their places."""
        name = sql.Identifier(self.schema, self.whole or self.name)
        condition = sql.SQL(self.condition or "true")
        return sql.SQL("(SELECT *, ctid FROM {} WHERE {}) AS row").format(name, condition)


def every() -> list[Table]:
    """Every table of the database that has rows of its own, partitions one by one."""
    found: dict[int, Table] = {}
    sealed = _sealed()
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        for schema, name, oid, column, kind, category, *facts in cursor.fetchall():
            table = found.setdefault(oid, Table(schema, name, *facts))
            if kind == "bytea":
                table.raw.append(column)
                if (name, column) not in sealed:
                    table.unsealed.append(column)
            elif kind in _NUMBERS:
                table.numbers.append(column)
            elif (category in "SEU" and kind != "uuid") or kind in ("_text", "_varchar", "inet"):
                table.texts.append(column)
    return [table for table in found.values() if table.name not in _OWN]


def _sealed() -> set[tuple[str, str | None]]:
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField)
    }
