"""What the database needs besides tables: functions, triggers, rights.

They are derived from the models and from SQL files, and installed anew (idempotently) after every ``migrate``, so a
new column can never be missing from a trigger. Each package registers its steps; lower packages come first because
they load first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import connections, transaction

SQL_FOLDER = Path(__file__).parent / "sql"
_VIEWS = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace AND relowner = current_user::regrole"""


@dataclass(frozen=True, slots=True)
class Step:
    """One installation step, run by one database role (alias ``owner`` or ``gatekeeper``)."""

    name: str
    statements: Callable[[], Iterable[str]]
    role: str = "owner"


_steps: list[Step] = []


def register(step: Step) -> None:
    """Add a step; a second registration of the same name is ignored."""
    if all(known.name != step.name for known in _steps):
        _steps.append(step)


def register_file(path: Path, *, role: str = "owner") -> None:
    """Add an SQL file as a step."""
    register(Step(name=str(path), statements=lambda: [path.read_text()], role=role))


def steps() -> list[Step]:
    """All registered steps in their order."""
    return list(_steps)


def install() -> None:
    """Run every step, each in a transaction of its own under its role."""
    for step in _steps:
        with transaction.atomic(using=step.role), connections[step.role].cursor() as cursor:
            for statement in step.statements():
                cursor.execute(statement)


def take_views_down() -> None:
    """Remove the views, which ``install`` makes again: no migration can change a column while a view reads it."""
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(_VIEWS)
        if views := ", ".join(view for (view,) in cursor.fetchall()):
            cursor.execute(f"DROP VIEW {views}")


register_file(SQL_FOLDER / "bases.sql")
register_file(SQL_FOLDER / "append_only.sql")
register_file(SQL_FOLDER / "looking.sql")
register_file(SQL_FOLDER / "standing.sql")
