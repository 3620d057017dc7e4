"""What a representative is shown: what the scope names of the one debtor, each case a line of the register.

The line is written once for each visit, before anything is shown; every page after it is an opening for the recipient.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from audit import trail
from collections_app.models import (
    Authorisation,
    Case,
    Debtor,
    Disclosure,
    DisclosureChannel,
    DisclosureGround,
    DisclosurePurpose,
    SecrecyCheck,
)
from collections_app.policies import authorisations as rules
from collections_app.selectors import authorisations, debtor_cases, disclosable
from collections_app.services.disclosing import checks, disclosures
from collections_app.services.disclosing.disclosures import Left, NotAllowed, Wanted
from personal_data import envelopes
from privacy import events
from privacy.models import PortalCode


class NotInForce(Exception):
    """The authorisation gives nothing now; ``reason`` is a code, and it is recorded."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, repr=False)
class ShownCase:
    """One case with the data that the scope names, opened."""

    case: Case
    entries: Sequence[disclosable.Entry]


def authorisation_of(code: PortalCode, *, at: datetime) -> Authorisation:
    """The authorisation on which somebody visits. Raises NotInForce when it is over, or not there any more."""
    kept = authorisations.by_id(code.authorisation) if code.authorisation else None
    if kept is None or kept.debtor_reference != code.debtor.reference:
        reason = "no_authorisation"
    else:
        day = at.astimezone(ZoneInfo(kept.controller.time_zone)).date()
        reason = rules.is_void(rules.standing_of(kept), day=day)
    if kept is None or reason:
        trail.record_apart(
            events.AUTHORITY_REFUSED,
            reference=code.case_reference,
            reason=reason,
            recipient=kept.recipient.reference if kept else "",
        )
        raise NotInForce(reason)
    return kept


@transaction.atomic
def show(*, kept: Authorisation, code: PortalCode, at: datetime) -> list[ShownCase]:
    """The debtor's cases as far as the scope goes, opened for the recipient and entered in the register.

    Raises NotAllowed, recorded with the recipient, when the data may not go to this person today.
    """
    debtor = code.debtor
    envelopes.open([kept])
    wanted = _wanted(kept, debtor)
    cases = list(debtor_cases.of_debtor(debtor))
    for case in cases:
        case.controller = debtor.controller
        checks.check(case=case, wanted=wanted, at=at)
    rows = disclosable.rows_of_each(cases, wanted.fields, about=debtor)
    opened = [debtor, *(row for each in rows.values() for row in each)]
    envelopes.keep([row.envelope_id for row in opened])
    try:
        envelopes.open(opened, recipient=kept.recipient.reference)
    except envelopes.Refused as refused:
        raise NotAllowed("blocked") from refused
    owed = disclosable.owed_on(cases, wanted.fields)
    left = [Left(case, rows[case.pk], disclosable.entries(rows[case.pk], wanted.fields, owed)) for case in cases]
    _enter(kept, code, wanted, [each for each in left if each.entries], at)
    return [ShownCase(each.case, each.entries) for each in left]


def _wanted(kept: Authorisation, debtor: Debtor) -> Wanted:
    return Wanted(
        recipient=kept.recipient,
        fields=tuple(sorted(rules.fields_of(rules.standing_of(kept)))),
        purpose=DisclosurePurpose.FOR_THE_DEBTOR,
        ground=DisclosureGround.LEGAL_DUTY,
        channel=DisclosureChannel.SYSTEM,
        provision=str(kept.document.reveal()),
        # Whoever verified the document said so.
        secrecy_check=SecrecyCheck.CLEARED,
        about=debtor,
    )


def _enter(kept: Authorisation, code: PortalCode, wanted: Wanted, left: Sequence[Left], at: datetime) -> None:
    """Enter what is seen for the first time in this visit."""
    told = Disclosure.objects.filter(recipient=kept.recipient, at__gte=code.used_at)
    known = set(told.values_list("case_reference", flat=True))
    new = [each for each in left if each.case.reference not in known]
    disclosures.enter(wanted=wanted, left=new, by=authorisations.person_of(kept.recipient).pk, at=at)
