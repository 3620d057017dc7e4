"""What the payments desk shows of a payment that has been opened."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import Account, Debtor, LedgerEntry, Payment, PaymentDirection, PaymentReason
from collections_app.policies.payments import AWAITED
from collections_app.selectors import payment_desk, payment_entries, payment_reversals, payment_suggestions
from collections_app.selectors.payment_suggestions import Because, Suggestion
from personal_data import envelopes

BECAUSE: dict[Because, Promise] = {
    Because.NAMED: _("the payment names it"),
    Because.NEARLY_NAMED: _("its number, but with a wrong check digit"),
    Because.INVOICE_NUMBER: _("its invoice number stands in the payment"),
    Because.SAME_NAME: _("the payer has the debtor's name"),
    Because.SAME_AMOUNT: _("the creditor is named and exactly this amount is owed"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A payment of the list with the best suggestion for it."""

    payment: Payment
    suggestion: Suggestion | None
    because: str | Promise


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggested case with its debtors and what speaks for it."""

    suggestion: Suggestion
    because: Sequence[Promise]
    debtors: Sequence[Debtor]


@dataclass(frozen=True, slots=True)
class Booked:
    """A ledger entry in words; ``is_standing`` when it can be taken back."""

    entry: LedgerEntry
    what: str | Promise
    is_standing: bool
    is_corrected: bool


_WHAT: dict[tuple[str, str], Promise] = {
    (Account.BANK, Account.UNALLOCATED): _("Came in, unallocated"),
    (Account.BANK, Account.CLIENT_FUNDS): _("Came in for a case"),
    (Account.UNALLOCATED, Account.CLIENT_FUNDS): _("Allocated to a case"),
    (Account.UNALLOCATED, Account.REFUNDS): _("Marked to be paid back"),
    (Account.OUTGOING, Account.BANK): _("Paid out"),
    (Account.UNALLOCATED, Account.OUTGOING): _("Set against what the bank took back"),
}


def lines_of(payments: Sequence[Payment]) -> list[Line]:
    """The rows of the list."""
    best = payment_suggestions.of_page([each for each in payments if each.unallocated_minor])
    return [Line(each, best.get(each.pk), _first_reason(best.get(each.pk))) for each in payments]


def of_payment(payment: Payment) -> dict[str, Any]:
    """The context of the page of one payment: opened, with its entries and suggestions."""
    entries = payment_desk.consult(payment)
    other = payment_desk.other_of(payment)
    return {
        "payment": payment,
        "references": _revealed(payment.references),
        "is_incoming": payment.direction == PaymentDirection.IN,
        "entries": list(_booked(entries)),
        "is_awaited": payment.reason in AWAITED,
        "other": other,
        "other_references": _revealed(other.references) if other else [],
        "candidates": payment_reversals.of(payment) if payment.reason == PaymentReason.REVERSAL else [],
        "suggestions": _suggested(payment) if payment.unallocated_minor else [],
    }


def _revealed(references: Any) -> list[str]:
    return list(references.reveal()) if references is not None and references.is_open else []


def _first_reason(suggestion: Suggestion | None) -> str | Promise:
    return BECAUSE[suggestion.because[0]] if suggestion else ""


def _booked(entries: Sequence[LedgerEntry]) -> Iterator[Booked]:
    corrected = {entry.corrects for entry in entries}
    for entry in entries:
        is_corrected = entry.pk in corrected
        what = _("Taken back") if entry.corrects else _WHAT.get((entry.debit_account, entry.credit_account), "")
        is_allocating = entry.credit_account in payment_entries.ALLOCATING
        yield Booked(entry, what, is_allocating and not entry.corrects and not is_corrected, is_corrected)


def _suggested(payment: Payment) -> list[Suggested]:
    suggestions = payment_suggestions.of_payment(payment)
    debtors = _debtors(each.case.pk for each in suggestions)
    return [
        Suggested(each, [BECAUSE[because] for because in each.because], debtors.get(each.case.pk, []))
        for each in suggestions
    ]


def _debtors(case_ids: Iterable[UUID]) -> dict[UUID, list[Debtor]]:
    """The debtors of the suggested cases, opened where that is allowed."""
    parts = list(payment_desk.parties_of(case_ids))
    opened = {row.pk: row for row in envelopes.open_page(Debtor.objects.filter(pk__in={part[1] for part in parts}))}
    found: dict[UUID, list[Debtor]] = {}
    for case_id, debtor_id in parts:
        if debtor_id in opened:
            found.setdefault(case_id, []).append(opened[debtor_id])
    return found
