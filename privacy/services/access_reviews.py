"""Reviews of openings: finding what stands out, taking up glass that was broken, and saying what came of it."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import trail
from collections_app.models import Case
from personal_data.models import Controller, EmergencyAccess, EmergencyReason
from personal_data.services import emergencies
from privacy import events
from privacy.models import AccessReview, ReviewOutcome
from privacy.policies.browsing import rules
from privacy.policies.clock.closed_days import ONE_DAY, calendar_of
from privacy.selectors import unusual

# Long enough for a weekend on which no worker ran; what was found before is not found twice.
_LOOKED_BACK = timedelta(days=4)
KEPT = timedelta(days=730)


def next_working_day(controller: Controller, at: datetime) -> date:
    """The first working day after a moment where the controller is, by its national calendar."""
    today = at.astimezone(ZoneInfo(controller.time_zone)).date()
    return calendar_of(controller.country).working_day_from(today + ONE_DAY)


def find(*, at: datetime) -> int:
    """Put what stands out into the queue, for hours and days that are over; says how much is new."""
    before = AccessReview.objects.count()
    for controller in Controller.objects.order_by("reference"):
        standouts = [
            each
            for rule in rules.every()
            for each in unusual.found(rule, controller, since=at - _LOOKED_BACK, until=at)
            if at - _LOOKED_BACK <= each.starts and each.ends <= at
        ]
        AccessReview.objects.bulk_create(
            (
                AccessReview(
                    controller=controller,
                    rule=each.rule.code,
                    actor=each.actor,
                    from_at=each.starts,
                    until_at=each.ends,
                    number=each.number,
                    threshold=each.rule.least,
                    found_at=at,
                    due_on=next_working_day(controller, at),
                )
                for each in standouts
            ),
            ignore_conflicts=True,
        )
    new = AccessReview.objects.count() - before
    if new:
        trail.record(events.REVIEW_BEGUN, reason="unusual", count=new)
    return new


@transaction.atomic
def break_glass(*, case: Case, reason: EmergencyReason, by: UUID, at: datetime) -> EmergencyAccess:
    """Break the glass over one case; its review on the next working day stands in the queue from the same moment."""
    profiles = case.case_debtors.values_list("debtor__envelope_id", flat=True)
    emergency = emergencies.begin(
        controller=case.controller,
        reference=case.reference,
        envelopes=[case.envelope_id, *profiles],
        reason=reason,
        by=by,
        at=at,
    )
    AccessReview.objects.create(
        controller=case.controller,
        rule=rules.EMERGENCY,
        actor=by,
        from_at=emergency.from_at,
        until_at=emergency.until_at,
        number=1,
        threshold=1,
        emergency=emergency,
        found_at=at,
        due_on=next_working_day(case.controller, at),
    )
    return emergency


@transaction.atomic
def decide(*, review: AccessReview, outcome: ReviewOutcome, by: UUID, at: datetime) -> AccessReview:
    """Say what came of a review, once. Raises ValidationError for one's own openings and for what is decided."""
    locked = AccessReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if locked.outcome:
        raise ValidationError(_("Somebody has reviewed this already."), code="decided")
    if locked.actor == by:
        raise ValidationError(_("Nobody reviews their own openings. Leave it to a colleague."), code="own")
    locked.outcome, locked.reviewed_by, locked.reviewed_at = outcome, by, at
    locked.save(update_fields=["outcome", "reviewed_by", "reviewed_at"])
    trail.record(
        events.REVIEW_DECIDED,
        reference=User(id=locked.actor).reference,
        reason=f"{locked.rule}.{outcome.value}",
    )
    return locked


def forget(*, at: datetime) -> int:
    """Remove reviews that were decided two years ago; says how many."""
    removed, _by_table = AccessReview.objects.filter(reviewed_at__lt=at - KEPT).delete()
    return removed
