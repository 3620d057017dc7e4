"""The comparison with django-gdpr-assist: the same case files on the same tables, by a library that many use.

It is installed in a virtual environment of its own (``var/peers``), with our Django and our driver; nothing of it comes
near the product. Like the hand-written baseline it erases ungated, and captures no history.
"""

import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import django
import psycopg
from django.db.models import CompositePrimaryKey, ForeignKey

from bench.measuring import Result, spread
from personal_data import catalogue
from personal_data.models import DataSubject, Envelope, EnvelopeSubject, SearchEntry
from tests.fixtures import databases

VERSION = "1.4.2"
FASTER = 25
"""So many times as many case files a second must go through the gate."""
_PEER = Path(__file__).resolve().parent / "peer"
_VENV = Path(__file__).resolve().parent.parent / "var" / "peers" / f"gdpr-assist-{VERSION}"
_AT_ONCE, _BATCHES, _SINGLES = 500, 3, 100
_LOG = "bench_erase_log"
_CHOSEN = """
WITH chosen AS (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS batch FROM personal_data_datasubject
                ORDER BY id LIMIT %s)
SELECT array_agg(DISTINCT part.envelope_id::text), array_agg(DISTINCT chosen.id::text),
       count(DISTINCT e.id) FILTER (WHERE e.record_class = 'case_file')
FROM chosen JOIN personal_data_envelopesubject part ON part.subject_id = chosen.id
JOIN personal_data_envelope e ON e.id = part.envelope_id GROUP BY chosen.batch ORDER BY chosen.batch"""


def measure(database: str, ours: float, folder: Path) -> list[Result]:
    """Erase some of a prepared database's case files with it. ``ours`` is how many a second go through the gate.

    Person by person is how the library erases wherever it does so itself: its tool in the admin looks for one person,
    and ``gdpr_rerun`` deletes object after object. That is held against the number. It has no command for what is due.
    Whoever writes one may delete querysets, which its documentation describes for bulk deletion; what that brings with
    many persons in one call is told beside it, not held against anything (ADR 59 says why).
    """
    name = f"erasing, against django-gdpr-assist {VERSION} person by person, as its own tools do"
    target = f"{FASTER} x as quick"
    if why := _installed():
        return [Result(name, f"NOT MEASURED: {why}", target, is_held=False)]
    one_by_one, at_once = (
        _rates(database, folder, size, count) for size, count in ((1, _SINGLES), (_AT_ONCE, _BATCHES))
    )
    times, in_steps = (ours / statistics.median(rates) for rates in (one_by_one, at_once))
    return [
        Result(
            name,
            f"we are {times:.1f} x as quick ({ours:,.0f} case files/s)",
            target,
            times >= FASTER,
            [
                f"it erased {spread(one_by_one, digits=0)} case files/s with its log; same Django, driver and schema",
                f"by its queryset's delete(), {_AT_ONCE} persons in one call: {spread(at_once, digits=0)} case files/s",
                f"against that use we are {in_steps:.1f} x as quick: "
                + ("held, too" if in_steps >= FASTER else f"{FASTER} x is not reached (ADR 59)"),
            ],
        )
    ]


def _rates(database: str, folder: Path, size: int, count: int) -> list[float]:
    """How many case files a second it erased in each batch."""
    batches, taken = _erase(database, folder, size, count)
    return [batch["case_files"] / seconds for batch, seconds in zip(batches, taken, strict=True)]


def _installed() -> str:
    """Install it where that has not been done; says why it could not be."""
    if (_VENV / "installed").exists():
        return ""
    venv.create(_VENV, with_pip=True, clear=True)
    wanted = [
        f"django-gdpr-assist=={VERSION}",
        f"django=={django.__version__}",
        f"psycopg[binary]=={psycopg.__version__}",
    ]
    done = subprocess.run(
        [_VENV / "bin" / "python", "-m", "pip", "install", "--quiet", *wanted],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        return f"it could not be installed ({said[-1] if said else 'pip failed'})"
    (_VENV / "installed").touch()
    return ""


def _erase(database: str, folder: Path, size: int, count: int) -> tuple[list[dict[str, Any]], list[float]]:
    task = folder / "gdpr-assist.json"
    with databases.superuser(database) as server:
        rows = server.execute(_CHOSEN, [size, size * count]).fetchall()
        keys = ("envelopes", "subjects", "case_files")
        batches = [dict(zip(keys, row, strict=True)) for row in rows]
        task.write_text(json.dumps({"tables": _tables(server), "batches": batches}))
    databases.drop(_LOG)
    with databases.superuser() as server:
        server.execute(f'CREATE DATABASE "{_LOG}"')
    try:
        taken = _run(database, task)
    finally:
        databases.drop(_LOG)
    gone = [each for batch in batches for each in batch["envelopes"]]
    with databases.superuser(database) as server:
        left = server.execute(
            "SELECT count(*) FROM personal_data_envelope WHERE id = ANY(%s::uuid[])", [gone]
        ).fetchone()
    assert left == (0,), "django-gdpr-assist left something of what it was to erase"
    return batches, taken


def _run(database: str, task: Path) -> list[float]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(_PEER),
        "DJANGO_SETTINGS_MODULE": "peer_settings",
        "PEER_DATABASE": databases.superuser_url(database),
        "PEER_LOG_DATABASE": databases.superuser_url(_LOG),
        "PEER_TASK": str(task),
    }
    command = [_VENV / "bin" / "python", _PEER / "erase.py"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr)
        raise RuntimeError("django-gdpr-assist failed; what it said stands above.")
    taken: list[float] = json.loads(done.stdout)
    return taken


def _tables(server: psycopg.Connection) -> list[dict[str, Any]]:
    """Every table of personal data, as the comparison's models need to know it."""
    personal = catalogue.erasure_order()
    histories = [catalogue.history_of(model) for model in personal]
    plain = [SearchEntry, EnvelopeSubject, Envelope, DataSubject]
    found = [_table(server, model, is_personal=True) for model in personal]
    found += [_table(server, model, is_personal=False) for model in [*histories, *plain]]
    key = {"column": "envelope_id", "type": "uuid", "null": False, "is_key": True, "to": Envelope._meta.db_table}
    return [
        *found,
        {"table": 'keys"."data_key', "name": "DataKey", "is_personal": False, "columns": [key], "key_of": []},
    ]


def _table(server: psycopg.Connection, model: Any, *, is_personal: bool) -> dict[str, Any]:
    table = model._meta.db_table
    types = dict(
        server.execute(
            "SELECT column_name, udt_name FROM information_schema.columns WHERE table_name = %s", [table]
        ).fetchall()
    )
    columns = [_column(field, types[field.column]) for field in model._meta.concrete_fields if field.column]
    key = model._meta.pk
    together = list(key.field_names) if isinstance(key, CompositePrimaryKey) else []
    return {
        "table": table,
        "name": model.__name__,
        "is_personal": is_personal,
        "columns": columns,
        "key_of": together,
    }


def _column(field: Any, kind: str) -> dict[str, Any]:
    to = field.related_model._meta.db_table if isinstance(field, ForeignKey) and field.related_model else ""
    return {"column": field.column, "type": kind, "null": field.null, "is_key": field.primary_key, "to": to}
