"""Batches for a supplier of direct marketing: whom it must not reach is left out, and the rest is entered and logged.

OPR-39; GDPR art. 5(1)(c), 15(1)(c), 18, 21(3), 28.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import (
    Debtor,
    DisclosedCopy,
    Disclosure,
    DisclosureChannel,
    DisclosurePurpose,
    MarketingBatch,
    Recipient,
    RecipientKind,
)
from collections_app.policies import disclosures as rules
from collections_app.policies.marketing import LeftOut
from collections_app.record_classes import DISCLOSURE
from collections_app.selectors import disclosable, marketing
from collections_app.services.disclosing import checks, marketing_ages, marketing_files, transfer_limits
from collections_app.services.disclosing.checks import NotAllowed
from personal_data import envelopes
from personal_data.models import Envelope, Role
from personal_data.purposes import Purpose

CONTACTS: Mapping[str, str] = MappingProxyType(
    {"letter": "debtor.address", "phone": "debtor.phone", "email": "debtor.email"}
)
"""The ways of contact; a batch has the name and one of them, and nothing of any claim."""
_CONSENT = "6(1)(a)"


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A batch as it goes to the supplier."""

    batch: MarketingBatch
    content: bytes


def refusal(recipient: Recipient, contact: str, *, at: datetime, secrecy_check: str = "") -> str:
    """Why no batch may go to a supplier now, as a code; empty when one may."""
    controller = recipient.controller
    limits, to = transfer_limits.of(controller.reference), checks.asked_about(recipient)
    day = at.astimezone(ZoneInfo(controller.time_zone)).date()
    named = controller.notice_purposes or {}
    if Purpose.MARKETING not in named:
        return "marketing_not_named"
    if named[Purpose.MARKETING] == _CONSENT:
        return "no_consents"
    if recipient.kind != RecipientKind.MARKETING or recipient.notice_key not in limits.for_marketing:
        return "not_marketing"
    asked = rules.Asked(
        purpose=DisclosurePurpose.MARKETING,
        is_report=False,
        secrecy_check=secrecy_check,
        noticed_on=None,
        in_legal_stage=False,
        is_batch=True,
    )
    return (
        rules.may_receive(to, day=day, limits=limits)
        or rules.may_contain(recipient.kind, _fields(contact))
        or rules.may_serve(to, asked, day=day, limits=limits)
    )


def make(*, recipient: Recipient, contact: str, part: int, by: UUID, at: datetime, secrecy_check: str = "") -> File:
    """Make one part of today's batch. Who may not be reached is left out; of the others each gets a line in the
    register and the copy of what left, and the trail one event about all of them.

    Raises NotAllowed, recorded, when nothing may go there, or nobody is left.
    """
    if reason := refusal(recipient, contact, at=at, secrecy_check=secrecy_check):
        _refuse(recipient, reason)
    try:
        return _carry_out(recipient, contact, part, secrecy_check, by=by, at=at)
    except NotAllowed as stopped:
        _record_refusal(recipient, str(stopped.code))
        raise


@transaction.atomic
def _carry_out(recipient: Recipient, contact: str, part: int, secrecy_check: str, *, by: UUID, at: datetime) -> File:
    controller = recipient.controller
    people = marketing.part(controller, part)
    envelopes.keep([row.envelope_id for row in people])
    day = at.astimezone(ZoneInfo(controller.time_zone)).date()
    left_out = Counter(marketing.extent(controller).left_out)
    chosen = marketing_ages.of_age(people, day, left_out)
    left = [(row, found) for row in chosen if (found := _reachable(row, contact))]
    if without := len(chosen) - len(left):
        left_out[LeftOut.NO_CONTACT] = without
    if not left:
        raise NotAllowed("nothing_there")
    batch = MarketingBatch.objects.create(
        controller=controller,
        recipient=recipient,
        reference=f"MKT-{at:%Y%m%d}-{uuid4().hex[:8].upper()}",
        data_fields=_fields(contact),
        people=len(left),
        left_out=dict(left_out),
        by=by,
        at=at,
    )
    _enter(batch, left, secrecy_check)
    return File(batch, marketing_files.written(contact, [found for _row, found in left]))


def _reachable(row: Debtor, contact: str) -> list[disclosable.Entry]:
    """Name and contact of somebody; nothing where there is no such contact."""
    found = disclosable.entries([row], _fields(contact), {})
    return found if len(found) == len(_fields(contact)) else []


def _enter(batch: MarketingBatch, left: Sequence[tuple[Debtor, list[disclosable.Entry]]], secrecy_check: str) -> None:
    """A line for each person in an envelope of theirs alone, the copy in their profile, and one event for the batch."""
    homes = envelopes.create_each(
        controller=batch.controller,
        record_class=DISCLOSURE,
        subjects_of=[[(row.subject, Role.DEBTOR)] for row, _found in left],
    )
    lines = Disclosure.objects.bulk_create(
        _line(batch, row, home, secrecy_check) for (row, _found), home in zip(left, homes, strict=True)
    )
    DisclosedCopy.objects.bulk_create(
        DisclosedCopy(envelope_id=row.envelope_id, disclosure=line.pk, content=found)
        for (row, found), line in zip(left, lines, strict=True)
    )
    trail.record(
        events.DISCLOSED,
        envelopes=[each for line in lines for each in (*line.records, line.envelope_id)],
        reference=batch.reference,
        reason=DisclosurePurpose.MARKETING,
        recipient=batch.recipient.reference,
        fields=batch.data_fields,
        count=batch.people,
    )


def _line(batch: MarketingBatch, row: Debtor, home: Envelope, secrecy_check: str) -> Disclosure:
    return Disclosure(
        envelope=home,
        controller=batch.controller,
        recipient=batch.recipient,
        records=[row.envelope_id],
        case_reference=getattr(row, "case_reference", ""),
        categories=sorted({disclosable.declared(name).category.value for name in batch.data_fields}),
        data_fields=sorted(batch.data_fields),
        purpose=DisclosurePurpose.MARKETING,
        ground=(batch.controller.notice_purposes or {})[Purpose.MARKETING],
        channel=DisclosureChannel.FILE,
        secrecy_check=secrecy_check,
        by=batch.by,
        at=batch.at,
    )


def _fields(contact: str) -> list[str]:
    return [marketing_files.NAME, CONTACTS[contact]]


def _refuse(recipient: Recipient, reason: str) -> None:
    _record_refusal(recipient, reason)
    raise NotAllowed(reason)


def _record_refusal(recipient: Recipient, reason: str) -> None:
    """On record whatever becomes of the transaction around it."""
    trail.record_apart(events.DISCLOSURE_REFUSED, reason=reason, recipient=recipient.reference)
