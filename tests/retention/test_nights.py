"""Each controller's own night: what it begins, where it stops, what it catches up, what it proposes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from collections_app.models import Case
from personal_data import access
from personal_data.models import Controller
from retention import events
from retention.models import Night, PausedBecause, Run, RunState
from retention.policies import nights as policy
from retention.selectors import due
from retention.services import nights, run_control, runs, working_off
from tests.factories import accounts, retention

pytestmark = pytest.mark.django_db
ROLF, PETRA = uuid4(), uuid4()
HELSINKI, STOCKHOLM = ZoneInfo("Europe/Helsinki"), ZoneInfo("Europe/Stockholm")
TODAY = date(2026, 3, 5)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches of one."""
    monkeypatch.setattr(working_off, "BATCH", 1)


def _night(monkeypatch: pytest.MonkeyPatch, *, hour: int = 2, days: int = 0) -> datetime:
    """An hour of today's night in Stockholm, to which every clock but the database's is set."""
    now = datetime.now(STOCKHOLM).replace(hour=hour, minute=0) + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: now.astimezone(UTC))
    return now.astimezone(UTC)


def _work(at: datetime) -> list[Run]:
    with accounts.command():
        return nights.work(by=access.system("night"), at=at)


def _approved(controller: Controller, at: datetime) -> Run:
    with accounts.command():
        run = runs.propose(controller=controller, by=ROLF, at=at)
        return runs.approve(run=run, by=PETRA, at=at)


def _waiting(controller: Controller, at: datetime, *, until: datetime) -> Run:
    run = _approved(controller, at)
    Run.objects.filter(pk=run.pk).update(waits_until=until)
    return run


class TestDuty:
    @pytest.mark.parametrize(
        ("hour", "last", "missed"),
        [
            (2, None, 0),
            (2, TODAY - timedelta(days=1), 0),
            (2, TODAY - timedelta(days=4), 3),
            (14, TODAY - timedelta(days=1), 1),
            (14, TODAY - timedelta(days=3), 3),
        ],
    )
    def test_is_the_night_or_what_was_missed(self, hour: int, last: date | None, missed: int) -> None:
        found = policy.duty(datetime(2026, 3, 5, hour, tzinfo=STOCKHOLM), last)
        assert found is not None
        assert (found.night, found.missed) == (TODAY, missed)

    @pytest.mark.parametrize(("hour", "last"), [(2, TODAY), (14, TODAY), (14, None)])
    def test_is_nothing_when_it_is_done_or_has_never_begun(self, hour: int, last: date | None) -> None:
        assert policy.duty(datetime(2026, 3, 5, hour, tzinfo=STOCKHOLM), last) is None

    @pytest.mark.parametrize(("hour", "until"), [(2, (5, 6)), (5, (5, 6)), (6, (5, 12)), (20, (6, 2))])
    def test_stops_with_the_night_or_when_it_has_been_as_long(self, hour: int, until: tuple[int, int]) -> None:
        found = policy.ends_at(datetime(2026, 3, 5, hour, tzinfo=STOCKHOLM))
        assert found == datetime(2026, 3, *until, tzinfo=STOCKHOLM)

    def test_comes_in_helsinki_before_stockholm(self) -> None:
        """At 22:30 UTC it is half past midnight in Helsinki and still yesterday in Stockholm."""
        at, last = datetime(2026, 3, 4, 22, 30, tzinfo=UTC), date(2026, 3, 4)
        assert policy.duty(at.astimezone(HELSINKI), last) is not None
        assert policy.duty(at.astimezone(STOCKHOLM), last) is None


