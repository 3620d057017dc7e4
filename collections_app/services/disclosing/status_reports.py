"""The report to a client on its cases: a file that no spreadsheet runs, and a line in the register for each case."""

import csv
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.numbers import get_currency_precision
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collections_app.intake.mend_file import harmless
from collections_app.models import (
    Case,
    Creditor,
    Debtor,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    Recipient,
)
from collections_app.selectors import disclosable, status_reports
from collections_app.services import archive
from collections_app.services.disclosing import checks, disclosures
from collections_app.services.disclosing.checks import Wanted
from collections_app.services.disclosing.disclosures import Left
from personal_data import access, envelopes

FIELDS = (
    "debtor.name",
    "case.status",
    "case.opened_on",
    "case.closed_on",
    "claim.kind",
    "claim.number",
    "claim.amount_minor",
    disclosable.OWED,
    "claim.issued_on",
    "claim.due_on",
)
HEADER = ("case", "status", "opened_on", "closed_on", "debtors", "document", "invoice_number", "amount", "still_owed",
          "currency", "issued_on", "due_on")  # fmt: skip


class NoRecipient(ValidationError):
    """The client has not been entered as a recipient, so nothing may go to it."""

    def __init__(self) -> None:
        super().__init__(
            _("This client has not been entered as a recipient. Ask the privacy officer to enter it."),
            code="no_recipient",
        )


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """One part of a report as it goes to the client."""

    content: bytes
    cases: int


def to(creditor: Creditor) -> Recipient:
    """The client as a recipient. Raises NoRecipient."""
    found = Recipient.objects.select_related("controller").filter(creditor=creditor).first()
    if found is None:
        raise NoRecipient
    return found


def make(*, creditor: Creditor, part: int, by: UUID, at: datetime, secrecy_check: str = "") -> Report:
    """Make one part of the report of today: all cases of it are opened for the client, in one recorded reading.

    Each case gets its line in the register and the copy of what left. Raises NoRecipient, and NotAllowed when nothing
    may go to the client today.
    """
    recipient = to(creditor)
    today = at.astimezone(ZoneInfo(creditor.controller.time_zone)).date()
    wanted = Wanted(
        recipient=recipient,
        fields=FIELDS,
        purpose=DisclosurePurpose.STATUS_REPORT,
        ground=DisclosureGround.LEGITIMATE_INTEREST,
        channel=DisclosureChannel.FILE,
        secrecy_check=secrecy_check,
    )
    cases = status_reports.part(creditor, part, today=today)
    for case in cases[:1]:  # what is judged of one holds for all: recipient, papers, data, ground
        checks.check(case=case, wanted=wanted, at=at)
    return _carry_out(cases, wanted, by=by, at=at)


@transaction.atomic
def _carry_out(cases: Sequence[Case], wanted: Wanted, *, by: UUID, at: datetime) -> Report:
    lines: dict[UUID, list[Sequence[str]]] = {}
    purposes = {case.pk: archive.purpose_of(case) for case in cases}
    for purpose in dict.fromkeys(purposes.values()):
        some = [case for case in cases if purposes[case.pk] is purpose]
        # How a closed case was handled is told to the client for documentation, where the notice names that.
        with access.renewed(purpose) if purpose else nullcontext():
            lines |= _lines(some, wanted, by=by, at=at)
    return Report(_written([HEADER, *(line for case in cases for line in lines[case.pk])]), len(cases))


def _lines(cases: Sequence[Case], wanted: Wanted, *, by: UUID, at: datetime) -> dict[UUID, list[Sequence[str]]]:
    """The lines of some cases, which are opened for the client and entered in the register."""
    rows = disclosable.rows_of_each(cases, wanted.fields)
    opened = [row for each in rows.values() for row in each]
    envelopes.keep([row.envelope_id for row in opened])
    if opened:
        envelopes.open(opened, recipient=wanted.recipient.reference)
    owed = disclosable.owed_on(cases, wanted.fields)
    left = [Left(case, rows[case.pk], disclosable.entries(rows[case.pk], wanted.fields, owed)) for case in cases]
    disclosures.enter(wanted=wanted, left=left, by=by, at=at)
    return {each.case.pk: _of_case(each) for each in left}


def _of_case(left: Left) -> list[Sequence[str]]:
    """A line for each claim; a case without claims has one of its own."""
    case = left.case
    names = ", ".join(str(row.name.reveal()) for row in left.rows if isinstance(row, Debtor))
    head = [case.reference, case.status, _day(case.opened_on), _day(case.closed_on), names]
    claims: dict[str, dict[str, Any]] = {}
    for entry in left.entries:
        model, _dot, column = entry["field"].partition(".")
        if model == "claim":
            claims.setdefault(entry["of"], {})[column] = entry["value"]
    return [[*head, *_claim(each)] for each in claims.values()] or [[*head, *[""] * (len(HEADER) - len(head))]]


def _claim(claim: dict[str, Any]) -> list[str]:
    """The cells of one invoice or credit note; the kind tells which, since no amount has a sign."""
    texts = (str(claim.get(name, "")) for name in ("currency", "issued_on", "due_on"))
    amount, owed = (_sum(claim.get(name), claim["currency"]) for name in ("amount_minor", "owed_minor"))
    return [str(claim["kind"]), str(claim["number"]), amount, owed, *texts]


def _sum(minor: int | None, currency: str) -> str:
    return "" if minor is None else f"{Decimal(minor).scaleb(-get_currency_precision(currency)):f}"


def _written(lines: Sequence[Sequence[str]]) -> bytes:
    """Separated by semicolons, with the mark by which spreadsheets know the encoding; nothing in it is a formula."""
    out = StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
