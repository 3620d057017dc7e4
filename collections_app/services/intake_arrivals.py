"""A creditor's document on its way into the books: its digests, who owes, and its form while it is set aside."""

import hmac
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from collections_app.intake.documents import (
    Address,
    DocumentKind,
    Identifier,
    ParsedDocument,
    Party,
    PartyKind,
    Seller,
)
from collections_app.models import Creditor
from collections_app.policies import matching
from collections_app.services import filing
from personal_data import digests, index_keys


@dataclass(frozen=True, slots=True, repr=False)
class Arrival:
    """One document with the digest of its key, of its content, and of the invoice that it names."""

    document: ParsedDocument
    scheme: str
    number: str
    digest: bytes
    content: bytes
    names: bytes | None

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes back an invoice."""
        return self.document.kind is DocumentKind.CREDIT_NOTE

    @property
    def identity(self) -> tuple[str, str] | None:
        """What the debtor is recognised by, or None: then nobody is recognised."""
        return matching.same_number_key(self.scheme, self.number) if self.number else None


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
    )


def to_payload(arrival: Arrival) -> dict[str, Any]:
    """The document as it is sealed while it waits for a decision."""
    document, buyer = arrival.document, arrival.document.buyer
    return {
        "kind": document.kind.value,
        "number": document.number,
        "seller": [document.seller.identifier.scheme, document.seller.identifier.value, document.seller.name],
        "debtor": {
            "kind": buyer.kind.value,
            "name": buyer.name,
            "scheme": arrival.scheme,
            "number": arrival.number,
            "address": _address(buyer.address),
            "phone": buyer.phone,
            "email": buyer.email,
            "contact_name": buyer.contact_name,
        },
        "issued_on": document.issued_on.isoformat(),
        "due_on": document.due_on and document.due_on.isoformat(),
        "currency": document.currency,
        "amount_minor": document.amount_minor,
        "credits_number": document.credits_number,
        "ground": document.ground,
    }


def from_payload(payload: dict[str, Any], *, digest: bytes, content: bytes, names: bytes | None) -> Arrival:
    """The document as it was when it was set aside, under the digests that it had then."""
    scheme, value, name = payload["seller"]
    debtor = payload["debtor"]
    address = debtor["address"] or {}
    document = ParsedDocument(
        kind=DocumentKind(payload["kind"]),
        number=payload["number"],
        seller=Seller(Identifier(value, scheme), name),
        buyer=Party(
            name=debtor["name"],
            kind=PartyKind(debtor["kind"]),
            address=Address(**{**address, "lines": tuple(address["lines"])}) if address else None,
            phone=debtor["phone"],
            email=debtor["email"],
            contact_name=debtor["contact_name"],
        ),
        issued_on=date.fromisoformat(payload["issued_on"]),
        due_on=date.fromisoformat(payload["due_on"]) if payload["due_on"] else None,
        currency=payload["currency"],
        amount_minor=payload["amount_minor"],
        credits_number=payload["credits_number"],
        ground=payload["ground"],
    )
    return Arrival(document, debtor["scheme"], debtor["number"], digest, content, names)


def _digest(creditor: Creditor, document: ParsedDocument, kind: str, number: str) -> bytes:
    key = matching.document_key(seller_number=document.seller.identifier.value, kind=kind, number=number)
    return digests.claim_digest(creditor.controller, creditor.reference, key)


def _address(address: Address | None) -> dict[str, Any] | None:
    if address is None:
        return None
    lines = {"lines": list(address.lines), "postcode": address.postcode}
    return {**lines, "city": address.city, "country": address.country}
