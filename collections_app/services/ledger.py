"""The ledger: posting what bookkeeping law keeps longer than the case. Added to, never changed."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Account, Case, LedgerEntry
from collections_app.record_classes import LEDGER_ENTRY
from personal_data import envelopes
from personal_data.bulk import Batch
from personal_data.models import Controller, EnvelopeSubject


class AlreadyTakenBack(ValidationError):
    """An entry is taken back once."""

    def __init__(self) -> None:
        super().__init__(_("This entry has already been taken back."), code="already_taken_back")


class Movement(NamedTuple):
    """One amount, in minor units and greater than zero, that moves from the account credited to the one debited."""

    debit: Account
    credit: Account
    amount_minor: int
    currency: str
    posted_on: date

    def reversed(self, posted_on: date) -> "Movement":
        """The movement that takes this one back."""
        return Movement(self.credit, self.debit, self.amount_minor, self.currency, posted_on)


class Particulars(NamedTuple):
    """The least identity that bookkeeping law asks for (BFL 1999:1078 5:7, kirjanpitolaki 1336/1997 2:5)."""

    counterparty_name: str
    voucher: str
    case_number: str | None

    def __repr__(self) -> str:
        return "<Particulars>"


def enter(
    batch: Batch,
    *,
    controller_id: UUID,
    movement: Movement,
    particulars: Particulars,
    subjects: Iterable[tuple[UUID, str]],
    corrects: UUID | None = None,
) -> UUID:
    """Put an entry into a batch, in an envelope of its own whose clock runs from the day of posting."""
    envelope_id = batch.envelope(record_class=LEDGER_ENTRY, subjects=subjects, trigger_on=movement.posted_on)
    values = {
        "envelope_id": envelope_id,
        "controller_id": controller_id,
        "posted_on": movement.posted_on,
        "debit_account": movement.debit.value,
        "credit_account": movement.credit.value,
        "amount_minor": movement.amount_minor,
        "currency": movement.currency,
        "corrects": corrects,
        **particulars._asdict(),
    }
    return batch.add(LedgerEntry, values)


@transaction.atomic
def post(
    *,
    case: Case,
    counterparty_name: str,
    voucher: str,
    amount_minor: int,
    currency: str,
    posted_on: date,
    debit: Account = Account.BANK,
    credit: Account = Account.CLIENT_FUNDS,
) -> LedgerEntry:
    """Post a transaction of a case; money of the debtor for the client, unless other accounts are named."""
    parts = case.case_debtors.values_list("debtor__subject_id", "role")
    return record(
        controller=case.controller,
        movement=Movement(debit, credit, amount_minor, currency, posted_on),
        particulars=Particulars(counterparty_name, voucher, case.reference),
        subjects=list(parts),
    )


@transaction.atomic
def record(
    *,
    controller: Controller,
    movement: Movement,
    particulars: Particulars,
    subjects: Sequence[tuple[UUID, str]],
    corrects: UUID | None = None,
) -> LedgerEntry:
    """Post one entry about some persons."""
    batch = Batch(controller)
    entry_id = enter(
        batch,
        controller_id=controller.pk,
        movement=movement,
        particulars=particulars,
        subjects=subjects,
        corrects=corrects,
    )
    batch.write()
    entry = LedgerEntry.objects.get(pk=entry_id)
    trail.record(events.LEDGER_CORRECTED if corrects else events.LEDGER_POSTED, envelopes=[entry.envelope_id])
    return entry


@transaction.atomic
def correct(*, entry: LedgerEntry, posted_on: date) -> LedgerEntry:
    """Take an entry back by another that moves the same amount the other way; the first one stays as it is.

    Opens the entry. Raises AlreadyTakenBack, and envelopes.Refused when the entry may not be opened.
    """
    envelopes.keep([entry.envelope_id])
    envelopes.open([entry])
    if LedgerEntry.objects.filter(corrects=entry.pk).exists():
        raise AlreadyTakenBack
    earlier = Movement(
        Account(entry.debit_account), Account(entry.credit_account), entry.amount_minor, entry.currency, entry.posted_on
    )
    particulars = Particulars(
        entry.counterparty_name.reveal(),
        entry.voucher.reveal(),
        entry.case_number.reveal() if entry.case_number is not None else None,
    )
    subjects = EnvelopeSubject.objects.filter(envelope_id=entry.envelope_id).values_list("subject_id", "role")
    return record(
        controller=entry.controller,
        movement=earlier.reversed(posted_on),
        particulars=particulars,
        subjects=list(subjects),
        corrects=entry.pk,
    )
