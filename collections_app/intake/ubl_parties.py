"""Who sold and who owes, as an invoice in UBL names them; foreign and malformed numbers stay as they are given."""

from collections.abc import Iterator
from datetime import date

from lxml import etree

from collections_app.intake import dates, identity_notices, schemes
from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import (
    Address,
    Identifier,
    Notice,
    Party,
    PartyKind,
    Seller,
)
from collections_app.intake.problems import Fault
from collections_app.intake.ubl_reader import NAMESPACES, Reader
from collections_app.intake.wording import LONGEST_NUMBER
from personal_data import tokens
from personal_data.national_ids import NationalId

_SELLER = "cac:AccountingSupplierParty/cac:Party"
_BUYER = "cac:AccountingCustomerParty/cac:Party"
_LEGAL = "cac:PartyLegalEntity/cbc:CompanyID"
_TAX = "cac:PartyTaxScheme"
_OTHER = "cac:PartyIdentification/cbc:ID"
_ENDPOINT = "cbc:EndpointID"
_PERSON = "cac:Person/cbc"
_NAMES = ("cac:PartyLegalEntity/cbc:RegistrationName", "cac:PartyName/cbc:Name")
_FROM_VAT = Notice("seller_id_from_vat", "The seller gives no legal number; the VAT number stands for it.")
_FROM_ENDPOINT = Notice(
    "seller_id_from_endpoint", "The seller gives no legal number; the electronic address stands for it."
)


def read_seller(reader: Reader) -> tuple[Seller | None, tuple[Notice, ...]]:
    """The seller by the legal number, else by the VAT number, else by the electronic address, and which it was."""
    name = _name(reader, _SELLER, "seller_name")
    sources: tuple[tuple[list[Identifier], tuple[Notice, ...]], ...] = (
        (list(_identifiers(reader, f"{_SELLER}/{_LEGAL}", "seller_id")), ()),
        (list(_vat_numbers(reader, _SELLER, "seller_id")), (_FROM_VAT,)),
        (list(_identifiers(reader, f"{_SELLER}/{_ENDPOINT}", "seller_id")), (_FROM_ENDPOINT,)),
    )
    for identifiers, notices in sources:
        if identifiers:
            return Seller(identifiers[0], name), notices
    fault = Fault("missing", "The seller has no number: no legal number, VAT number or electronic address. Add one.")
    reader.note(f"{_SELLER}/{_LEGAL}", "seller_id", fault)
    return None, ()


def read_buyer(reader: Reader, delivery: Delivery) -> tuple[Party | None, tuple[Notice, ...]]:
    """The buyer with every number as given, and the one that a Nordic register issued, if there is one."""
    name = _name(reader, _BUYER, "debtor_name")
    if not name:
        fault = Fault("missing", "The name of the buyer is missing. Add it.")
        reader.note(f"{_BUYER}/{_NAMES[0]}", "debtor_name", fault)
        return None, ()
    address = _address(reader)
    legal = list(_identifiers(reader, f"{_BUYER}/{_LEGAL}", "identity_number"))
    vat = list(_vat_numbers(reader, _BUYER, "identity_number"))
    others = list(_identifiers(reader, f"{_BUYER}/{_OTHER}", "identity_number"))
    endpoints = list(_identifiers(reader, f"{_BUYER}/{_ENDPOINT}", "identity_number"))
    identifiers = tuple({(found.scheme, found.value): found for found in legal + vat + others + endpoints}.values())
    # A number without a scheme is trusted only where the legal number belongs; elsewhere it may be a customer number.
    # The electronic address may be a parent company's, so it speaks only where there is no legal number.
    candidates = legal + [found for found in others + ([] if legal else endpoints) if found.scheme]
    national_id = _first_checked(candidates, address.country, delivery)
    is_company = bool(legal or vat or any(schemes.is_of_companies(found.scheme) for found in endpoints))
    kind = _kind(national_id, is_company)
    born_on = _birth_date(reader, delivery, name, national_id) if kind is not PartyKind.COMPANY else None
    party = Party(name, kind, identifiers, national_id, address, *_contact(reader), born_on)
    if national_id is not None:
        return party, ()
    if identifiers:
        return party, (identity_notices.UNCHECKED,)
    return party, (identity_notices.BY_BIRTH if born_on else identity_notices.NO_NUMBER,)


