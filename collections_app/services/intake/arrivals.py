"""A creditor's document on its way into the books: its digests, who owes, and what."""

import hmac
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID

from collections_app.intake.documents import Address, DocumentKind, ParsedDocument, Party, PartyKind
from collections_app.models import Creditor
from collections_app.policies import matching
from collections_app.services import filing
from personal_data import births, digests, index_keys, tokens


class Arrival(NamedTuple):
    """One document with the digest of its key, of its content, and of the invoice that it names."""

    document: ParsedDocument
    scheme: str
    number: str
    digest: bytes
    content: bytes
    names: bytes | None
    identity: tuple[str, str] | None
    """What the debtor is recognised by: a number with its register, else name, date of birth and address with the
    kind of their token. None where there is neither: then nobody is recognised."""

    def __repr__(self) -> str:
        return "<Arrival>"

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes back an invoice."""
        return self.document.kind is DocumentKind.CREDIT_NOTE


def arrive(creditor: Creditor, document: ParsedDocument) -> Arrival:
    """Work out how the document is recognised, whichever form and file it came in."""
    number = document.buyer.national_id
    given = document.buyer.identifiers
    if number is not None:
        scheme, text = number.kind.value, number.normalised
    else:
        scheme, text = (given[0].scheme, given[0].value) if given else ("", "")
    names = document.credits_number
    return Arrival(
        document,
        scheme,
        text,
        _digest(creditor, document, document.kind.value, document.number),
        hmac.digest(index_keys.of(creditor.controller_id), b"content\x00" + document.content_digest, sha256),
        _digest(creditor, document, DocumentKind.INVOICE.value, names) if names else None,
        matching.same_number_key(scheme, text) if text else _by_birth(document.buyer),
    )


def file_digest(creditor: Creditor, sha256_hex: str) -> bytes:
    """The keyed digest by which a whole file is recognised."""
    return digests.claim_digest(creditor.controller, "file", sha256_hex)


def particulars(arrival: Arrival) -> filing.Particulars:
    """Who owes, as the document says."""
    buyer = arrival.document.buyer
    return filing.Particulars(
        kind=buyer.kind.value,
        name=buyer.name,
        identity_number=arrival.number or None,
        identity_scheme=arrival.scheme,
        address=_address(buyer.address),
        phone=buyer.phone or None,
        email=buyer.email or None,
        contact_name=buyer.contact_name or None,
        birth_date=buyer.birth_date,
    )


def claim_particulars(
    arrival: Arrival, creditor: Creditor, *, credits_id: UUID | None = None
) -> filing.ClaimParticulars:
    """What is owed, as the document says. The seller is named where it is not the creditor itself."""
    document = arrival.document
    return filing.ClaimParticulars(
        kind=document.kind.value,
        number=document.number,
        amount_minor=document.amount_minor,
        currency=document.currency,
        issued_on=document.issued_on,
        due_on=document.due_on,
        ground=document.ground or None,
        seller_name=document.seller.name if document.seller.name != creditor.name else None,
        document_digest=arrival.digest,
        content_digest=arrival.content,
        credits_id=credits_id,
        interest_minor=document.interest_minor,
        costs_minor=document.costs_minor,
    )


def _digest(creditor: Creditor, document: ParsedDocument, kind: str, number: str) -> bytes:
    key = matching.document_key(seller_number=document.seller.identifier.value, kind=kind, number=number)
    return digests.claim_digest(creditor.controller, creditor.reference, key)


def _by_birth(buyer: Party) -> tuple[str, str] | None:
    if buyer.birth_date is None or buyer.kind is PartyKind.COMPANY:
        return None
    found = births.forms(name=buyer.name, born_on=buyer.birth_date, address=_address(buyer.address))
    return (tokens.BIRTH_AT_HOME, found[tokens.BIRTH_AT_HOME]) if tokens.BIRTH_AT_HOME in found else None


def _address(address: Address | None) -> dict[str, Any] | None:
    if address is None:
        return None
    lines = {"lines": list(address.lines), "postcode": address.postcode}
    return {**lines, "city": address.city, "country": address.country}
