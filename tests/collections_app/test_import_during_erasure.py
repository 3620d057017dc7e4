"""An import while a retention run erases: one waits for the other, and neither fails. Two real sessions."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections, transaction

from collections_app.models import Case, Claim, Creditor, Debtor, IntakeItem
from collections_app.services import cases, creditors
from personal_data import access, envelopes
from personal_data.models import Envelope
from personal_data.purposes import Purpose
from tests.collections_app.conftest import ANNA, AT, Desk, credit_note, invoice, rows_of
from tests.factories import accounts, retention
from tests.fixtures import databases

WAIT = 20
AGAIN = ANNA.replace("F-1", "F-2")


def _importing() -> Any:
    return access.context(actor=access.system("import_claims"), purpose=Purpose.INTAKE, channel="command")


@pytest.fixture
def desk(live_database: str, tmp_path: Path) -> Desk:
    """The desk of a creditor whose controller has its rules."""
    with accounts.command():
        controller = retention.controller("AMILI")
    with _importing():
        acme = creditors.register(
            controller=controller, name="Acme AB", country="SE", organisation_number="556036-0793", at=AT
        )
        return Desk(Creditor.objects.select_related("controller").get(pk=acme.pk), tmp_path)


def _take(desk: Desk, text: str) -> Any:
    with _importing():
        return desk.take(text)


def _erase_the_case() -> None:
    """Close the only case so long ago that it is due, and erase it; its profile stays for now."""
    with accounts.command():
        retention.close(Case.objects.get(), retention.months_ago(40))
        assert envelopes.erase([Case.objects.get().envelope_id])[0].erased


def _erase(envelope: Envelope) -> str:
    with accounts.command():
        return envelopes.erase([envelope.id])[0].reason


def _elsewhere(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Future[Any]:
    def run() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    return pool.submit(run)


@contextmanager
def _first_and_open(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> Iterator[Event]:
    """Do something in a session of its own that commits when the event is set."""
    done, may_commit = Event(), Event()

    def run() -> None:
        with transaction.atomic():
            work()
            done.set()
            assert may_commit.wait(WAIT)

    first = _elsewhere(pool, run)
    try:
        assert done.wait(WAIT)
        yield may_commit
    finally:
        may_commit.set()
        first.result(WAIT)


def _wait_until_somebody_waits(database: str) -> None:
    with databases.superuser(database) as server:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
        pause = Event()
        for _ in range(WAIT * 50):
            if server.execute(asked, [database]).fetchone() != (0,):
                return
            pause.wait(0.02)
    pytest.fail("Nobody waited for the other session.")


def _second(database: str, first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """What the second gives when it meets the first before that has committed."""
    with ThreadPoolExecutor(2) as pool, _first_and_open(pool, first) as may_commit:
        waiting = _elsewhere(pool, second)
        _wait_until_somebody_waits(database)
        may_commit.set()
        return waiting.result(WAIT)


def test_a_debtor_who_is_being_erased_comes_as_a_new_one(desk: Desk, live_database: str) -> None:
    _take(desk, rows_of(ANNA))
    _erase_the_case()
    before = Debtor.objects.get()
    profile = Envelope.objects.get(id=before.envelope_id)
    bo = ANNA.replace("F-1", "F-3").replace("20000101-2384", "").replace("Anna", "Bo")
    report = _second(live_database, lambda: _erase(profile), lambda: _take(desk, rows_of(AGAIN, bo)))
    assert (report.new_count, report.set_aside_count) == (2, 0)
    assert before.pk not in set(Debtor.objects.values_list("pk", flat=True))
    assert (Debtor.objects.count(), Claim.objects.count()) == (2, 2)


def test_a_debtor_who_gets_a_claim_is_kept_by_the_run(desk: Desk, live_database: str) -> None:
    _take(desk, rows_of(ANNA))
    _erase_the_case()
    profile = Envelope.objects.get(id=Debtor.objects.get().envelope_id)
    assert _second(live_database, lambda: _take(desk, rows_of(AGAIN)), lambda: _erase(profile)) == "still_needed"
    assert (Debtor.objects.count(), Claim.objects.count()) == (1, 1)


def test_a_credit_note_for_an_invoice_that_is_being_erased_is_parked(desk: Desk, live_database: str) -> None:
    _take(desk, invoice("U-1"))
    with accounts.command():
        retention.close(Case.objects.get(), retention.months_ago(40))
    envelope = Envelope.objects.get(id=Case.objects.get().envelope_id)
    report = _second(live_database, lambda: _erase(envelope), lambda: _take(desk, credit_note("U-1")))
    assert (report.credited_count, report.set_aside_count) == (0, 1)
    assert IntakeItem.objects.get().kind == "parked_erased"


def test_a_claim_is_not_put_into_a_case_that_is_being_closed(desk: Desk, live_database: str) -> None:
    _take(desk, rows_of(ANNA))
    case = Case.objects.get()

    def close() -> None:
        with accounts.command():
            cases.close(case=case, reason="paid", closed_on=case.opened_on, by=uuid4(), at=AT)

    _second(live_database, close, lambda: _take(desk, rows_of(AGAIN)))
    assert list(Case.objects.order_by("reference").values_list("status", flat=True)) == ["closed", "open"]
    assert Claim.objects.filter(case=case).count() == 1
