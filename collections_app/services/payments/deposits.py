"""Deposits that the bank reports twice: in parts (BgMax), and in one sum on the account's statement (camt)."""

from collections.abc import Sequence
from datetime import datetime

from audit import trail
from collections_app import events
from collections_app.models import Account, LedgerEntry, Payment, PaymentReason
from collections_app.policies.sightings import BGMAX
from collections_app.selectors import payment_entries
from collections_app.services import ledger
from collections_app.services.ledger import Movement, Particulars
from collections_app.services.payments import payers
from collections_app.services.payments.arrivals import Arrival, Key
from collections_app.services.payments.standing import locked, settle, today_of
from personal_data.models import Controller
from personal_data.postgresql import among  # noqa: F401  (registers the lookup)

_AS_IT_CAME = (PaymentReason.NO_REFERENCE, PaymentReason.WRONG_REFERENCE, PaymentReason.UNKNOWN_REFERENCE)
_SAID_ALREADY = (PaymentReason.SAME, PaymentReason.IN_DOUBT, PaymentReason.ANOTHER)


def found_for(controller: Controller, arrivals: Sequence[Arrival]) -> dict[Key, str]:
    """Payments that are perhaps a deposit of the books, each with the number of a payment that it is alike.

    A sum is alike the first of the parts in the books. A part is alike the sum, where somebody has used the sum; where
    nobody has, the parts are booked and the sum is set aside.
    """
    if arrivals[0].entry.reported_in == BGMAX:
        used = {_digest_of(each): each.reference for each in _sums(controller, arrivals, untouched=False)}
        return {each.key: used[each.deposit] for each in arrivals if each.deposit in used}
    sums = [each for each in arrivals if each.entry.is_credit and not _gives_names(each.names)]
    if not sums:
        return {}
    asked = list({each.amount for each in sums})
    parts = Payment.objects.filter(controller=controller, deposit_digest__among=asked).order_by("-reference")
    first = {bytes(name or b""): reference for name, reference in parts.values_list("deposit_digest", "reference")}
    return {each.key: first[each.amount] for each in sums if each.amount in first}


def set_aside(controller: Controller, numbers: dict[bytes, str], at: datetime) -> None:
    """Take the sums of deposits that have come in parts out of the books again, until somebody says what they are.

    ``numbers``: of each deposit, by digest, the first part. Nobody has used such a sum, so what is corrected is one
    entry that says that it came in.
    """
    for each in _sums_of(controller, list(numbers), untouched=True) if numbers else ():
        found = locked(each)
        entry = _came_in(found)
        if entry is None or found.reason not in _AS_IT_CAME:
            continue
        today = today_of(found, at)
        ledger.record(
            controller=controller,
            movement=Movement(Account.UNALLOCATED, Account.BANK, found.amount_minor, found.currency, today),
            particulars=Particulars(payers.name_of(found), found.reference, None),
            subjects=payers.subjects_of(found),
            corrects=entry.pk,
        )
        found.other_reference = numbers[_digest_of(found)]
        settle(found, 0, PaymentReason.IN_DOUBT, today)
        trail.record(events.PAYMENT_SET_ASIDE, envelopes=[found.envelope_id], reference=found.reference)


def _sums(controller: Controller, arrivals: Sequence[Arrival], *, untouched: bool) -> list[Payment]:
    named = {each.deposit for each in arrivals if each.deposit}
    return _sums_of(controller, list(named), untouched=untouched) if named else []


def _sums_of(controller: Controller, named: list[bytes], *, untouched: bool) -> list[Payment]:
    """What came in on an account in one sum that is a deposit's, without a reference of a payer's."""
    found = Payment.objects.filter(controller=controller, amount_digest__among=named, part=0, direction="in")
    rows = found.exclude(reported_in=BGMAX).exclude(reason__in=_SAID_ALREADY).order_by("reference")
    return [
        each
        for each in rows
        if not _gives_names(bytes(each.names_digests or b"")) and (each.reason in _AS_IT_CAME) == untouched
    ]


def _digest_of(payment: Payment) -> bytes:
    return bytes(payment.amount_digest or b"")


def _gives_names(names: bytes) -> bool:
    return names[:1] == b"\x01"


def _came_in(payment: Payment) -> LedgerEntry | None:
    entries = list(payment_entries.of_payment(payment))
    corrected = {each.corrects for each in entries}
    came = (Account.BANK, Account.UNALLOCATED)
    return next((each for each in entries if each.pk not in corrected and _moved(each) == came), None)


def _moved(entry: LedgerEntry) -> tuple[str, str]:
    return entry.debit_account, entry.credit_account
