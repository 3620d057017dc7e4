"""Two imports of the same bookings at once, and a hand beside an import, against a database with real commits."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from django.db import connections
from django.utils import timezone

from collections_app.models import Allocation, Case, LedgerEntry, Payment
from collections_app.selectors import claims_owed
from collections_app.services.payments import allocation, bank_files
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from tests.collections_app.payments.conftest import bookkeeping, ocr, paid
from tests.collections_app.payments.files import camt
from tests.factories import collection


@pytest.fixture
def case(live_database: str) -> Case:
    with access.context(actor=access.system("import_claims"), purpose=Purpose.INTAKE, channel="command"):
        controller = collection.controller("AMILI")
        made = collection.case_file(controller, [collection.debtor(controller)])
        collection.claim(made)
    return made


def at_once(*works):
    def run(work):
        try:
            with bookkeeping():
                return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_the_same_booking_in_three_files_is_booked_once(case):
    common = paid("1000.00", ocr(case))
    files = [
        camt(kind, 8, [common, *(paid("1.00", "", reference=f"B-{number}-{each}") for each in range(20))])
        for number, kind in enumerate(("053", "054", "053"))
    ]

    def take(data):
        controller = Controller.objects.get()
        return lambda: bank_files.book(controller=controller, content=BytesIO(data), file="bank.xml", at=timezone.now())

    reports = at_once(*map(take, files))
    assert sum(report.counts["unchanged"] for report in reports) == 2
    assert (Payment.objects.count(), LedgerEntry.objects.count(), Allocation.objects.count()) == (61, 61, 1)


def test_two_hands_allocate_no_more_than_was_paid_or_is_owed(case):
    with bookkeeping():
        bank_files.book(
            controller=case.controller,
            content=BytesIO(camt("053", 8, [paid("1000.00", "")])),
            file="b",
            at=timezone.now(),
        )
    payment = Payment.objects.get()
    (claim,) = claims_owed.of_cases([case.pk])[case.pk]

    def allocate():
        try:
            allocation.allocate(payment=payment, case=case, amounts={claim.id: 60_000}, at=timezone.now())
        except allocation.NotAllowed as refused:
            return refused.code
        return "done"

    assert sorted(at_once(allocate, allocate)) == ["done", "more_than_left"]
    payment.refresh_from_db()
    assert payment.unallocated_minor == 40_000
