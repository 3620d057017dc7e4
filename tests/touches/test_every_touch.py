"""The table of ``docs/capture.md`` is what is measured here, way by way, against a real database with real commits.

When a way was added or a figure has changed, ``SIGILL_WRITE_DOCS=1 make test ARGS=tests/touches`` writes the table.
"""

import os
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client

from accounts.routes import every_route
from audit.models import Event, Line
from tests.fixtures import databases
from tests.touches import ways, world
from tests.touches.ways import Expected
from tests.touches.world import TOUCHES

DOCS = Path(settings.ROOT) / "docs" / "capture.md"
BEGINS, ENDS = "<!-- measured -->\n", "<!-- end of what is measured -->\n"
# As reference/field.md measured them: auditlog 3.4.1, easy-audit 1.3.9, simple-history 3.13.0, pghistory 3.9.2.
PEERS = {
    "`bulk_create`": ("0", "0", "0", "100"),
    "`QuerySet.update`": ("0", "0", "0", "100"),
    "raw UPDATE": ("0", "0", "0", "100"),
    "`QuerySet.delete`": ("100", "100", "100", "0"),
    "raw DELETE": ("0", "0", "0", "0"),
    "single read": ("0", "0", "0", "0"),
    "DELETE on the log": ("silent", "silent", "silent", "blocked"),
    "TRUNCATE on the log": ("passes", "passes", "passes", "passes"),
}
NOT_MEASURED = ("–",) * 4
HEAD = "| way | touches | in the trail | how | auditlog | easy-audit | simple-history | pghistory |\n"
RULE = "|--" * 8 + "|\n"


def captured(expected: Expected, since: int) -> tuple[int, str]:
    """How many of the touches the trail has, and in how many events; nobody else may be in them."""
    events = list(Event.objects.filter(id__gt=since, name=expected.name))
    lines = Line.objects.filter(event_id__in=[event.id for event in events])
    persons = Counter(line.subject for line in lines)
    assert set(persons) == set(expected.persons)
    assert {event.actor_kind for event in events} == {expected.actor}
    if expected.actor != "unattributed":
        assert all(event.purpose for event in events)
        assert all(line.legal_basis for line in lines)
    assert len(events) == expected.events
    return (len(persons) if len(expected.persons) > 1 else len(events)), _how(expected)


def _how(expected: Expected) -> str:
    if expected.name == ways.REFUSED:
        return "refused, each refusal an event"
    if expected.actor == "unattributed":
        return "each change an event as an unattributed session; reading without a declared actor is refused"
    one = len(expected.persons) == 1
    return f"{expected.events} event{'s' * (expected.events > 1)}, {'the person' if one else 'each person'} named"


def refused_on_the_log(database: str, operation: str) -> tuple[int, int]:
    """How many tables of the log there are, partitions included, and on how many the operation is refused to all."""
    refused, sessions = 0, [databases.urls(database)["DATABASE_URL"], databases.urls(database)["OWNER_DATABASE_URL"]]
    with databases.superuser(database) as superuser:
        found = superuser.execute(
            "SELECT relname FROM pg_class WHERE relname ~ '^audit_(event|line)(_[0-9_]+)?$' AND relkind IN ('r', 'p')"
        )
        tables = [name for (name,) in found.fetchall()]
    opened = [psycopg.connect(url, autocommit=True) for url in (*sessions, databases.superuser_url(database))]
    for table in tables:
        for session in opened:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute(f"{operation} {table}")
        refused += 1
    for session in opened:
        session.close()
    return len(tables), refused


def test_the_table_is_what_is_measured(live_database: str) -> None:
    there = world.made(live_database)
    rows = []
    for name, touch in ways.WAYS.items():
        since = Event.objects.order_by("-id").values_list("id", flat=True)[0]
        number, how = captured(touch(there), since)
        rows.append((name, str(TOUCHES), str(number), how, *PEERS.get(name, NOT_MEASURED)))
        assert number == TOUCHES, name
    for name, way in (("API page", "/api/"), ("admin", "/admin/")):
        rows.append((name, "–", "–", f"there is no such path: `{way}` answers 404", *NOT_MEASURED))
    for operation, statement in (("DELETE", "DELETE FROM"), ("TRUNCATE", "TRUNCATE")):
        tables, refused = refused_on_the_log(live_database, statement)
        assert tables == refused > 50
        how = "refused on both parents and every partition, to application, owner and superuser"
        rows.append((f"{operation} on the log", "all tables", "all refused", how, *PEERS[f"{operation} on the log"]))
    table = HEAD + RULE + "".join(f"| {' | '.join(row)} |\n" for row in rows)
    before, _, rest = DOCS.read_text().partition(BEGINS)
    written, _, after = rest.partition(ENDS)
    if os.environ.get("SIGILL_WRITE_DOCS"):
        DOCS.write_text(before + BEGINS + table + ENDS + after)
    else:
        assert written == table


def test_there_is_no_admin_and_no_api_that_reads(client: Client, db: None) -> None:
    """Neither has a path: whoever adds one adds it to the ways that are measured."""
    assert not apps.is_installed("django.contrib.admin")
    assert not apps.is_installed("django.contrib.admindocs")
    of_the_framework = [route.pattern for route in every_route() if hasattr(route.view, "cls")]
    assert of_the_framework == []
    assert [
        route.pattern for route in every_route() if hasattr(route.view, "cls")
    ] == []  # a view of the REST framework
    for address in ("/admin/", "/api/", "/api/v1/cases/"):
        assert client.get(address).status_code == 404
