"""What stands on the accounts of the ledger on any day. Amounts are in the clear, so nothing is opened."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet, Sum

from collections_app.models import Account, Case, LedgerEntry
from personal_data import search
from personal_data.models import Controller


def of_accounts(controller: Controller, *, on: date) -> dict[tuple[str, str], int]:
    """What stands on each account at the end of a day, by account and currency; debits count as plus.

    For each currency the accounts add up to nothing.
    """
    balances: Counter[tuple[str, str]] = Counter()
    entries = LedgerEntry.objects.filter(controller=controller, posted_on__lte=on)
    for debit, credit, currency, amount in _moved(entries):
        balances[debit, currency] += amount
        balances[credit, currency] -= amount
    return dict(balances)


def of_case(case: Case, *, on: date) -> dict[str, int]:
    """What had been collected for the client in a case at the end of a day, by currency.

    The entries are found by their case number, which they keep when the case has gone.
    """
    collected: Counter[str] = Counter()
    entries = LedgerEntry.objects.filter(envelope_id__in=_naming(case.controller_id, case.reference), posted_on__lte=on)
    for debit, credit, currency, amount in _moved(entries):
        collected[currency] += amount * ((credit == Account.CLIENT_FUNDS) - (debit == Account.CLIENT_FUNDS))
    return dict(collected)


def _moved(entries: QuerySet[LedgerEntry]) -> Iterable[tuple[str, str, str, int]]:
    return entries.values_list("debit_account", "credit_account", "currency").annotate(Sum("amount_minor"))


def _naming(controller_id: UUID, reference: str) -> list[UUID]:
    """The envelopes whose references answer to one."""
    found = search.find_each(controller_id=controller_id, kind="reference", texts=[reference])
    return found.get(reference, [])
