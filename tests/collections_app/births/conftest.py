"""A creditor in Finland whose customers have names, addresses and dates of birth, and no numbers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.cache import cache

from collections_app.models import Creditor, ImportFile
from collections_app.services import creditors
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from tests.collections_app.conftest import AT, Desk
from tests.factories import retention

COLUMNS = (
    "debtor_name", "identity_number", "birth_date", "country", "address", "postcode", "city", "invoice_number",
    "amount", "currency", "issued_on", "due_on",
)  # fmt: skip
AINO = {
    "debtor_name": "Aino Virtanen",
    "identity_number": "",
    "birth_date": "1984-05-17",
    "country": "FI",
    "address": "Koekatu 4 B 12",
    "postcode": "00100",
    "city": "Helsinki",
    "invoice_number": "F-1",
    "amount": "120,50",
    "currency": "EUR",
    "issued_on": "2026-03-05",
    "due_on": "2026-04-04",
}

Take = Callable[..., ImportFile]


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def intrum(db: None) -> Controller:
    with access.context(actor=access.system("tests"), purpose=Purpose.INTAKE, channel="command"):
        return retention.controller("INTRUM")


@pytest.fixture
def sahko(intrum: Controller) -> Creditor:
    """A client that sells electricity."""
    with access.context(actor=access.system("tests"), purpose=Purpose.INTAKE, channel="command"):
        return creditors.register(
            controller=intrum, name="Sähkö Oy", country="FI", organisation_number="0000010-7", at=AT
        )


@pytest.fixture
def take(sahko: Creditor, tmp_path: Path) -> Take:
    """Import a file with one row for each set of changes to Aino's."""

    def take_rows(*changes: dict[str, str]) -> ImportFile:
        rows = [";".join((AINO | each)[column] for column in COLUMNS) for each in changes]
        with access.context(actor=access.system("import_claims"), purpose=Purpose.INTAKE, channel="command"):
            return Desk(sahko, tmp_path).take("\n".join((";".join(COLUMNS), *rows)) + "\n")

    return take_rows
