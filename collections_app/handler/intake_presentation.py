"""What the pages of intake decisions show of a document that was set aside."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.handler import wording
from collections_app.intake import kept
from collections_app.intake.documents import ParsedDocument
from collections_app.models import Claim, Debtor, IntakeItem, IntakeItemStatus
from collections_app.selectors import intake_decisions as selector


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document with what it says, or None while it stays sealed."""

    item: IntakeItem
    says: ParsedDocument | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One particular of a document beside what the books hold."""

    label: str | Promise
    kind: str
    booked: Any
    sent: Any
    is_other: bool


def of_item(item: IntakeItem) -> dict[str, Any]:
    """The context of one document's page: opened, beside what the books hold."""
    comparison = selector.compare(item)
    said = kept.from_json(item.payload.reveal())
    return {
        "item": item,
        "is_waiting": item.status == IntakeItemStatus.OPEN,
        "why": wording.INTAKE_KINDS.get(item.kind, ""),
        "says": said,
        "booked": comparison.booked,
        "differences": _differences(comparison, said),
    }


def says(item: IntakeItem) -> ParsedDocument | None:
    """What a document of a list says, or None while it stays sealed."""
    return kept.from_json(item.payload.reveal()) if item.payload.is_open else None


def _differences(comparison: selector.Comparison, said: ParsedDocument) -> list[Difference]:
    """The particulars side by side; what is other is marked, what neither holds is left out."""
    booked = {**_of_claim(comparison.booked), **_of_debtor(comparison.debtor)}
    return [
        Difference(label, kind, booked.get(name), sent, bool(booked) and booked.get(name) != sent)
        for name, label, kind, sent in _particulars(said)
        if sent is not None or booked.get(name) is not None
    ]


def _particulars(said: ParsedDocument) -> list[tuple[str, str | Promise, str, Any]]:
    """Name, label, kind and value of each particular of a document."""
    buyer = said.buyer
    return [
        ("amount", _("Amount"), "money", (said.amount_minor, said.currency)),
        ("issued_on", _("Issued on"), "date", said.issued_on),
        ("due_on", _("Due on"), "date", said.due_on),
        ("ground", _("Ground of the claim"), "text", said.ground or None),
        ("name", _("Debtor"), "text", buyer.name or None),
        ("identity_number", _("Identity number"), "text", _number(said)),
        ("birth_date", _("Date of birth"), "date", buyer.birth_date),
        ("address", _("Address"), "address", _address(buyer.address._asdict() if buyer.address else None)),
        ("phone", _("Phone"), "text", buyer.phone or None),
        ("email", _("E-mail"), "text", buyer.email or None),
    ]


def _of_claim(claim: Claim | None) -> dict[str, Any]:
    if claim is None:
        return {}
    return {
        "amount": (claim.amount_minor, claim.currency),
        "issued_on": claim.issued_on,
        "due_on": claim.due_on,
        "ground": claim.ground.reveal() if claim.ground is not None else None,
    }


def _of_debtor(debtor: Debtor | None) -> dict[str, Any]:
    if debtor is None:
        return {}
    names = ("name", "identity_number", "birth_date", "address", "phone", "email")
    values = {name: sealed.reveal() for name in names if (sealed := getattr(debtor, name)) is not None}
    return {**values, "address": _address(values.get("address"))}


def _address(value: dict[str, Any] | None) -> dict[str, Any] | None:
    """An address in one form, so that two can be compared."""
    return {**value, "lines": list(value.get("lines", ()))} if value else None


def _number(said: ParsedDocument) -> str | None:
    """The number by which the debtor is told apart, as the books hold it."""
    if said.buyer.national_id is not None:
        return said.buyer.national_id.normalised
    return said.buyer.identifiers[0].value if said.buyer.identifiers else None
