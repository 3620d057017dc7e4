"""What the pages of intake decisions show of a document that was set aside."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.handler import wording
from collections_app.handler.forms import DecisionForm
from collections_app.models import Claim, IntakeItem, IntakeItemStatus
from collections_app.selectors import intake_decisions as selector


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document with what it says, or None while it stays sealed."""

    item: IntakeItem
    says: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One particular of a document beside what the books hold."""

    label: str | Promise
    booked: Any
    sent: Any
    kind: str
    is_other: bool


def of_item(item: IntakeItem) -> dict[str, Any]:
    """The context of one document's page: opened, beside what the books hold."""
    comparison = selector.compare(item)
    said = item.payload.reveal()
    return {
        "item": item,
        "is_waiting": item.status == IntakeItemStatus.OPEN,
        "why": wording.INTAKE_KINDS.get(item.kind, ""),
        "says": said,
        "booked": comparison.booked,
        "differences": _differences(comparison.booked, said),
        "choices": list(DecisionForm(kind=item.kind).explained.values()),
    }


def says(item: IntakeItem) -> dict[str, Any] | None:
    """What a document of a list says, or None while it stays sealed."""
    said: dict[str, Any] | None = item.payload.reveal() if item.payload.is_open else None
    return said


def _differences(booked: Claim | None, says: dict[str, Any]) -> list[Difference]:
    """The particulars side by side; what is other is marked."""
    sent = {name: _as_date(says[name]) for name in ("issued_on", "due_on")}
    ground = booked.ground.reveal() if booked and booked.ground is not None else None
    old_amount = booked and (booked.amount_minor, booked.currency)
    rows = [
        (_("Amount"), old_amount, (says["amount_minor"], says["currency"])),
        (_("Issued on"), booked and booked.issued_on, sent["issued_on"]),
        (_("Due on"), booked and booked.due_on, sent["due_on"]),
        (_("Ground of the claim"), ground, says["ground"] or None),
    ]
    kinds = ("money", "date", "date", "text")
    return [
        Difference(label, old, new, kind, booked is not None and old != new)
        for (label, old, new), kind in zip(rows, kinds, strict=True)
    ]


def _as_date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
