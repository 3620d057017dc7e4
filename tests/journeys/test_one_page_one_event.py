"""A page of fifty debtors, through the real address, with every connection watched."""

from contextlib import ExitStack
from pathlib import Path

from django.db import connections
from django.test.utils import CaptureQueriesContext

from audit.models import Event, Line
from bench.inputs import write_claims_csv
from personal_data import events
from tests.factories import accounts
from tests.journeys.cast import found_agency, import_claims


def test_a_page_of_fifty_costs_one_query_with_keys_and_one_event(live_database: str, tmp_path: Path) -> None:
    agency = found_agency()
    write_claims_csv(tmp_path / "claims.csv", 80, seed=4)
    import_claims(agency, tmp_path / "claims.csv")
    hanna = accounts.client_of(agency.hanna)
    hanna.get("/handler/")  # what the process keeps has been read
    before = Event.objects.order_by("-id").values_list("id", flat=True)[0]

    with ExitStack() as stack:
        watched = {alias: stack.enter_context(CaptureQueriesContext(connections[alias])) for alias in connections}
        answer = hanna.get("/handler/")

    assert answer.status_code == 200
    asked = {alias: [query["sql"] for query in queries.captured_queries] for alias, queries in watched.items()}
    rows = [sql for sql in asked["default"] if 'FROM "collections_app_debtor"' in sql]
    assert len(rows) == 1, rows
    assert not [sql for sql in asked["default"] if "personal_data_open" in sql or "data_key" in sql]
    (with_keys,) = asked["audit"]  # judges, writes the event and hands out the keys, in one statement
    assert "personal_data_open(" in with_keys
    assert not any(queries for alias, queries in asked.items() if alias not in {"default", "audit"})
    (event,) = Event.objects.filter(id__gt=before)
    assert event.name == events.ENVELOPE_OPENED.name
    assert event.count == 50
    assert Line.objects.filter(event_id=event.id).values("envelope_id").distinct().count() == 50
