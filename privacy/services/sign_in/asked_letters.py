"""Asking for a new sign-in letter without having signed in, and settling what was asked.

The same is done for each number that is typed: one count, one row, one event. Whether there is such a case is looked up
at the desk only, and a letter goes to nobody but the person, at the address on file; so asking tells nothing and opens
nothing, and codes that work go on working until the letter is written.
"""

from datetime import datetime, timedelta

from django.db import transaction

from audit import trail
from collections_app.models import Case, DebtorKind
from privacy import events
from privacy.models import AskedLetter
from privacy.policies.sign_in import limits
from privacy.services.sign_in import code_digests, counts

KEPT = timedelta(days=30)


@transaction.atomic
def ask(*, case_number: str, address: str, at: datetime) -> datetime | None:
    """Take in a case number, as ``policies.sign_in.codes`` reads it; until when to wait when too many came, else None.

    A number that was asked for before and is not settled keeps its place.
    """
    bucket = code_digests.of_count(limits.LETTERS_OF_NETWORK.kind, limits.network_of(address))
    attempt = counts.take((bucket,), (limits.LETTERS_OF_NETWORK,), at=at)
    if attempt.wait_until:
        trail.record_apart(events.PORTAL_LETTER_LIMITED, reference=case_number, reason="too_many")
        return attempt.wait_until
    AskedLetter.objects.bulk_create([AskedLetter(case_reference=case_number, asked_at=at)], ignore_conflicts=True)
    trail.record(events.PORTAL_LETTER_ASKED, reference=case_number)
    return None


def written(*, case: Case) -> None:
    """A letter was written: in a case of one person nothing is left to do; of several it is not known who asked."""
    if case.case_debtors.exclude(debtor__kind=DebtorKind.COMPANY).count() == 1:
        AskedLetter.objects.filter(pk=case.reference).delete()


@transaction.atomic
def settle(*, case: Case) -> None:
    """Take it off the list: the letters are written, or none is needed."""
    if AskedLetter.objects.filter(pk=case.reference).delete()[0]:
        trail.record(events.PORTAL_LETTER_SETTLED, reference=case.reference)


def forget(*, at: datetime) -> int:
    """Remove what nobody has settled in a month, most of it numbers of no case; the number of them."""
    return AskedLetter.objects.filter(asked_at__lte=at - KEPT).delete()[0]
