"""Each controller's own night: approved runs are executed, what the last night left goes on, and what falls due in some
days is proposed in time for people to look at it. A run that still waited then begins when it has waited."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit import trail
from audit.acting import Actor
from personal_data.models import Controller
from retention import events
from retention.models import Night, PausedBecause, Run, RunState
from retention.policies import nights
from retention.policies.nights import Duty
from retention.policies.run_transitions import BEFORE
from retention.selectors import due
from retention.services import run_control, runs

# So long before its day a run is proposed: time for a review, an approval and the waiting.
AHEAD = timedelta(days=5)
# As many records are erased in one night of one controller; the rest goes in the next.
LIMIT = 200_000


def work(*, by: Actor, at: datetime) -> list[Run]:
    """The night's work of every controller whose night it is, or whose nights were missed. Returns the runs worked on.

    Asked again on the same day it begins what has waited to its end since then, which else would be a day late, and
    nothing more. Two at once share no night.
    """
    worked = []
    for controller in Controller.objects.order_by("reference"):
        if duty := _take(controller, at):
            worked += _work_off(_ready(controller, at), ends_at=duty.ends_at, by=by, at=at)
            propose_ahead(controller=controller, by=by, at=at)
        elif waited := _waited_since(controller, at):
            ends_at = nights.ends_at(at.astimezone(ZoneInfo(controller.time_zone)))
            worked += _work_off(waited, ends_at=ends_at, by=by, at=at)
    return worked


@transaction.atomic
def _take(controller: Controller, at: datetime) -> Duty | None:
    """Take the night, if nobody has: who comes second finds it taken."""
    Controller.objects.select_for_update().get(pk=controller.pk)
    last = Night.objects.filter(controller=controller).order_by("-night").first()
    local = at.astimezone(ZoneInfo(controller.time_zone))
    duty = nights.duty(local, last.night if last else None)
    if duty is None:
        return None
    Night.objects.create(controller=controller, night=duty.night, begun_at=at, nights_missed=duty.missed)
    if duty.missed:
        trail.record(events.NIGHTS_CAUGHT_UP, count=duty.missed)
    return duty


def _work_off(ready: Sequence[Run], *, ends_at: datetime, by: Actor, at: datetime) -> list[Run]:
    worked, left = [], LIMIT
    for run in ready:
        if not Run.objects.filter(pk=run.pk, state=run.state).exists():
            continue  # begun or abandoned by somebody while another one was worked off
        begun = (
            run_control.resume(run=run, by=by.id, at=at)
            if run.state == RunState.PAUSED
            else runs.begin(run=run, by=by.id, at=at)
        )
        before, allowed = begun.erased_count, left

        def stop(now: Run, before: int = before, allowed: int = allowed) -> PausedBecause | None:
            if timezone.now() >= ends_at:
                return PausedBecause.CUT_OFF
            return PausedBecause.LIMIT if now.erased_count - before >= allowed else None

        done = runs.work_off(run=begun, at=at, stop=stop)
        worked.append(done)
        left -= done.erased_count - before
        if done.state == RunState.PAUSED:
            break
    return worked


def _ready(controller: Controller, at: datetime) -> list[Run]:
    """Approved runs whose day has come and that have waited, and what a night stopped; the oldest day first."""
    mine = Run.objects.filter(controller=controller, due_by__lte=due.local_today(controller))
    approved = mine.filter(state=RunState.APPROVED, waits_until__lte=at)
    stopped = mine.filter(state=RunState.PAUSED).exclude(paused_because=PausedBecause.BY_HAND)
    return list((approved | stopped).select_related("controller").order_by("due_by", "proposed_at"))


def _waited_since(controller: Controller, at: datetime) -> list[Run]:
    """Approved runs whose day has come and whose waiting ended after the night's work had begun (AT_MOST).

    Before the first night of a controller, those that have waited at all.
    """
    today = due.local_today(controller)
    night = Night.objects.filter(controller=controller, night=today).first()
    since = night.begun_at if night else F("approved_at")
    approved = Run.objects.filter(controller=controller, due_by__lte=today, state=RunState.APPROVED)
    waited = approved.filter(waits_until__gt=since, waits_until__lte=at)
    return list(waited.select_related("controller").order_by("due_by", "proposed_at"))


def propose_ahead(*, controller: Controller, by: Actor, at: datetime) -> list[Run]:
    """Propose a run for what is due today, and one for what will be due in some days, where none is open for it."""
    today = due.local_today(controller)
    proposed = []
    for day in (today, today + AHEAD):
        open_runs = Run.objects.filter(controller=controller, state__in=[*BEFORE, "executing", "paused"])
        covered = open_runs.filter(is_routine=False, due_by__lte=day).order_by("-due_by").first()
        if due.anything_due(controller, by=day, after=covered.due_by if covered else None):
            run = runs.propose(controller=controller, by=by.id, at=at, due_by=day, is_automatic=True)
            proposed.append(run)
    return proposed