class TestWork:
    def test_executes_what_was_approved_once(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = _night(monkeypatch)
        run = _approved(amili, at)
        assert [each.reference for each in _work(at)] == [run.reference]
        assert Run.objects.get(pk=run.pk).state == RunState.EXECUTED
        assert _work(at) == []
        assert Night.objects.count() == 1

    def test_leaves_what_nobody_approved_and_what_still_waits(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = _night(monkeypatch)
        waits = _approved(amili, at)
        Run.objects.filter(pk=waits.pk).update(waits_until=at + timedelta(hours=1))
        with accounts.command():
            runs.propose(controller=amili, by=ROLF, at=at)
        assert _work(at) == []
        assert Case.objects.exists()

    @pytest.mark.parametrize("hour", [3, 20])
    def test_begins_what_has_waited_since_then_on_the_same_day(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch, hour: int
    ) -> None:
        at = _night(monkeypatch)
        run = _waiting(amili, at, until=_night(monkeypatch, hour=hour))
        assert _work(at) == []
        assert _work(_night(monkeypatch, hour=hour) - timedelta(minutes=1)) == []
        (done,) = _work(_night(monkeypatch, hour=hour))
        assert (done.reference, done.state, done.days_late) == (run.reference, RunState.EXECUTED, 0)
        assert Night.objects.count() == 1
        assert not Case.objects.exists()

    def test_begins_what_has_waited_before_the_first_night(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        until = _night(monkeypatch, hour=15)
        run = _waiting(amili, _night(monkeypatch, hour=14), until=until)
        assert _work(_night(monkeypatch, hour=14)) == []
        assert [each.reference for each in _work(_night(monkeypatch, hour=15))] == [run.reference]

    def test_leaves_for_its_day_what_has_waited_before(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = _night(monkeypatch)
        run = _waiting(amili, at, until=_night(monkeypatch, hour=3))
        Run.objects.filter(pk=run.pk).update(due_by=run.due_by + timedelta(days=1))
        assert _work(at) == []
        assert _work(_night(monkeypatch, hour=4)) == []
        assert Case.objects.exists()

    def test_passes_over_what_was_abandoned_while_it_worked(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = _night(monkeypatch)
        first, second = _approved(amili, at), _approved(amili, at + timedelta(seconds=1))
        work_off = runs.work_off

        def abandoning(**how: Any) -> Run:
            runs.abandon(run=second, by=PETRA, at=at)
            return work_off(**how)

        monkeypatch.setattr(runs, "work_off", abandoning)
        assert [each.reference for each in _work(at + timedelta(minutes=1))] == [first.reference]
        assert Run.objects.get(pk=second.pk).state == RunState.ABANDONED

    def test_stops_when_the_night_is_over_and_goes_on_in_the_next(
        self, amili: Controller, due_case: Case, small: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = _night(monkeypatch)
        _approved(amili, at)
        _night(monkeypatch, hour=7)
        (stopped,) = _work(at)
        assert (stopped.state, stopped.paused_because) == (RunState.PAUSED, PausedBecause.CUT_OFF)
        assert stopped.erased_count == 1
        (done,) = _work(_night(monkeypatch, days=1))
        assert (done.state, done.erased_count) == (RunState.EXECUTED, 2)
        assert [event.reason for event in accounts.recorded(events.RUN_PAUSED.name)] == ["cut_off"]

    def test_stops_at_its_limit(
        self, amili: Controller, due_case: Case, small: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(nights, "LIMIT", 1)
        at = _night(monkeypatch)
        _approved(amili, at)
        assert [each.paused_because for each in _work(at)] == [PausedBecause.LIMIT]

    def test_does_not_go_on_with_what_somebody_paused(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = _night(monkeypatch)
        run = _approved(amili, at)
        with accounts.command():
            run_control.pause(run=runs.begin(run=run, by=ROLF, at=at), by=ROLF, at=at)
        assert _work(at) == []
        assert Case.objects.exists()

    def test_catches_up_in_the_daytime_and_says_how_much_was_missed(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = _night(monkeypatch, hour=14)
        run = _approved(amili, at)
        assert _work(at) == []
        Night.objects.create(controller=amili, night=due.local_today(amili) - timedelta(days=3), begun_at=at)
        Run.objects.filter(pk=run.pk).update(due_by=run.due_by - timedelta(days=2))
        with accounts.command():
            retention.close(due_case, retention.months_ago(40))
        (done,) = _work(at)
        assert (done.state, done.days_late) == (RunState.EXECUTED, 2)
        assert [event.count for event in accounts.recorded(events.NIGHTS_CAUGHT_UP.name)] == [3]
        assert Night.objects.latest("night").nights_missed == 3


class TestProposingAhead:
    def test_leaves_days_for_review_and_waiting(self, amili: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
        at = _night(monkeypatch)
        with accounts.command():
            retention.closed_case(amili, retention.months_ago(36, days=-5))
        _work(at)
        run = Run.objects.get()
        assert run.due_by == due.local_today(amili) + nights.AHEAD
        assert (run.is_automatic, run.state) == (True, RunState.PROPOSED)

    def test_is_done_once_for_what_is_due(
        self, amili: Controller, due_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = _night(monkeypatch)
        with accounts.command():
            first = nights.propose_ahead(controller=amili, by=access.system("night"), at=at)
            again = nights.propose_ahead(controller=amili, by=access.system("night"), at=at)
        assert [run.due_by for run in first] == [due.local_today(amili)]
        assert again == []

    def test_is_not_done_for_what_goes_by_itself_or_is_not_due(
        self, amili: Controller, young_case: Case, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with accounts.command():
            retention.close(young_case, retention.months_ago(30))
        _work(_night(monkeypatch))
        assert not Run.objects.exists()


class TestControl:
    def test_a_paused_run_goes_on_where_it_stopped(self, amili: Controller, due_case: Case, small: None) -> None:
        at = timezone.now()
        run = _approved(amili, at)
        with accounts.command():
            begun = runs.begin(run=run, by=ROLF, at=at)

            def pause_at_once(erased: int, kept: int) -> None:
                if erased == 1 and Run.objects.get(pk=run.pk).state == RunState.EXECUTING:
                    run_control.pause(run=run, by=PETRA, at=at)

            stopped = runs.work_off(run=begun, at=at, progress=pause_at_once)
            assert (stopped.state, stopped.erased_count) == (RunState.PAUSED, 1)
            assert runs.work_off(run=stopped, at=at).state == RunState.PAUSED
            resumed = run_control.resume(run=stopped, by=ROLF, at=at)
            assert runs.work_off(run=resumed, at=at).erased_count == 2
            with pytest.raises(runs.IllegalStep):
                run_control.resume(run=run, by=ROLF, at=at)
        assert len(accounts.recorded(events.RUN_RESUMED.name)) == 1

    def test_an_aborted_run_leaves_the_rest_to_another(self, amili: Controller, due_case: Case) -> None:
        at = timezone.now()
        run = _approved(amili, at)
        with accounts.command():
            begun = runs.begin(run=run, by=ROLF, at=at)
            aborted = run_control.abort(run=begun, by=PETRA, at=at)
            assert runs.work_off(run=aborted, at=at).erased_count == 0
            with pytest.raises(runs.IllegalStep):
                run_control.resume(run=run, by=ROLF, at=at)
        assert Case.objects.exists()
        with accounts.command():
            assert runs.execute(run=_approved(amili, at), by=ROLF, at=at).erased_count == 2
        assert len(accounts.recorded(events.RUN_ABORTED.name)) == 1
