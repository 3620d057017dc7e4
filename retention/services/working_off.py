"""Erasing what a run was begun for: in batches, each in a transaction of its own, until it is done or stopped."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit import trail
from personal_data import envelopes, record_classes
from retention import events
from retention.models import KeptItem, PausedBecause, Run, RunState
from retention.policies import pace
from retention.policies.run_transitions import BEFORE
from retention.selectors import due, run_items
from retention.services import run_control, statistics
from retention.services.run_steps import IllegalStep, locked, step

BATCH = 1_000


def work_off(
    *,
    run: Run,
    at: datetime,
    progress: Callable[[int, int], None] = lambda _erased, _kept: None,
    stop: Callable[[Run], PausedBecause | None] = lambda _run: None,
) -> Run:
    """Erase through the gate what was due on the day of the proposal, batch by batch, each in its own transaction.

    A killed worker leaves whole batches; working the run off again goes on with what is still due, and two workers on
    one run take turns batch by batch. Profiles come last, because the gate lets them go only when nothing needs them
    any more. ``stop`` is asked after each batch whether the run pauses. Raises IllegalStep for a run that was not
    begun; one that is done, paused or aborted stays as it is.
    """
    if run.state in BEFORE:
        raise IllegalStep(run, RunState.EXECUTED)
    if run.state == RunState.EXECUTING:
        statistics.keep_of_run(run=run)
    taken_up = timezone.now()
    for classes in passes(is_routine=run.is_routine):
        after: UUID | None = None
        while run.state == RunState.EXECUTING and (
            batch := due.due_ids(run.controller, classes=classes, by=run.due_by, after=after, limit=BATCH)
        ):
            after = batch[-1][0]
            run = _erase_batch(run, batch, taken_up=taken_up)
            progress(run.erased_count, run.kept_count)
            if run.state == RunState.EXECUTING and (because := stop(run)):
                run = run_control.pause(
                    run=run, by=run.executed_by or run.proposed_by, at=max(at, timezone.now()), because=because
                )
    with transaction.atomic():
        run = locked(run)
        if run.state != RunState.EXECUTING:  # the other worker came first, or somebody stopped it
            return run
        # ``at`` is when the work was taken up; a long run ends later.
        step(run, RunState.EXECUTED, by=run.executed_by or run.proposed_by, at=max(at, timezone.now()))
        trail.record(events.RUN_EXECUTED, reference=run.reference, count=run.erased_count)
    return run


def _erase_batch(run: Run, batch: Sequence[tuple[UUID, str]], *, taken_up: datetime) -> Run:
    with transaction.atomic():
        run = locked(run)
        if run.state != RunState.EXECUTING:  # the other worker came first, or somebody stopped it
            return run
        class_of = dict(batch)
        unseen = _not_reviewed(run, class_of)
        outcomes = envelopes.erase([each for each in class_of if each not in unseen], ground="due", run=run.id)
        reasons = {each.envelope_id: each.reason for each in outcomes if not each.erased} | unseen
        kept = [
            KeptItem(run=run, envelope_id=each, record_class=class_of[each], reason=reason)
            for each, reason in reasons.items()
            if reason != "unknown_envelope"  # another run took it first
        ]
        KeptItem.objects.bulk_create(kept, ignore_conflicts=True)
        run.erased_count += sum(each.erased for each in outcomes)
        run.kept_count = KeptItem.objects.filter(run=run).count()
        now = timezone.now()
        run.worked_for += pace.worked(since=run.worked_on_at, taken_up=taken_up, at=now)
        run.worked_on_at = now
        run.save(update_fields=["erased_count", "kept_count", "worked_on_at", "worked_for"])
    return run


def _not_reviewed(run: Run, class_of: Mapping[UUID, str]) -> dict[UUID, str]:
    """What fell into the run after its review, of classes that ask for one: it waits for the next."""
    asking = {each for each, name in class_of.items() if record_classes.get(name).is_reviewed}
    if not asking:
        return {}
    seen = run.reviewed_items.filter(envelope_id__in=asking).values_list("envelope_id", flat=True)
    return dict.fromkeys(run_items.among(run, asking.difference(seen)), "not_reviewed")


def passes(*, is_routine: bool) -> list[list[str]]:
    """Which classes go together: routine ones by themselves; otherwise records first, then the profiles they needed."""
    entries = record_classes.every()
    if is_routine:
        return [[entry.name for entry in entries if entry.routine]]
    return [
        [entry.name for entry in entries if not entry.is_profile],
        [entry.name for entry in entries if entry.is_profile],
    ]
