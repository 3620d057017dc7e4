"""Retention runs: proposed, approved by a second person, begun when their day has come and they have waited."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from audit import trail
from personal_data.models import Controller
from retention import events
from retention.models import Run, RunState, RunStep
from retention.policies import waiting
from retention.selectors import due, run_items
from retention.services import holds, rules, run_reviews
from retention.services.run_steps import IllegalStep, locked, step
from retention.services.working_off import passes, work_off

__all__ = [
    "AdviceMissing", "IllegalStep", "SamePerson", "TooEarly", "abandon", "approve", "ask_dpo_above", "begin", "execute",
    "passes", "propose", "work_off", "would_wait_until",
]  # fmt: skip


class SamePerson(ValidationError):
    """The person who proposed or reviewed a run may not approve it."""

    def __init__(self) -> None:
        words = _("A run is approved by a second person, not by one who proposed or reviewed it.")
        super().__init__(words, code="same_person")


class AdviceMissing(ValidationError):
    """So large a run is approved after the data protection officer has looked at it."""

    def __init__(self, count: int) -> None:
        words = _("The run would erase %(count)s records; the data protection officer looks at so large a one first.")
        super().__init__(words, code="advice_missing", params={"count": number_format(count, force_grouping=True)})


class TooEarly(ValidationError):
    """The day of the run has not come, or its waiting period is not over."""

    def __init__(self) -> None:
        words = _("The run still waits: its day has not come, or the time in which it can be stopped is not over.")
        super().__init__(words, code="too_early")


@transaction.atomic
def propose(
    *,
    controller: Controller,
    by: UUID,
    at: datetime,
    is_routine: bool = False,
    due_by: date | None = None,
    is_automatic: bool = False,
) -> Run:
    """Open a run for everything that is due on a day, today in the controller's own time zone unless told otherwise.

    Opened some days ahead, it can be reviewed and approved in time to be executed on the very day (AT_MOST).
    """
    rules.recompute(controller=controller)
    holds.follow(controller=controller)
    run_id = uuid4()
    run = Run.objects.create(
        id=run_id,
        controller=controller,
        reference=f"RUN-{at:%Y%m%d}-{run_id.hex[:8].upper()}",
        due_by=due_by or due.local_today(controller),
        is_routine=is_routine,
        is_automatic=is_automatic,
        proposed_by=by,
        proposed_at=at,
    )
    RunStep.objects.create(run=run, to_state=RunState.PROPOSED, by=by, at=at)
    trail.record(events.RUN_PROPOSED, reference=run.reference)
    return run


@transaction.atomic
def approve(*, run: Run, by: UUID, at: datetime) -> Run:
    """Approve as the second person; the waiting period begins.

    Raises SamePerson, NotReviewed, AdviceMissing, IllegalStep.
    """
    run = locked(run)
    looked = run.reviewed_items.filter(by=by).exists() or run.steps.filter(to_state=RunState.REVIEWED, by=by).exists()
    if run.proposed_by == by or looked:
        raise SamePerson
    if missing := run_items.count_unreviewed(run):
        raise run_reviews.NotReviewed(missing)
    if run.state == RunState.PROPOSED and run.is_automatic:
        raise IllegalStep(run, RunState.APPROVED)
    if run.advised_by is None and (count := due.preview(run.controller, run.due_by).due) > ask_dpo_above():
        raise AdviceMissing(count)
    run.approved_by, run.approved_at = by, at
    run.waits_until = would_wait_until(run, at=at)
    step(run, RunState.APPROVED, by=by, at=at)
    trail.record(events.RUN_APPROVED, reference=run.reference)
    return run


def would_wait_until(run: Run, *, at: datetime) -> datetime:
    """When the waiting of a run ends that is approved at a moment."""
    zone = ZoneInfo(run.controller.time_zone)
    return waiting.until(at, run.due_by, zone=zone, period=settings.RETENTION_WAITING)


def ask_dpo_above() -> int:
    """How many records a run may erase without the data protection officer's look."""
    return int(settings.RETENTION_ASK_DPO_ABOVE)


@transaction.atomic
def abandon(*, run: Run, by: UUID, at: datetime) -> Run:
    """Give up a run that has not begun. Raises IllegalStep."""
    run = locked(run)
    step(run, RunState.ABANDONED, by=by, at=at)
    trail.record(events.RUN_ABANDONED, reference=run.reference)
    return run


@transaction.atomic
def begin(*, run: Run, by: UUID, at: datetime) -> Run:
    """Begin to erase: from here on ``work_off`` may be done by anybody, and is done until it has come to its end.

    Raises IllegalStep, TooEarly.
    """
    run = locked(run)
    today = due.local_today(run.controller)
    if run.state == RunState.APPROVED and (run.due_by > today or (run.waits_until or at) > at):
        raise TooEarly
    holds.follow(controller=run.controller)
    run.executed_by, run.executed_at, run.worked_on_at = by, at, at
    run.days_late = max((today - run.due_by).days, 0)
    run.expected_count = _expected(run)
    step(run, RunState.EXECUTING, by=by, at=at)
    trail.record(events.RUN_BEGUN, reference=run.reference, count=run.expected_count)
    if run.days_late:
        trail.record(events.RUN_LATE, reference=run.reference, count=run.days_late)
    return run


def execute(
    *, run: Run, by: UUID, at: datetime, progress: Callable[[int, int], None] = lambda _erased, _kept: None
) -> Run:
    """Begin a run and work it off here and now, or go on with one that stopped. Raises IllegalStep."""
    return work_off(run=begin(run=run, by=by, at=at), at=at, progress=progress)


def _expected(run: Run) -> int:
    """How many envelopes the run will look at: those that go and those that stay."""
    classes = {name for names in passes(is_routine=run.is_routine) for name in names}
    return due.count(run.controller, classes=classes, by=run.due_by)
