"""The documents that claims are made of: invoices and credit notes, whichever file they came in.

None of these values prints itself: they hold personal data in the clear and pass through logs and tracebacks.
Those that are made for every row are named tuples, which are made ten times as fast as frozen data classes.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from json import JSONEncoder
from typing import NamedTuple

from personal_data.national_ids import NationalId


def _unprinted(value: object) -> str:
    return f"<{type(value).__name__}>"


class DocumentKind(StrEnum):
    """What the seller sent: a demand, or the taking back of one."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class PartyKind(StrEnum):
    """Who owes; where the file does not tell, a person is assumed, who has the most protection."""

    PERSON = "person"
    SOLE_TRADER = "sole_trader"
    COMPANY = "company"


class Identifier(NamedTuple):
    """A number exactly as the file gives it, with the scheme that it claims (a code of ISO 6523, VAT, or nothing)."""

    value: str
    scheme: str = ""

    def __repr__(self) -> str:
        return _unprinted(self)


class Address(NamedTuple):
    """A postal address; the country is a code of two letters or empty."""

    lines: tuple[str, ...] = ()
    postcode: str = ""
    city: str = ""
    country: str = ""

    def __repr__(self) -> str:
        return _unprinted(self)


@dataclass(frozen=True, slots=True, repr=False)
class Seller:
    """Who sold and invoices; the identifier and the kind of number it is are part of the document's key."""

    identifier: Identifier
    name: str = ""


class Party(NamedTuple):
    """Who owes, as the file gives it. `national_id` is there only when one of the identifiers is a checked one."""

    name: str
    kind: PartyKind = PartyKind.PERSON
    identifiers: tuple[Identifier, ...] = ()
    national_id: NationalId | None = None
    address: Address | None = None
    phone: str = ""
    email: str = ""
    contact_name: str = ""
    birth_date: date | None = None

    def __repr__(self) -> str:
        return _unprinted(self)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a handler should know about a document that went in; the text holds no personal value."""

    code: str
    message: str


class ParsedDocument(NamedTuple):
    """One invoice or credit note. Amounts are in the smallest unit of the currency and always more than zero."""

    kind: DocumentKind
    number: str
    seller: Seller
    buyer: Party
    issued_on: date
    due_on: date | None
    currency: str
    amount_minor: int
    credits_number: str = ""
    ground: str = ""
    notices: tuple[Notice, ...] = ()
    interest_minor: int = 0
    costs_minor: int = 0
    """What of the amount is interest, and what is costs; the rest is principal."""

    def __repr__(self) -> str:
        return _unprinted(self)

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes it the same document when it comes again: the seller's number with its scheme, type and number."""
        identifier = self.seller.identifier
        return (identifier.scheme, identifier.value, self.kind.value, self.number)

    @property
    def content_digest(self) -> bytes:
        """Equal for equal contents. Unkeyed, so as personal as the document: seal it or key it before keeping."""
        return sha256(_canonical(self._content()).encode("ascii")).digest()

    def _content(self) -> list[object]:
        buyer, address = self.buyer, self.buyer.address or Address()
        return [
            self.key,
            buyer.name,
            [(identifier.scheme, identifier.value) for identifier in buyer.identifiers],
            [address.lines, address.postcode, address.city, address.country],
            [buyer.phone, buyer.email, buyer.contact_name],
            self.issued_on.isoformat(),
            self.due_on and self.due_on.isoformat(),
            [self.currency, self.amount_minor],
            self.credits_number,
            self.ground,
            # Nothing for those without, so that what is known by its content stays known.
            *([[self.interest_minor, self.costs_minor]] if self.interest_minor or self.costs_minor else []),
            *([buyer.birth_date.isoformat()] if buyer.birth_date else []),
        ]


class Row(NamedTuple):
    """A good row of a file (or a good file of one document), by the line it began on."""

    line: int
    document: ParsedDocument

    def __repr__(self) -> str:
        return _unprinted(self)


_canonical = JSONEncoder(separators=(",", ":"), ensure_ascii=True).encode
