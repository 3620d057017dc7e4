"""Retention runs: propose, approve by a second person, execute in batches, finish what was interrupted."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from audit import trail
from personal_data import envelopes, record_classes
from personal_data.models import Controller
from retention import events
from retention.models import KeptItem, Run, RunState, RunStep
from retention.policies.run_transitions import may_step
from retention.selectors import due
from retention.services import rules, statistics

BATCH = 1_000


class IllegalStep(ValidationError):
    """The run cannot take this step from where it stands."""

    def __init__(self, run: Run, wanted: str) -> None:
        super().__init__(f"Run {run.reference} is {run.state}; it cannot become {wanted}.", code="illegal_step")


class SamePerson(ValidationError):
    """The person who proposed a run may not approve it."""

    def __init__(self) -> None:
        super().__init__("A run is approved by a second person, not by the one who proposed it.", code="same_person")


@transaction.atomic
def propose(*, controller: Controller, by: UUID, at: datetime, is_routine: bool = False) -> Run:
    """Open a run for everything that is due today in the controller's own time zone."""
    rules.recompute(controller=controller)
    run_id = uuid4()
    run = Run.objects.create(
        id=run_id,
        controller=controller,
        reference=f"RUN-{at:%Y%m%d}-{run_id.hex[:8].upper()}",
        due_by=due.local_today(controller),
        is_routine=is_routine,
        proposed_by=by,
        proposed_at=at,
    )
    RunStep.objects.create(run=run, to_state=RunState.PROPOSED, by=by, at=at)
    trail.record(events.RUN_PROPOSED, reference=run.reference)
    return run


@transaction.atomic
def approve(*, run: Run, by: UUID, at: datetime) -> Run:
    """Approve as the second person. Raises SamePerson, IllegalStep."""
    run = _locked(run)
    if run.proposed_by == by:
        raise SamePerson
    run.approved_by, run.approved_at = by, at
    _step(run, RunState.APPROVED, by=by, at=at)
    trail.record(events.RUN_APPROVED, reference=run.reference)
    return run


@transaction.atomic
def abandon(*, run: Run, by: UUID, at: datetime) -> Run:
    """Give up a run that has not begun. Raises IllegalStep."""
    run = _locked(run)
    _step(run, RunState.ABANDONED, by=by, at=at)
    trail.record(events.RUN_ABANDONED, reference=run.reference)
    return run


@transaction.atomic
def begin(*, run: Run, by: UUID, at: datetime) -> Run:
    """Begin to erase: from here on ``work_off`` may be done by anybody, and is done until it has come to its end.

    Raises IllegalStep.
    """
    run = _locked(run)
    run.executed_by, run.executed_at, run.worked_on_at = by, at, at
    run.expected_count = _expected(run)
    _step(run, RunState.EXECUTING, by=by, at=at)
    trail.record(events.RUN_BEGUN, reference=run.reference, count=run.expected_count)
    return run


def work_off(*, run: Run, at: datetime, progress: Callable[[int, int], None] = lambda _erased, _kept: None) -> Run:
    """Erase through the gate what was due on the day of the proposal, batch by batch, each in its own transaction.

    A killed worker leaves whole batches; working the run off again goes on with what is still due, and two workers on
    one run take turns batch by batch. Profiles come last, because the gate lets them go only when nothing needs them
    any more. Raises IllegalStep for a run that was not begun; one that is done stays as it is.
    """
    if run.state == RunState.EXECUTED:
        return run
    if run.state != RunState.EXECUTING:
        raise IllegalStep(run, RunState.EXECUTED)
    statistics.keep_of_run(run=run)
    for classes in passes(is_routine=run.is_routine):
        after: UUID | None = None
        while batch := due.due_ids(run.controller, classes=classes, by=run.due_by, after=after, limit=BATCH):
            after = batch[-1][0]
            run = _erase_batch(run, batch)
            progress(run.erased_count, run.kept_count)
    with transaction.atomic():
        run = _locked(run)
        if run.state == RunState.EXECUTED:  # the other worker came first; everything is done
            return run
        _step(run, RunState.EXECUTED, by=run.executed_by or run.proposed_by, at=at)
        trail.record(events.RUN_EXECUTED, reference=run.reference, count=run.erased_count)
    return run


def execute(
    *, run: Run, by: UUID, at: datetime, progress: Callable[[int, int], None] = lambda _erased, _kept: None
) -> Run:
    """Begin a run and work it off here and now, or go on with one that stopped. Raises IllegalStep."""
    return work_off(run=begin(run=run, by=by, at=at), at=at, progress=progress)


def _expected(run: Run) -> int:
    """How many envelopes the run will look at: those that go and those that stay."""
    classes = {name for names in passes(is_routine=run.is_routine) for name in names}
    found = due.preview(run.controller, run.due_by).classes
    return sum(entry.due + entry.kept.total() for entry in found if entry.record_class in classes)


def _erase_batch(run: Run, batch: Sequence[tuple[UUID, str]]) -> Run:
    with transaction.atomic():
        run = _locked(run)
        if run.state == RunState.EXECUTED:  # the other worker came first
            return run
        outcomes = envelopes.erase([envelope_id for envelope_id, _ in batch], ground="due", run=run.id)
        class_of = dict(batch)
        kept = [
            KeptItem(run=run, envelope_id=each.envelope_id, record_class=class_of[each.envelope_id], reason=each.reason)
            for each in outcomes
            if not each.erased and each.reason != "unknown_envelope"  # another run took it first
        ]
        KeptItem.objects.bulk_create(kept, ignore_conflicts=True)
        run.erased_count += sum(each.erased for each in outcomes)
        run.kept_count = KeptItem.objects.filter(run=run).count()
        run.worked_on_at = timezone.now()
        run.save(update_fields=["erased_count", "kept_count", "worked_on_at"])
    return run


def passes(*, is_routine: bool) -> list[list[str]]:
    """Which classes go together: routine ones by themselves; otherwise records first, then the profiles they needed."""
    entries = record_classes.every()
    if is_routine:
        return [[entry.name for entry in entries if entry.routine]]
    return [
        [entry.name for entry in entries if not entry.is_profile],
        [entry.name for entry in entries if entry.is_profile],
    ]


def _locked(run: Run) -> Run:
    return Run.objects.select_for_update(of=("self",)).select_related("controller").get(pk=run.pk)


def _step(run: Run, to_state: RunState, *, by: UUID, at: datetime) -> None:
    if not may_step(run.state, to_state, is_routine=run.is_routine):
        raise IllegalStep(run, to_state)
    run.state = to_state
    run.save()
    RunStep.objects.create(run=run, to_state=to_state, by=by, at=at)
