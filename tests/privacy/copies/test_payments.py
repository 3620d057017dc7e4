"""Payments in what is held about a person: their own in full, somebody else's only as what it did to the claim."""

from datetime import date
from io import BytesIO

import pytest

from collections_app.models import Allocation, Payment
from collections_app.payments import references
from collections_app.record_classes import CASE_FILE
from collections_app.services.payments import bank_files
from personal_data.purposes import Purpose
from privacy.policies.held_records import HeldRecord, Holdings
from privacy.selectors import holdings
from tests.collections_app.payments.files import Booking, camt
from tests.factories import acting
from tests.privacy.copies.people import NOW, Cast

pytestmark = pytest.mark.django_db
ACCOUNT = "SE3550000000054910000003"


def pay(people: Cast, name: str, reference: str = "BANK-1") -> Payment:
    """100,00 on Anna's case, from an account of somebody of that name."""
    number = references.of_case(people.alone.reference, "SE")
    data = camt("053", 8, [Booking(reference=reference, payments=[("100.00", number, name, "för soffan")])])
    account = f"<DbtrAcct><Id><IBAN>{ACCOUNT}</IBAN></Id></DbtrAcct></RltdPties>".encode()
    with acting.nightly(Purpose.BOOKKEEPING):
        bank_files.book(
            controller=people.controller, content=BytesIO(data.replace(b"</RltdPties>", account)), file="b", at=NOW
        )
    return Payment.objects.order_by("reference").last()


def held(people: Cast) -> Holdings:
    return holdings.of_subject(people.anna.subject, at=NOW)


def says(found: Holdings, field: str) -> list[tuple[object, str, str]]:
    return [
        (datum.value, datum.category, datum.source)
        for record in found.records
        for datum in record.data()
        if datum.field == field
    ]


def record(found: Holdings, envelope_id: object) -> HeldRecord | None:
    return next((each for each in found.records if each.envelope_id == envelope_id), None)


@pytest.mark.requirement(
    "AMILI-09", breaks="keeping payments outside the case file, or not saying how late a claim was paid"
)
def test_the_payment_history_is_in_the_case_and_goes_with_it(people: Cast) -> None:
    pay(people, "Anna Andersson")
    found = held(people)
    assert says(found, "allocation.amount_minor") == [(10_000, "payment_history", "bank")]
    assert says(found, "allocation.paid_on") == [(date(2026, 3, 5), "payment_history", "bank")]
    assert says(found, "allocation.days_late") == [
        ((date(2026, 3, 5) - date(2020, 2, 1)).days, "payment_history", "agency")
    ]
    row = Allocation.objects.select_related("envelope").get()
    assert (row.envelope_id, row.envelope.record_class) == (people.alone.envelope_id, CASE_FILE.name)


@pytest.mark.requirement("INTRUM-10", breaks="not saying on which claim, when and how much was paid")
def test_each_payment_names_claim_day_amount_and_number(people: Cast) -> None:
    payment = pay(people, "Anna Andersson")
    found = held(people)
    assert says(found, "allocation.payment_reference") == [(payment.reference, "payment_history", "agency")]
    assert Allocation.objects.get().claim == people.alone.claims.get()
    assert says(found, "ledgerentry.voucher")[-1] == (payment.reference, "accounting", "agency")


@pytest.mark.requirement("INTRUM-07", breaks="leaving the person's own bank account out of what they are told")
def test_the_persons_own_payment_is_there_with_the_account(people: Cast) -> None:
    pay(people, "Anna Andersson")
    found = held(people)
    for field, value in (("party_account", ACCOUNT), ("message", "för soffan"), ("party_name", "Anna Andersson")):
        assert says(found, f"payment.{field}") == [(value, "payment_history", "bank")]


def test_somebody_elses_account_is_not_shown_to_the_debtor(people: Cast) -> None:
    payment = pay(people, "Cilla Cederqvist")
    found = held(people)
    assert says(found, "allocation.amount_minor") == [(10_000, "payment_history", "bank")]
    assert record(found, payment.envelope_id) is None
    assert ACCOUNT not in str([datum.value for each in found.records for datum in each.data()])
