"""Cases of Acme's that can be paid, and a desk where bank files are booked."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from collections_app.models import Allocation, Case, LedgerEntry, Payment
from collections_app.payments import references
from collections_app.selectors import claims_owed
from collections_app.services.payments import bank_files
from collections_app.services.payments.reports import Report
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from tests.collections_app.conftest import ANNA, Desk, rows_of
from tests.collections_app.payments.files import Booking, camt

AT = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)
BO = "Bo Bertilsson;19851291-2380;SE;;;F-9;900,00;SEK;2026-03-05;2026-04-04;Gym"


def bookkeeping():
    return access.context(actor=access.system("import_payments"), purpose=Purpose.BOOKKEEPING, channel="command")


def ocr(case: Case) -> str:
    return references.of_case(case.reference, "SE")


def paid(amount: str, names: str, name: str = "Anna Andersson", words: str = "", **more: str) -> Booking:
    """One credit of one payment."""
    return Booking(amount=amount, payments=[(amount, names, name, words)], **more)


class Bank:
    """Books files that it makes itself."""

    def __init__(self, controller: Controller) -> None:
        self.controller = controller

    def file(self, *bookings: Booking, version: int = 8) -> Report:
        """Book a statement of these bookings, each with a reference of its own at the bank."""
        return self.data(camt("053", version, bookings))

    def data(self, data: bytes, at: datetime = AT) -> Report:
        with bookkeeping():
            return bank_files.book(controller=self.controller, content=BytesIO(data), file="bank.xml", at=at)


@pytest.fixture
def anna(desk: Desk) -> Case:
    """Anna's case: 1 234,50 due on 4 April, and 500,00 due on 4 March."""
    older = ANNA.replace("F-1;1 234,50;SEK;2026-03-05;2026-04-04", "F-2;500,00;SEK;2026-02-05;2026-03-04")
    desk.take(rows_of(ANNA, older))
    return Case.objects.get()


@pytest.fixture
def bo(anna: Case, desk: Desk) -> Case:
    """Bo's case: 900,00."""
    desk.take(rows_of(BO))
    return Case.objects.exclude(pk=anna.pk).get()


@pytest.fixture
def bank(amili: Controller) -> Bank:
    return Bank(amili)


@pytest.fixture
def owed_in() -> Callable[[Case, date | None], int]:
    """What is still owed in a case, on a day or now."""

    def of(case: Case, on: date | None = None) -> int:
        return sum(each.owed_minor for each in claims_owed.of_cases([case.pk], on=on)[case.pk])

    return of


def moves() -> list[tuple[str, str, int]]:
    """All ledger entries in the order in which they were posted: debited, credited, amount."""
    rows = LedgerEntry.objects.order_by("id").values_list("debit_account", "credit_account", "amount_minor")
    return list(rows)


def counts() -> tuple[int, int, int]:
    return Payment.objects.count(), LedgerEntry.objects.count(), Allocation.objects.count()
