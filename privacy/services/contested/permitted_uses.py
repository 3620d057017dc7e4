"""Using restricted data for one named legal step: asked with reasons, approved by a second person, ended by the clock
(GDPR art. 18(2)). Ordinary collection is never such a step."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from audit import trail
from audit.vocabulary import EventName
from collections_app.models import Case
from personal_data import envelopes
from personal_data.models import EnvelopeBlock
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy import events
from privacy.models import LegalStep, OtherUse, PermittedUse, Restriction
from privacy.services.requests.steps import NotAllowed

LONGEST_DAYS = 30


@transaction.atomic
def ask(
    *, case: Case, step: LegalStep | OtherUse, reason: str, days: int, by: UUID, at: datetime
) -> list[PermittedUse]:
    """Ask to use the file of a restricted case for one use of art. 18(2). One row for each restriction on it.

    Raises NotAllowed without a reason, for a length that the law's exception does not bear, or when nothing of the case
    is restricted.
    """
    if not reason.strip():
        raise NotAllowed("reason_missing")
    if not 1 <= days <= LONGEST_DAYS:
        raise NotAllowed("use_too_long")
    found = list(on_case(case))
    if not found:
        raise NotAllowed("case_not_restricted")
    envelopes.prepare_to_write([each.request for each in found])
    uses = [
        PermittedUse.objects.create(
            envelope_id=each.envelope_id,
            restriction=each,
            case_reference=case.reference,
            step=step,
            reason=reason.strip(),
            days=days,
            asked_by=by,
            asked_at=at,
        )
        for each in found
    ]
    _record(events.USE_ASKED, uses)
    return uses


@transaction.atomic
def approve(*, use: PermittedUse, by: UUID, at: datetime) -> PermittedUse:
    """Agree as the second person: from now on, for the days asked, the case opens for that use.

    Raises NotAllowed for the one who asked, a second time, or when the restriction has ended.
    """
    locked = PermittedUse.objects.select_for_update(of=("self",)).select_related("restriction").get(pk=use.pk)
    if locked.asked_by == by:
        raise NotAllowed("same_person")
    if locked.approved_by is not None:
        raise NotAllowed("not_asked_for")
    if locked.restriction.lifted_at is not None:
        raise NotAllowed("not_restricted")
    case = Case.objects.get(reference=locked.case_reference)
    locked.approved_by, locked.approved_at = by, at
    locked.until_at = at + timedelta(days=locked.days)
    locked.save(update_fields=["approved_by", "approved_at", "until_at"])
    blocks.permit(
        block=EnvelopeBlock.objects.get(id=locked.restriction.block_id),
        envelopes=_of_case(case),
        purpose=purpose_of(locked.step),
        step=locked.step,
        reference=case.reference,
        from_at=at,
        until_at=locked.until_at,
        asked_by=locked.asked_by,
        approved_by=by,
    )
    _record(events.USE_APPROVED, [locked])
    return locked


def purpose_of(step: str) -> Purpose:
    """For which purpose a use opens the case: a step of a legal claim, or another case of art. 18(2)."""
    return Purpose.LEGAL_CLAIM if step in LegalStep.values else Purpose.PERMITTED_USE


def on_case(case: Case) -> list[Restriction]:
    """The restrictions that stand on a case, on its persons or on their profiles, oldest first. Opens nothing."""
    subjects = list(case.case_debtors.values_list("debtor__subject_id", flat=True))
    scope = Q(record__in=_of_case(case)) | Q(record=None, request__subject_id__in=subjects)
    found = Restriction.objects.filter(scope, lifted_at=None).select_related("request", "request__subject")
    return list(found.order_by("since", "id"))


def running_on(case: Case, *, at: datetime) -> PermittedUse | None:
    """The use under which a restricted case may be opened now: every restriction on it has one. The first to end."""
    uses = []
    for restriction in on_case(case):
        running = restriction.uses.filter(case_reference=case.reference, until_at__gt=at).order_by("-until_at").first()
        if running is None:
            return None
        uses.append(running)
    return min(uses, key=lambda use: use.until_at or at, default=None)


def _of_case(case: Case) -> list[UUID]:
    return [case.envelope_id, *case.case_debtors.values_list("debtor__envelope_id", flat=True)]


def _record(name: EventName, uses: list[PermittedUse]) -> None:
    for use in uses:
        trail.record(name, envelopes=[use.envelope_id], reference=use.case_reference, reason=use.step)
