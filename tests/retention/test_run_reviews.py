"""What has to happen before a run erases anything: review, a second person, the officer's look, the waiting."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from collections_app.models import Case
from personal_data import record_classes
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from retention import events
from retention.models import KeptItem, LegalHold, Run, RunState
from retention.policies import run_transitions, waiting
from retention.policies.hold_terms import Terms
from retention.selectors import due, run_items
from retention.services import run_reviews, runs
from tests.factories import accounts, retention

pytestmark = pytest.mark.django_db
ROLF, PETRA, PER = uuid4(), uuid4(), uuid4()
STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=STOCKHOLM)


def _propose(controller: Controller, by: UUID = ROLF, **how: object) -> Run:
    with accounts.command(Purpose.RETENTION):
        return runs.propose(controller=controller, by=by, at=timezone.now(), **how)


def _do(step: object, run: Run, by: UUID = PETRA, **more: object) -> Run:
    with accounts.command(Purpose.RETENTION):
        return step(run=run, by=by, at=timezone.now(), **more)


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Case files ask for a review of each, as legal files do."""
    case_file = record_classes.get("case_file")
    asked = record_classes.RecordClass(**{**_fields(case_file), "is_reviewed": True})
    monkeypatch.setitem(record_classes._classes, "case_file", asked)


def _fields(of: record_classes.RecordClass) -> dict[str, object]:
    return {name: getattr(of, name) for name in of.__dataclass_fields__}


class TestReview:
    def test_is_asked_for_by_class_before_an_approval(self, amili: Controller, due_case: Case, asking: None) -> None:
        run = _propose(amili)
        with pytest.raises(run_reviews.NotReviewed):
            _do(runs.approve, run)
        with pytest.raises(run_reviews.NotReviewed):
            _do(run_reviews.finish, run, ROLF)
        assert [item.about for item in run_items.page(run, only_asking=True)] == [due_case.reference]
        assert _do(run_reviews.let_go, run, ROLF, items=[due_case.envelope_id]) == 1
        assert _do(run_reviews.let_go, run, ROLF, items=[due_case.envelope_id]) == 0
        assert run_items.page(run, only_asking=True)[0].is_reviewed
        assert _do(run_reviews.finish, run, ROLF).state == RunState.REVIEWED
        assert _do(runs.approve, run).state == RunState.APPROVED
        assert _do(runs.execute, run, ROLF).erased_count == 2
        names = [events.RUN_ITEMS_REVIEWED, events.RUN_REVIEWED]
        assert [len(accounts.recorded(name.name)) for name in names] == [1, 1]

    def test_takes_only_what_the_run_would_erase(
        self, amili: Controller, due_case: Case, young_case: Case, asking: None
    ) -> None:
        run = _propose(amili)
        assert _do(run_reviews.let_go, run, ROLF, items=[young_case.envelope_id, uuid4()]) == 0

    def test_leaves_what_came_into_the_run_later(self, amili: Controller, due_case: Case, asking: None) -> None:
        run = _propose(amili)
        _do(run_reviews.let_go, run, ROLF, items=[due_case.envelope_id])
        _do(runs.approve, run)
        with accounts.command():
            late = retention.closed_case(amili, retention.months_ago(40), "Bo Berg")
        _do(runs.execute, run, ROLF)
        assert list(Case.objects.all()) == [late]
        assert KeptItem.objects.get(envelope_id=late.envelope_id).reason == "not_reviewed"

    def test_to_keep_one_is_to_hold_it(self, amili: Controller, due_case: Case, asking: None) -> None:
        run = _propose(amili)
        terms = Terms("doubt", "The case was closed later.", timezone.localdate() + timedelta(days=9))
        _do(run_reviews.keep, run, ROLF, item=due_case.envelope_id, about=due_case.reference, terms=terms)
        assert LegalHold.objects.get().cause == "doubt"
        _do(run_reviews.finish, run, ROLF)
        _do(runs.approve, run)
        assert _do(runs.execute, run, ROLF).erased_count == 0
        assert KeptItem.objects.get(envelope_id=due_case.envelope_id).reason == "held"
        assert [event.reason for event in accounts.recorded(events.RUN_ITEM_KEPT.name)] == ["doubt"]

    def test_is_over_when_the_run_is_approved(self, amili: Controller, due_case: Case) -> None:
        run = _propose(amili)
        _do(runs.approve, run)
        with pytest.raises(runs.IllegalStep):
            _do(run_reviews.let_go, run, ROLF, items=[due_case.envelope_id])


