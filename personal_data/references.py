"""What rows refer to, checked once for each statement instead of once for each row.

A foreign key looks up and locks row by row. For the rows that every claim brings that was a third of the database's
work at intake, so these tables promise the same by triggers, derived from ``checked_in_sets`` of the models:

- a row refers to something that exists, when it is written and when its reference changes;
- nobody who deletes what it refers to overtakes it: it is locked as a foreign key locks it (``FOR KEY SHARE``), unless
  this very transaction has made it, so that nobody else can see it yet;
- what is referred to is neither deleted nor given another id.

They speak at the end of the statement, where a deferred foreign key speaks at commit.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db import models

from personal_data.catalogue import declaration_of, our_models


class Reference(NamedTuple):
    """A column that holds the id of another table's row."""

    table: str
    column: str
    parent: str
    parent_column: str


_HEAD = (
    "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public "
    # One look into the index for each row, however large the tables were when the plan was made.
    "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off "
    "SET enable_mergejoin = off AS $$"
)
_MISSING = (
    "RAISE EXCEPTION 'A row of {table} refers by {column} to a row of {parent} that does not exist.' "
    "USING ERRCODE = 'foreign_key_violation';"
)


def references() -> list[Reference]:
    """Every reference that is checked in sets."""
    return [
        Reference(
            model._meta.db_table, field.column, field.related_model._meta.db_table, str(field.target_field.column)
        )
        for model in our_models()
        for field in map(model._meta.get_field, getattr(declaration_of(model), "checked_in_sets", ()))
        if isinstance(field, models.ForeignKey)
    ]


def statements() -> Iterator[str]:
    """The functions and triggers of all tables that refer or are referred to."""
    of_table: dict[str, list[Reference]] = defaultdict(list)
    to_parent: dict[str, list[Reference]] = defaultdict(list)
    for each in references():
        of_table[each.table].append(each)
        to_parent[each.parent].append(each)
    for model in our_models():
        table = model._meta.db_table
        if table in of_table:
            yield from _written(model, of_table[table])
            yield from _moved(table, of_table[table])
        if table in to_parent:
            yield from _deleted(table, to_parent[table])


def _written(model: type[models.Model], refers: list[Reference]) -> Iterator[str]:
    """New rows. Parents that the same (sub)transaction made are known by its number, which the new rows bear too."""
    table = model._meta.db_table
    key = " AND ".join(f"made.{field.column} = n.{field.column}" for field in model._meta.pk_fields)
    checks = "".join(
        f"""
        SELECT count(*), count((SELECT 1 FROM {each.parent} p WHERE p.{each.parent_column} = n.id AND p.xmin = v_ours))
        INTO v_asked, v_found
        FROM (SELECT DISTINCT {each.column} AS id FROM new_rows WHERE {each.column} IS NOT NULL) n;
        IF v_found < v_asked THEN
            SELECT count(*) INTO v_found
            FROM (SELECT DISTINCT {each.column} AS id FROM new_rows WHERE {each.column} IS NOT NULL) n
            CROSS JOIN LATERAL (
                SELECT 1 FROM {each.parent} p WHERE p.{each.parent_column} = n.id FOR KEY SHARE OF p) living;
            IF v_found < v_asked THEN {_MISSING.format(**each._asdict())} END IF;
        END IF;"""
        for each in refers
    )
    yield f"""CREATE OR REPLACE FUNCTION refers_insert_{table}() {_HEAD}
        DECLARE v_ours xid; v_asked bigint; v_found bigint; BEGIN
        SELECT (SELECT made.xmin FROM {table} made WHERE {key}) INTO v_ours FROM new_rows n LIMIT 1;{checks}
        RETURN NULL; END $$"""
    yield (
        f"CREATE OR REPLACE TRIGGER refers_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS new_rows "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refers_insert_{table}()"
    )


def _moved(table: str, refers: list[Reference]) -> Iterator[str]:
    """A changed reference is rare, so that it may be looked at by itself."""
    checks = "".join(
        f"""
        IF NEW.{each.column} IS NOT NULL THEN
            PERFORM FROM {each.parent} p WHERE p.{each.parent_column} = NEW.{each.column} FOR KEY SHARE OF p;
            IF NOT FOUND THEN {_MISSING.format(**each._asdict())} END IF;
        END IF;"""
        for each in refers
    )
    columns = ", ".join(each.column for each in refers)
    changed = " OR ".join(f"OLD.{each.column} IS DISTINCT FROM NEW.{each.column}" for each in refers)
    yield f"CREATE OR REPLACE FUNCTION refers_update_{table}() {_HEAD} BEGIN{checks} RETURN NULL; END $$"
    yield (
        f"CREATE OR REPLACE TRIGGER refers_update AFTER UPDATE OF {columns} ON {table} FOR EACH ROW WHEN ({changed}) "
        f"EXECUTE FUNCTION refers_update_{table}()"
    )


def _deleted(parent: str, refers: list[Reference]) -> Iterator[str]:
    """What goes while something refers to it, by the trigger's own newest reading of the tables."""
    refused = (
        "RAISE EXCEPTION 'A row of {parent} cannot go: a row of {table} refers to it by {column}.' "
        "USING ERRCODE = 'foreign_key_violation';"
    )
    checks = "".join(
        f"""
        PERFORM FROM old_rows o
        WHERE (SELECT true FROM {each.table} c WHERE c.{each.column} = o.{each.parent_column} LIMIT 1) LIMIT 1;
        IF FOUND THEN {refused.format(**each._asdict())} END IF;"""
        for each in refers
    )
    yield f"CREATE OR REPLACE FUNCTION referred_{parent}() {_HEAD} BEGIN{checks} RETURN NULL; END $$"
    yield (
        f"CREATE OR REPLACE TRIGGER referred_delete AFTER DELETE ON {parent} REFERENCING OLD TABLE AS old_rows "
        f"FOR EACH STATEMENT EXECUTE FUNCTION referred_{parent}()"
    )
    # Also where the gate lets foreign keys rest (personal_data/sql/removing.sql).
    yield f"ALTER TABLE {parent} ENABLE ALWAYS TRIGGER referred_delete"
    column = refers[0].parent_column
    yield f"""CREATE OR REPLACE FUNCTION referred_update_{parent}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'The id of a row of {parent} stays as it is: others refer to it.'
            USING ERRCODE = 'foreign_key_violation'; END $$"""
    yield (
        f"CREATE OR REPLACE TRIGGER referred_update AFTER UPDATE OF {column} ON {parent} FOR EACH ROW "
        f"WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION referred_update_{parent}()"
    )
