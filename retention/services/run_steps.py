"""A run's steps from state to state: locked, checked against the table of transitions, written down."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from retention.models import Run, RunState, RunStep
from retention.policies.run_transitions import may_step


class IllegalStep(ValidationError):
    """The run cannot take this step from where it stands."""

    def __init__(self, run: Run, wanted: RunState) -> None:
        words = _("Run %(run)s is %(state)s; it cannot become %(wanted)s.")
        values = {"run": run.reference, "state": run.get_state_display(), "wanted": wanted.label}
        super().__init__(words, code="illegal_step", params=values)


def locked(run: Run) -> Run:
    """The run as it stands now; whoever else takes a step with it waits."""
    return Run.objects.select_for_update(of=("self",)).select_related("controller").get(pk=run.pk)


def step(run: Run, to_state: RunState, *, by: UUID, at: datetime) -> None:
    """Take a step and write it down. Raises IllegalStep."""
    if not may_step(run.state, to_state, is_routine=run.is_routine):
        raise IllegalStep(run, to_state)
    run.state = to_state
    run.save()
    RunStep.objects.create(run=run, to_state=to_state, by=by, at=at)


def advance(run_id: UUID, to_state: RunState, *, by: UUID, at: datetime) -> None:
    """Let a run step on if it may; one that is there already stays."""
    run = Run.objects.select_for_update().get(pk=run_id)
    if run.state != to_state and may_step(run.state, to_state, is_routine=run.is_routine):
        step(run, to_state, by=by, at=at)
