"""The ledger entries of a payment, found by its number, which is their voucher."""

from uuid import UUID

from django.db.models import QuerySet

from collections_app.models import Account, LedgerEntry, Payment
from personal_data import search

ALLOCATING = (Account.CLIENT_FUNDS, Account.REFUNDS, Account.OUTGOING)
"""An entry on the credit side of these says where money of a payment went."""


def envelopes_of(payment: Payment) -> list[UUID]:
    """The envelopes of the payment's entries."""
    return list(of_payment(payment).values_list("envelope_id", flat=True))


def of_payment(payment: Payment) -> QuerySet[LedgerEntry]:
    """All entries of a payment, in the order in which they were posted. Opens nothing."""
    found = search.find_each(controller_id=payment.controller_id, kind="reference", texts=[payment.reference])
    return LedgerEntry.objects.filter(envelope_id__in=found.get(payment.reference, [])).order_by("id")


def standing(payment: Payment) -> list[LedgerEntry]:
    """The entries that say where money of the payment went and that have not been taken back."""
    entries = list(of_payment(payment).select_related("controller"))
    corrected = {each.corrects for each in entries}
    return [
        each
        for each in entries
        if each.corrects is None and each.pk not in corrected and each.credit_account in ALLOCATING
    ]
