"""How fast a run works is told by the time in which it was at work, whatever stopped it in between."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from collections_app.models import Case
from personal_data import envelopes
from personal_data.models import Controller
from retention.models import Run, RunState
from retention.policies import pace
from retention.services import nightly, run_control, runs, working_off
from tests.factories import accounts
from tests.retention.interrupting import PETRA, ROLF

BATCH, PAUSE = timedelta(seconds=2), timedelta(hours=1)


class Killed(Exception):
    """The worker goes no further."""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    """Stands still but for the batches of one record, each of which takes two seconds."""
    monkeypatch.setattr(working_off, "BATCH", 1)
    erase = envelopes.erase
    with time_machine.travel(timezone.now(), tick=False) as clock:

        def slowly(*given: object, **named: object) -> object:
            clock.shift(BATCH)
            return erase(*given, **named)

        monkeypatch.setattr(envelopes, "erase", slowly)
        yield clock


@pytest.fixture
def begun(amili: Controller, due_case: Case) -> Run:
    with accounts.command():
        run = runs.propose(controller=amili, by=ROLF, at=timezone.now())
        runs.approve(run=run, by=PETRA, at=timezone.now())
        return runs.begin(run=run, by=ROLF, at=timezone.now())


def _at_the_first(run: Run, act: Callable[[], None]) -> Callable[[int, int], None]:
    def progress(erased: int, _kept: int) -> None:
        if erased == 1 and Run.objects.get(pk=run.pk).state == RunState.EXECUTING:
            act()

    return progress


@pytest.mark.django_db
class TestTheTimeAtWork:
    def test_is_not_that_of_a_pause(self, clock: time_machine.Traveller, begun: Run) -> None:
        def pause() -> None:
            run_control.pause(run=begun, by=PETRA, at=timezone.now())

        with accounts.command():
            paused = runs.work_off(run=begun, at=timezone.now(), progress=_at_the_first(begun, pause))
            assert (paused.state, paused.worked_for) == (RunState.PAUSED, BATCH)
            clock.shift(PAUSE)
            resumed = run_control.resume(run=paused, by=ROLF, at=timezone.now())
            assert pace.of_run(resumed, total=21) == pace.Pace(0.5, 40)
            clock.shift(PAUSE)  # until a worker has time for it
            done = runs.work_off(run=resumed, at=timezone.now())
        assert (done.erased_count, done.worked_for) == (2, 2 * BATCH)

    def test_is_not_that_in_which_it_had_lost_its_worker(self, clock: time_machine.Traveller, begun: Run) -> None:
        def die() -> None:
            raise Killed

        with accounts.command():
            with pytest.raises(Killed):
                runs.work_off(run=begun, at=timezone.now(), progress=_at_the_first(begun, die))
            clock.shift(PAUSE)
            (done,) = nightly.finish_interrupted(at=timezone.now())
        assert (done.erased_count, done.worked_for) == (2, 2 * BATCH)


_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "taken_up", "expected"),
    [
        (None, 0, 10),
        (4, 0, 6),  # the batch before ended then: another worker's, too
        (-3600, 0, 10),  # nobody was at work for an hour
        (20, 0, 0),  # a clock that was set back
    ],
)
def test_a_batch_takes_the_time_since_the_one_before(since: int | None, taken_up: int, expected: int) -> None:
    def at(seconds: int) -> datetime:
        return _NOON + timedelta(seconds=seconds)

    before = None if since is None else at(since)
    assert pace.worked(since=before, taken_up=at(taken_up), at=at(10)) == timedelta(seconds=expected)


def test_nothing_is_promised_before_the_first_batch() -> None:
    assert pace.of_run(Run(), total=10) is None
    assert pace.of_run(Run(erased_count=5), total=10) is None