class TestSecondPerson:
    def test_is_not_one_who_reviewed(self, amili: Controller, due_case: Case) -> None:
        run = _propose(amili)
        _do(run_reviews.let_go, run, PETRA, items=[due_case.envelope_id])
        with pytest.raises(runs.SamePerson, match="not by one who proposed or reviewed it"):
            _do(runs.approve, run)
        _do(run_reviews.finish, run, PER)
        with pytest.raises(runs.SamePerson):
            _do(runs.approve, run, PER)

    def test_follows_a_first_when_the_night_proposed(self, amili: Controller, due_case: Case) -> None:
        run = _propose(amili, uuid4(), is_automatic=True)
        with pytest.raises(runs.IllegalStep):
            _do(runs.approve, run)
        _do(run_reviews.finish, run, ROLF)
        assert _do(runs.approve, run).state == RunState.APPROVED


class TestTheOfficersLook:
    def test_comes_before_the_approval_of_a_large_run(self, amili: Controller, due_case: Case, settings: Any) -> None:
        settings.RETENTION_ASK_DPO_ABOVE = 1
        run = _propose(amili)
        with pytest.raises(runs.AdviceMissing, match="would erase 2 records"):
            _do(runs.approve, run)
        assert "22,774 records" in runs.AdviceMissing(22_774).messages[0]
        _do(run_reviews.advise, run, PER)
        assert _do(runs.approve, run).advised_by == PER
        assert len(accounts.recorded(events.RUN_ADVISED.name)) == 1

    def test_is_not_needed_for_a_small_one(self, amili: Controller, due_case: Case, settings: Any) -> None:
        settings.RETENTION_ASK_DPO_ABOVE = 2
        assert _do(runs.approve, _propose(amili)).advised_by is None


class TestWaiting:
    @pytest.mark.parametrize(
        ("approved", "due_by", "until"),
        [
            (_at(1, 9), date(2026, 3, 5), _at(1, 21)),
            (_at(5, 9), date(2026, 3, 5), _at(5, 20)),
            (_at(5, 21), date(2026, 3, 5), _at(5, 21)),
            (_at(9, 9), date(2026, 3, 5), _at(9, 9)),
        ],
    )
    def test_never_makes_a_maximum_late(self, approved: datetime, due_by: date, until: datetime) -> None:
        assert waiting.until(approved, due_by, zone=STOCKHOLM, period=timedelta(hours=12)) == until

    def test_keeps_an_approved_run_from_beginning(self, amili: Controller, due_case: Case) -> None:
        run = _do(runs.approve, _propose(amili))
        Run.objects.filter(pk=run.pk).update(waits_until=timezone.now() + timedelta(hours=1))
        with pytest.raises(runs.TooEarly):
            _do(runs.begin, run, ROLF)
        Run.objects.filter(pk=run.pk).update(waits_until=timezone.now())
        assert _do(runs.execute, run, ROLF).erased_count == 2

    def test_lasts_until_the_day_of_the_run(self, amili: Controller, due_case: Case) -> None:
        tomorrow = due.local_today(amili) + timedelta(days=1)
        run = _do(runs.approve, _propose(amili, due_by=tomorrow))
        with pytest.raises(runs.TooEarly):
            _do(runs.begin, run, ROLF)
        assert Envelope.objects.filter(id=due_case.envelope_id).exists()

    def test_that_came_to_its_end_too_late_is_recorded(self, amili: Controller, due_case: Case) -> None:
        run = _propose(amili, due_by=due.local_today(amili) - timedelta(days=3))
        _do(runs.approve, run)
        assert _do(runs.begin, run, ROLF).days_late == 3
        assert [event.count for event in accounts.recorded(events.RUN_LATE.name)] == [3]


class TestTransitions:
    def test_lead_from_every_state_to_known_ones(self) -> None:
        for table in (run_transitions.NEXT, run_transitions.NEXT_OF_ROUTINE):
            assert set(table) == set(RunState.values)
            assert set().union(*table.values()) <= set(RunState.values)

    def test_never_lead_back_to_before_the_approval(self) -> None:
        for state in (*run_transitions.ENDED, "executing", "paused"):
            assert not run_transitions.NEXT[state] & set(run_transitions.BEFORE)

    @pytest.mark.parametrize("step", [run_reviews.finish, runs.approve, runs.abandon, runs.begin])
    def test_of_a_run_that_is_over_are_refused(self, amili: Controller, due_case: Case, step: object) -> None:
        run = _propose(amili)
        _do(runs.approve, run)
        _do(runs.execute, run, ROLF)
        with pytest.raises(ValidationError, match="cannot become"):
            _do(step, run, PER)