def _birth_date(reader: Reader, delivery: Delivery, name: str, number: NationalId | None) -> date | None:
    """When the buyer was born. The person of a party may be somebody who acts for it: theirs is left where it is."""
    path = f"{_BUYER}/{_PERSON}:BirthDate"
    person = _person(reader, _BUYER, "debtor_name")
    if not reader.text(path, "birth_date") or tokens.words_of(person) != tokens.words_of(name):
        return None
    return reader.read(path, "birth_date", _checked_birth, delivery.today, number)


def _checked_birth(text: str, today: date, number: NationalId | None) -> date | None:
    return dates.birth_date(dates.parse_xml_date(text), today=today, number=number)


def _contact(reader: Reader) -> tuple[str, str, str]:
    """The telephone, e-mail address and name of whom to ask for at the buyer's."""
    contact = f"{_BUYER}/cac:Contact/cbc"
    return (
        reader.text(f"{contact}:Telephone", "phone"),
        reader.text(f"{contact}:ElectronicMail", "email"),
        reader.text(f"{contact}:Name", "contact_name"),
    )


def _first_checked(candidates: list[Identifier], country: str, delivery: Delivery) -> NationalId | None:
    for identifier in candidates:
        number = schemes.checked(identifier, country, today=delivery.today, allow_test=delivery.allow_test)
        if number is not None:
            return number
    return None


def _kind(national_id: NationalId | None, is_company: bool) -> PartyKind:
    """A company that goes by a person's number is a sole trader; without any company number it is a person."""
    if national_id is not None and not national_id.is_personal:
        return PartyKind.COMPANY
    if not is_company:
        return PartyKind.PERSON
    return PartyKind.COMPANY if national_id is None else PartyKind.SOLE_TRADER


def _name(reader: Reader, party: str, field: str) -> str:
    for path in _NAMES:
        name = reader.text(f"{party}/{path}", field)
        if name:
            return name
    return _person(reader, party, field)


def _person(reader: Reader, party: str, field: str) -> str:
    parts = [reader.text(f"{party}/{_PERSON}:{part}", field) for part in ("FirstName", "FamilyName")]
    return " ".join(parts).strip()


def _address(reader: Reader) -> Address:
    postal = f"{_BUYER}/cac:PostalAddress"
    lines = [reader.text(f"{postal}/cbc:{part}", "address") for part in ("StreetName", "AdditionalStreetName")]
    lines.append(reader.text(f"{postal}/cac:AddressLine/cbc:Line", "address"))
    return Address(
        tuple(line for line in lines if line),
        reader.text(f"{postal}/cbc:PostalZone", "postcode"),
        reader.text(f"{postal}/cbc:CityName", "city"),
        reader.text(f"{postal}/cac:Country/cbc:IdentificationCode", "country", 3).upper(),
    )


def _identifiers(reader: Reader, path: str, field: str) -> Iterator[Identifier]:
    for node in reader.nodes(path):
        yield from _identifier(reader, node, path, field, (node.get("schemeID") or "").strip()[:LONGEST_NUMBER])


def _vat_numbers(reader: Reader, party: str, field: str) -> Iterator[Identifier]:
    for node in reader.nodes(f"{party}/{_TAX}"):
        scheme = (node.findtext("cac:TaxScheme/cbc:ID", "", NAMESPACES) or "").strip()
        number = node.find("cbc:CompanyID", NAMESPACES)
        if scheme == schemes.VAT and number is not None:
            yield from _identifier(reader, number, f"{party}/{_TAX}/cbc:CompanyID", field, schemes.VAT)


def _identifier(reader: Reader, node: etree._Element, path: str, field: str, scheme: str) -> Iterator[Identifier]:
    value = reader.text_of(node, path, field, LONGEST_NUMBER)
    if value:
        yield Identifier(value, scheme)
