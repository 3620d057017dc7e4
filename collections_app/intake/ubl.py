"""Invoices and credit notes in UBL 2.1, as Peppol BIS Billing 3.0 writes them."""

from datetime import date

from lxml import etree

from collections_app.intake import dates, money
from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import DocumentKind, Notice, ParsedDocument
from collections_app.intake.problems import Fault, Problem, Refused
from collections_app.intake.ubl_elements import expect_no_others
from collections_app.intake.ubl_parties import read_buyer, read_seller
from collections_app.intake.ubl_reader import Reader
from collections_app.intake.ubl_xml import parse_root
from collections_app.intake.wording import LONGEST_GROUND, LONGEST_NUMBER

_SCHEMA = "urn:oasis:names:specification:ubl:schema:xsd"
_KINDS = {
    f"{{{_SCHEMA}:Invoice-2}}Invoice": DocumentKind.INVOICE,
    f"{{{_SCHEMA}:CreditNote-2}}CreditNote": DocumentKind.CREDIT_NOTE,
}
# Types of UNCL 1001 that take a demand back although the document calls itself an invoice.
_CREDIT_TYPES = frozenset({"81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "532"})
_AMOUNT = "cac:LegalMonetaryTotal/cbc:PayableAmount"
_CREDITED = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
_DUE = ("cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate")
_MOST_ITEMS = 20
_NO_DUE_DATE = Notice("due_date_missing", "There is no due date, so no interest and no letter.")
_CREDITS_NOTHING = Notice("credits_no_invoice", "The credit note names no invoice, so a person has to say which.")


def parse_ubl(data: bytes, delivery: Delivery) -> ParsedDocument:
    """The document in the file; Refused tells everything that is wrong in it."""
    root = parse_root(data, delivery.file)
    kind = _KINDS.get(str(root.tag))
    if kind is None:
        raise Refused(_other_root(root, delivery.file))
    reader = Reader(root, delivery.file)
    expect_no_others(reader)
    document = _read(reader, kind, delivery)
    if document is None or reader.problems:
        raise Refused(*reader.problems)
    return document


def _other_root(root: etree._Element, file: str) -> Problem:
    name = etree.QName(root).localname
    message = "The file is no invoice or credit note in UBL 2.1. Export it as Peppol BIS Billing 3.0."
    if name == "StandardBusinessDocument":
        message = "The invoice is still in its transport envelope. Take the Invoice or CreditNote out of it."
    return Problem(file, "", "not_ubl", message, 1, "/*")


def _read(reader: Reader, kind: DocumentKind, delivery: Delivery) -> ParsedDocument | None:
    number = reader.required("cbc:ID", "invoice_number", "The number of the document", LONGEST_NUMBER)
    _check_type(reader, kind)
    issued_on, due_on = _dates(reader, delivery.today)
    currency = reader.read("cbc:DocumentCurrencyCode", "currency", money.currency_code)
    amount = reader.read(_AMOUNT, "amount", money.parse_xml_amount, currency or "SEK")
    _check_currency(reader, currency)
    seller, seller_notices = read_seller(reader)
    buyer, buyer_notices = read_buyer(reader, delivery)
    credited = _credited(reader, kind)
    if not number or issued_on is None or currency is None or amount is None or seller is None or buyer is None:
        return None
    return ParsedDocument(
        kind,
        number,
        seller,
        buyer,
        issued_on,
        due_on,
        currency,
        amount,
        credited,
        _ground(reader, kind),
        (*seller_notices, *buyer_notices, *_own_notices(kind, due_on, credited)),
    )


def _own_notices(kind: DocumentKind, due_on: date | None, credited: str) -> tuple[Notice, ...]:
    if kind is DocumentKind.CREDIT_NOTE:
        return () if credited else (_CREDITS_NOTHING,)
    return () if due_on else (_NO_DUE_DATE,)


def _check_type(reader: Reader, kind: DocumentKind) -> None:
    if kind is DocumentKind.INVOICE and reader.text("cbc:InvoiceTypeCode", "type") in _CREDIT_TYPES:
        message = "The type code says credit note, but the document is an Invoice. Send it as a CreditNote."
        reader.note("cbc:InvoiceTypeCode", "type", Fault("type_contradicts", message))


def _dates(reader: Reader, today: date) -> tuple[date | None, date | None]:
    issued_on = reader.read("cbc:IssueDate", "issued_on", _issue_date, today)
    path = next((path for path in _DUE if reader.text(path, "due_on")), None)
    due_on = reader.read(path, "due_on", dates.parse_xml_date) if path else None
    if path and issued_on is not None:
        try:
            dates.check_term(issued_on, due_on)
        except Fault as fault:
            reader.note(path, "due_on", fault)
    return issued_on, due_on


def _issue_date(text: str, today: date) -> date:
    if not text:
        raise Fault("missing", "The date of issue is missing. Add it.")
    issued_on = dates.parse_xml_date(text)
    dates.check_issue(issued_on, today)
    return issued_on


def _check_currency(reader: Reader, currency: str | None) -> None:
    """The amount has to be in the currency of the document: it says so itself in an attribute."""
    for node in reader.nodes(_AMOUNT)[:1]:
        if currency is not None and node.get("currencyID", currency).strip().upper() != currency:
            message = "The amount is in another currency than the document. Give both the same."
            reader.note(_AMOUNT, "currency", Fault("currency_contradicts", message))


def _credited(reader: Reader, kind: DocumentKind) -> str:
    """The number of the one invoice that a credit note takes back."""
    if kind is not DocumentKind.CREDIT_NOTE:
        return ""
    found = [reader.text_of(node, _CREDITED, "credits_number", LONGEST_NUMBER) for node in reader.nodes(_CREDITED)]
    numbers = list(dict.fromkeys(filter(None, found)))
    if len(numbers) > 1:
        message = "The credit note names several invoices. Send one credit note for each of them."
        reader.note(_CREDITED, "credits_number", Fault("credits_several", message))
    return numbers[0] if numbers else ""


def _ground(reader: Reader, kind: DocumentKind) -> str:
    """What the debt is for: the names of the things sold, then the seller's note."""
    path = f"cac:{reader.name}Line/cac:Item/cbc:Name"
    items = [reader.text_of(node, path, "ground") for node in reader.nodes(path)[:_MOST_ITEMS]]
    note = reader.text("cbc:Note", "ground", LONGEST_GROUND)
    return ". ".join(filter(None, ["; ".join(filter(None, dict.fromkeys(items))), note]))[:LONGEST_GROUND]
