"""A creditor, and files of theirs in both forms."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import Identifier, Row, Seller
from collections_app.intake.files import read_file
from collections_app.models import Case, Creditor, ImportFile
from collections_app.policies import balance
from collections_app.services import creditors
from collections_app.services.intake import taking_in
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from tests.factories import collection

AT = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
HEADER = "debtor_name;identity_number;country;phone;email;invoice_number;amount;currency;issued_on;due_on;ground"
ANNA = (
    "Anna Andersson;20000101-2384;SE;+46701740605;anna@example.org;F-1;1 234,50;SEK;2026-03-05;2026-04-04;Electricity"
)
UBL = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-03-05</cbc:IssueDate>{due}
  <cbc:{root}TypeCode>{code}</cbc:{root}TypeCode><cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>{names}
  <cac:AccountingSupplierParty><cac:Party><cac:PartyLegalEntity>
    <cbc:RegistrationName>Elbolaget AB</cbc:RegistrationName><cbc:CompanyID schemeID="0007">5599990008</cbc:CompanyID>
  </cac:PartyLegalEntity></cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>
    <cac:PostalAddress><cac:Country><cbc:IdentificationCode>SE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>Bageriet AB</cbc:RegistrationName>
      <cbc:CompanyID>{buyer}</cbc:CompanyID></cac:PartyLegalEntity>
    <cac:Contact><cbc:Name>Karin Kontakt</cbc:Name></cac:Contact>
  </cac:Party></cac:AccountingCustomerParty>
  <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="SEK">{amount}</cbc:PayableAmount></cac:LegalMonetaryTotal>
</{root}>
"""


def invoice(number: str = "U-1", amount: str = "800.00", buyer: str = "GB4711") -> str:
    """A self-made invoice of a company that a foreign number names."""
    due = "<cbc:DueDate>2026-04-04</cbc:DueDate>"
    return UBL.format(root="Invoice", code=380, number=number, due=due, names="", buyer=buyer, amount=amount)


def credit_note(names: str | None, number: str = "U-1", amount: str = "300.00") -> str:
    """A self-made credit note."""
    reference = names and (
        f"<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{names}</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
    )
    return UBL.format(
        root="CreditNote", code=381, number=number, due="", names=reference or "", buyer="GB4711", amount=amount
    )


def rows_of(*lines: str) -> str:
    """A claims file of these rows."""
    return "\n".join((HEADER, *lines)) + "\n"


class Desk:
    """Imports files of one creditor through the service."""

    def __init__(self, creditor: Creditor, folder: Path) -> None:
        self.creditor = creditor
        self._folder = folder
        self.problems: list[object] = []

    def take(self, text: str, name: str = "") -> ImportFile:
        """Import a text as a file."""
        path = self._folder / (name or ("file.xml" if text.startswith("<") else "file.csv"))
        path.write_text(text, encoding="utf-8")
        return self.take_path(path)

    def take_path(self, path: Path) -> ImportFile:
        """Import a file."""
        report = taking_in.begin(creditor=self.creditor, file_sha256="0" * 64, at=AT)
        self._take_in(report, path)
        return taking_in.finish(import_file=report, at=AT)

    def take_rows(self, report: ImportFile, text: str) -> None:
        """Import a text under a report that was begun."""
        path = self._folder / "rows.csv"
        path.write_text(text, encoding="utf-8")
        self._take_in(report, path)

    def _take_in(self, report: ImportFile, path: Path) -> None:
        seller = Seller(Identifier(self.creditor.organisation_number), self.creditor.name)
        delivery = Delivery(path.name, AT.date(), seller, "SE", allow_test=True)
        rows = read_file(path, delivery)
        taking_in.take_in(import_file=report, rows=rows, at=AT, on_problem=self.problems.append)

    def read(self, text: str) -> Row:
        """A text as the document in it."""
        path = self._folder / ("one.xml" if text.startswith("<") else "one.csv")
        path.write_text(text, encoding="utf-8")
        seller = Seller(Identifier(self.creditor.organisation_number), self.creditor.name)
        (row,) = read_file(path, Delivery(path.name, AT.date(), seller, "SE", allow_test=True))
        assert isinstance(row, Row)
        return row


def counts(report) -> tuple[int, int, int, int, int]:
    return (
        report.new_count,
        report.credited_count,
        report.unchanged_count,
        report.set_aside_count,
        report.rejected_count,
    )


def owed(case: Case) -> list[tuple[int, str]]:
    documents = [
        (claim.kind, balance.Money(claim.amount_minor, claim.currency)) for claim in case.claims.order_by("id")
    ]
    return [(money.amount_minor, money.currency) for money in balance.owed(documents)]


@pytest.fixture
def importing():
    """The access context of an import."""
    with access.context(actor=access.system("import_claims"), purpose=Purpose.INTAKE, channel="command") as here:
        yield here


@pytest.fixture
def amili(importing) -> Controller:
    return collection.controller("AMILI")


@pytest.fixture
def acme(amili: Controller) -> Creditor:
    return creditors.register(controller=amili, name="Acme AB", country="SE", organisation_number="556036-0793", at=AT)


@pytest.fixture
def desk(acme: Creditor, tmp_path: Path) -> Desk:
    return Desk(acme, tmp_path)
