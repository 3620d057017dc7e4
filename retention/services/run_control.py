"""Stopping a run while it works: paused and resumed, or aborted for good. What is gone is gone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from retention import events
from retention.models import PausedBecause, Run, RunState
from retention.services.run_steps import IllegalStep, locked, step


@transaction.atomic
def pause(*, run: Run, by: UUID, at: datetime, because: PausedBecause = PausedBecause.BY_HAND) -> Run:
    """Stop after the batch that is being erased. Raises IllegalStep."""
    run = locked(run)
    run.paused_because = because
    step(run, RunState.PAUSED, by=by, at=at)
    trail.record(events.RUN_PAUSED, reference=run.reference, reason=because.value, count=run.erased_count)
    return run


@transaction.atomic
def resume(*, run: Run, by: UUID, at: datetime) -> Run:
    """Go on with a paused run: from here on it may be worked off again. Raises IllegalStep."""
    run = locked(run)
    if run.state != RunState.PAUSED:
        raise IllegalStep(run, RunState.EXECUTING)
    run.paused_because, run.worked_on_at = "", at
    step(run, RunState.EXECUTING, by=by, at=at)
    trail.record(events.RUN_RESUMED, reference=run.reference)
    return run


@transaction.atomic
def abort(*, run: Run, by: UUID, at: datetime) -> Run:
    """Give up a run that has begun; what it has not erased waits for another run. Raises IllegalStep."""
    run = locked(run)
    step(run, RunState.ABORTED, by=by, at=at)
    trail.record(events.RUN_ABORTED, reference=run.reference, count=run.erased_count)
    return run
