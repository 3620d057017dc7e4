"""A delivery of a creditor, and small files of both forms to break in one place at a time."""

from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from collections_app.intake.csv_claims import read_claims
from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import Identifier, Seller
from collections_app.intake.problems import Refused
from collections_app.intake.ubl import parse_ubl

PEPPOL = Path(__file__).parents[4] / "shared" / "data" / "peppol"

HEADER = (
    "debtor_name;identity_number;country;address;postcode;city;phone;email;invoice_number;amount;currency;"
    "issued_on;due_on;ground"
)
CELLS = {
    "debtor_name": "Anna Åkesson",
    "identity_number": "20000101-2384",
    "country": "SE",
    "address": "Storgatan 1",
    "postcode": "111 22",
    "city": "Örebro",
    "phone": "+46701740605",
    "email": "anna@example.org",
    "invoice_number": "F-1",
    "amount": "1 234,50",
    "currency": "SEK",
    "issued_on": "2026-03-05",
    "due_on": "2026-04-04",
    "ground": "Electricity, March",
}

INVOICE = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
    xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
    xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <cbc:ID>F-1</cbc:ID>
  <cbc:IssueDate>2026-03-05</cbc:IssueDate>
  <cbc:DueDate>2026-04-04</cbc:DueDate>
  <cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
  <cbc:Note>Reading of 1 March</cbc:Note>
  <cbc:DocumentCurrencyCode>SEK</cbc:DocumentCurrencyCode>
  <cac:AccountingSupplierParty><cac:Party>
    <cbc:EndpointID schemeID="0007">5599990008</cbc:EndpointID>
    <cac:PartyTaxScheme><cbc:CompanyID>SE559999000801</cbc:CompanyID>
      <cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>
    <cac:PartyLegalEntity><cbc:RegistrationName>Elbolaget Å AB</cbc:RegistrationName>
      <cbc:CompanyID schemeID="0007">5599990008</cbc:CompanyID></cac:PartyLegalEntity>
  </cac:Party></cac:AccountingSupplierParty>
  <cac:AccountingCustomerParty><cac:Party>
    <cbc:EndpointID schemeID="0192">310000019</cbc:EndpointID>
    <cac:PartyIdentification><cbc:ID>20010715-2399</cbc:ID></cac:PartyIdentification>
    <cac:PostalAddress><cbc:StreetName>Storgatan 1</cbc:StreetName><cbc:CityName>Örebro</cbc:CityName>
      <cbc:PostalZone>111 22</cbc:PostalZone>
      <cac:Country><cbc:IdentificationCode>SE</cbc:IdentificationCode></cac:Country></cac:PostalAddress>
    <cac:PartyLegalEntity><cbc:RegistrationName>Åkeriet AB</cbc:RegistrationName>
      <cbc:CompanyID schemeID="0007">556439-5670</cbc:CompanyID></cac:PartyLegalEntity>
    <cac:Contact><cbc:Name>Ida Lind</cbc:Name><cbc:Telephone>0701740605</cbc:Telephone>
      <cbc:ElectronicMail>ida@example.org</cbc:ElectronicMail></cac:Contact>
  </cac:Party></cac:AccountingCustomerParty>
  <cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="SEK">1234.50</cbc:PayableAmount></cac:LegalMonetaryTotal>
  <cac:InvoiceLine><cac:Item><cbc:Name>Electricity</cbc:Name></cac:Item></cac:InvoiceLine>
</Invoice>
"""


@pytest.fixture
def delivery():
    seller = Seller(Identifier("556439-5670", "SE"), "Acme AB")
    return Delivery("claims.csv", date(2026, 11, 21), seller, home_country="SE", allow_test=True)


@pytest.fixture
def read(delivery):
    """Read the text or bytes of a whole claims file."""

    def read_text(content):
        data = content if isinstance(content, bytes) else content.encode("utf-8")
        return list(read_claims(BytesIO(data), delivery))

    return read_text


@pytest.fixture
def read_row(read):
    """Read a file of one row in which some cells are changed."""

    def read_changed(**changes):
        (outcome,) = read(f"{HEADER}\n{csv_row(**changes)}\n")
        return outcome

    return read_changed


@pytest.fixture
def header():
    return HEADER


@pytest.fixture
def row():
    return csv_row


def csv_row(**changes):
    return ";".join({**CELLS, **changes}.values())


@pytest.fixture
def invoice():
    """An invoice in which one text is replaced by another."""

    def changed(old="", new=""):
        assert old in INVOICE
        return INVOICE.replace(old, new, 1)

    return changed


@pytest.fixture
def parse(delivery):
    def parse_text(content):
        return parse_ubl(content if isinstance(content, bytes) else content.encode("utf-8"), delivery)

    return parse_text


@pytest.fixture
def problem_of(parse):
    """The one problem for which a document is refused."""

    def refused(content):
        with pytest.raises(Refused) as refusal:
            parse(content)
        (problem,) = refusal.value.problems
        return problem

    return refused


@pytest.fixture
def peppol():
    """The specification's own examples, which nobody on this project wrote."""
    if not PEPPOL.is_dir():
        pytest.skip("the examples of the Peppol specification are not at ../shared/data/peppol")
    return PEPPOL
