"""The ledger: posting what bookkeeping law keeps longer than the case."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import Case, LedgerEntry
from collections_app.record_classes import LEDGER_ENTRY
from personal_data import envelopes, search
from personal_data.models import Controller, DataSubject


@transaction.atomic
def post(
    *,
    case: Case,
    counterparty_name: str,
    voucher: str,
    amount_minor: int,
    currency: str,
    posted_on: date,
) -> LedgerEntry:
    """Post a transaction of a case, in an envelope of its own that outlives the case."""
    parts = case.case_debtors.select_related("debtor__subject")
    return _post(
        controller=case.controller,
        subjects=[(part.debtor.subject, part.role) for part in parts],
        case_number=case.reference,
        counterparty_name=counterparty_name,
        voucher=voucher,
        amount_minor=amount_minor,
        currency=currency,
        posted_on=posted_on,
    )


def _post(
    *,
    controller: Controller,
    subjects: Sequence[tuple[DataSubject, str]],
    posted_on: date,
    **values: str | int,
) -> LedgerEntry:
    envelope = envelopes.create(
        controller=controller, record_class=LEDGER_ENTRY, subjects=subjects, trigger_on=posted_on
    )
    entry = LedgerEntry(envelope=envelope, controller=controller, posted_on=posted_on, **values)
    entry.save(force_insert=True)
    search.index(entry)
    trail.record(events.LEDGER_POSTED, envelopes=[envelope.pk])
    return entry
