"""The pages of a run between proposal and certificate: review, the officer's look, waiting, pausing, aborting."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case
from config.templatetags.presentation import moment_in, weekday_date
from personal_data import record_classes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention import tasks
from retention.models import LegalHold, Run, RunState
from retention.selectors import due, run_items
from retention.services import runs
from tests.factories import accounts

pytestmark = pytest.mark.django_db
URL = "/dpo/retention/runs/"


@pytest.fixture
def rolf(due_case: Case) -> Client:
    return accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Rolf Records"))


@pytest.fixture
def petra(due_case: Case) -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


@pytest.fixture
def asking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Case files ask for a review of each, as legal files do."""
    found = record_classes.get("case_file")
    fields = {name: getattr(found, name) for name in found.__dataclass_fields__} | {"is_reviewed": True}
    monkeypatch.setitem(record_classes._classes, "case_file", record_classes.RecordClass(**fields))


@pytest.fixture
def run(amili: Controller, due_case: Case) -> Run:
    """Proposed by the night."""
    with accounts.command(Purpose.RETENTION) as here:
        return runs.propose(controller=amili, by=here.actor.id, at=timezone.now(), is_automatic=True)


def _page(client: Client, run: Run, step: str = "", *, press: bool = False, **sent: Any) -> str:
    """A page that is read, filled in, or has its button pressed."""
    address = f"{URL}{run.reference}/{step}"
    answer = client.post(address, sent, follow=True) if sent or press else client.get(address)
    return answer.content.decode()


def _overview(client: Client) -> str:
    return client.get("/dpo/retention/").content.decode()


def _state(run: Run) -> str:
    return str(Run.objects.get(pk=run.pk).state)


class TestReview:
    def test_lists_what_asks_for_a_look_without_opening_it(
        self, rolf: Client, run: Run, due_case: Case, asking: None
    ) -> None:
        assert "1 record asks for a look" in _page(rolf, run)
        page = _page(rolf, run, "review/")
        assert due_case.reference in page
        assert "Andersson" not in page
        assert due_case.reference not in rolf.get(f"{URL}{run.reference}/review/?rest=1").content.decode()
        assert not accounts.recorded("personal_data.envelope.opened")

    def test_lets_go_what_is_ticked_and_is_finished_then(
        self, rolf: Client, run: Run, due_case: Case, asking: None
    ) -> None:
        assert "has to be reviewed" in _page(rolf, run, "reviewed/", press=True)
        assert "1 record is let go" in _page(rolf, run, "review/", item=str(due_case.envelope_id))
        assert "seen" in _page(rolf, run, "review/")
        _page(rolf, run, "reviewed/", press=True)
        assert _state(run) == RunState.REVIEWED
        assert "let go" not in _page(rolf, run, "review/", item="nonsense")

    @pytest.mark.parametrize(("asked", "current"), [("", "Those that ask for a look"), ("?rest=1", "All others")])
    def test_says_which_records_are_listed_as_other_switches_do(
        self, rolf: Client, run: Run, asked: str, current: str
    ) -> None:
        page = _page(rolf, run, f"review/{asked}")
        assert re.findall(r'aria-current="true">([^<]+)</a>', page) == [current]
        (choices,) = re.findall(r'<nav class="switch" aria-label="Which records"><ul class="set plain">.*?</nav>', page)
        assert f'aria-current="true">{current}</a>' in choices

    def test_says_when_nothing_asks_for_a_look(self, rolf: Client, run: Run) -> None:
        assert "Nothing in this run asks for a look of its own" in _page(rolf, run, "review/")

    def test_keeps_one_by_a_hold(self, rolf: Client, run: Run, due_case: Case) -> None:
        step = f"review/{due_case.envelope_id}/keep/"
        assert due_case.reference in _page(rolf, run, step)
        sent = {"cause": "doubt", "reason": "Closed later.", "review_on": "2020-01-01"}
        assert "Choose a day after today" in _page(rolf, run, step, **sent)
        day = timezone.localdate() + timedelta(days=9)
        assert "by a legal hold" in _page(rolf, run, step, **(sent | {"review_on": day.isoformat()}))
        assert LegalHold.objects.get().about == due_case.reference
        assert rolf.get(f"{URL}{run.reference}/{step}").status_code == 404

    def test_of_the_nights_proposal_comes_before_its_approval(self, rolf: Client, petra: Client, run: Run) -> None:
        assert "cannot become approved" in _page(petra, run, "approve/", press=True)
        _page(rolf, run, "reviewed/", press=True)
        _page(petra, run, "approve/", press=True)
        assert _state(run) == RunState.APPROVED


class TestTheOfficersLook:
    def test_is_asked_for_above_the_threshold(self, petra: Client, rolf: Client, run: Run, settings: Any) -> None:
        settings.RETENTION_ASK_DPO_ABOVE = 1
        dora = accounts.client_of(accounts.member(Role.DPO))
        _page(rolf, run, "reviewed/", press=True)
        assert "data protection officer looks at the run" in rolf.get("/dpo/retention/").content.decode()
        assert "The data protection officer looks at it first" in _page(petra, run)
        assert "looks at so large a one first" in _page(petra, run, "approve/", press=True)
        assert "you are asked before it is approved" in _page(dora, run, "advise/")
        _page(dora, run, "advise/", press=True)
        assert petra.get(f"{URL}{run.reference}/advise/").status_code == 403
        _page(petra, run, "approve/", press=True)
        assert _state(run) == RunState.APPROVED

    def test_stands_among_the_steps_between_review_and_approval(self, petra: Client, rolf: Client, run: Run) -> None:
        dora = accounts.client_of(accounts.member(Role.DPO, name="Dora Dpo"))
        for client, step in ((rolf, "reviewed/"), (dora, "advise/"), (petra, "approve/")):
            _page(client, run, step, press=True)
        steps = _page(rolf, run).split('id="steps"')[1]
        said = re.findall(r"<strong>([^<]+)</strong> <span[^>]*>([^<]+)</span>", steps)
        at = moment_in(Run.objects.get(pk=run.pk).advised_at, run.controller.time_zone)
        assert [what for what, _ in said] == [
            "Proposed", "Reviewed", "Looked at by the data protection officer", "Approved",
        ]  # fmt: skip
        assert said[2][1] == f"{at} · Dora Dpo"


class TestWaiting:
    def test_is_told_and_leaves_no_way_to_begin(self, rolf: Client, run: Run, amili: Controller) -> None:
        later = due.local_today(amili) + timedelta(days=2)
        Run.objects.filter(pk=run.pk).update(
            state="approved", approved_by=run.id, approved_at=timezone.now(), waits_until=timezone.now(), due_by=later
        )
        page = _page(rolf, run)
        assert "Approved, and waiting" in page
        assert f"and begins by itself in the first hours of {weekday_date(later)}. Until it begins it can" in page
        assert f"{run.reference}/execute/" not in page
        assert "still waits" in _page(rolf, run, "execute/", press=True)

    def test_into_the_day_of_the_run_comes_to_its_end_after_the_night(
        self, rolf: Client, run: Run, amili: Controller
    ) -> None:
        zone = ZoneInfo(amili.time_zone)
        until = datetime.combine(due.local_today(amili) + timedelta(days=1), time(0, 50), zone)
        Run.objects.filter(pk=run.pk).update(
            state="approved", approved_by=run.id, approved_at=timezone.now(), waits_until=until, due_by=until.date()
        )
        assert f"It waits until {moment_in(until, amili.time_zone)} and begins by itself within an hour after" in _page(
            rolf, run
        )

    def test_that_is_over_leaves_the_run_ready(self, rolf: Client, petra: Client, run: Run) -> None:
        _page(rolf, run, "reviewed/", press=True)
        assert "It can be executed at once; else it begins by itself" in _page(petra, run, "approve/")
        page = _page(petra, run, "approve/", press=True)
        assert "Approved, and ready" in page
        assert "It waits no longer and can be executed now" in page
        assert "Approved, and waiting" not in page
        assert f"{run.reference}/execute/" in _page(rolf, run)

    def test_is_for_a_day_that_the_list_of_runs_names(self, rolf: Client, run: Run) -> None:
        Run.objects.filter(pk=run.pk).update(due_by=date(2031, 5, 4))
        assert re.search(rf"{run.reference}.*?data-label=\"Due by\">4 May 2031<", _overview(rolf), re.DOTALL)

    def test_is_told_before_the_approval(
        self, rolf: Client, petra: Client, run: Run, amili: Controller, settings: Any
    ) -> None:
        settings.RETENTION_WAITING = timedelta(hours=1)
        later = due.local_today(amili) + timedelta(days=2)
        Run.objects.filter(pk=run.pk).update(due_by=later)
        _page(rolf, run, "reviewed/", press=True)
        page = _page(petra, run, "approve/")
        assert f"It is executed by itself on {weekday_date(later)}, not before " in page
        assert "at once" not in page


class TestControl:
    @pytest.fixture
    def begun(self, rolf: Client, petra: Client, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
        """Begun, and no worker has come."""
        with monkeypatch.context() as patch:
            patch.setattr(tasks, "hand_over", lambda run: False)
            _page(rolf, run, "reviewed/", press=True)
            _page(petra, run, "approve/", press=True)
            _page(rolf, run, "execute/", press=True)
        assert _state(run) == RunState.EXECUTING
        return run

    def test_pauses_and_goes_on_to_the_end(self, rolf: Client, petra: Client, begun: Run) -> None:
        assert f"{begun.reference}/pause/" in _page(petra, begun)
        assert "finished; then nothing more" in _page(petra, begun, "pause/")
        _page(petra, begun, "pause/", press=True)
        assert "The run is paused" in _page(rolf, begun)
        assert Case.objects.exists()
        assert "judged anew" in _page(rolf, begun, "resume/")
        page = _page(rolf, begun, "resume/", press=True)
        assert not Case.objects.exists()
        for step in ("Proposed", "Reviewed", "Approved", "Executing", "Paused", "Executed"):
            assert f"<strong>{step}</strong>" in page
        assert "<dt>Begun</dt>" in page, "that moment is the beginning; the end stands among the steps"
        assert "<dt>Executed</dt>" not in page

    def test_aborts(self, petra: Client, begun: Run) -> None:
        assert "stay erased" in _page(petra, begun, "abort/")
        _page(petra, begun, "abort/", press=True)
        assert _state(begun) == RunState.ABORTED
        assert "cannot become" in _page(petra, begun, "resume/", press=True)

    def test_shows_how_fast_it_works_and_how_long_it_takes(self, rolf: Client, begun: Run) -> None:
        at, ten = timezone.now(), timedelta(seconds=10)
        Run.objects.filter(pk=begun.pk).update(
            executed_at=at - ten, worked_on_at=at, worked_for=ten, expected_count=4_000, erased_count=1_000
        )
        page = _page(rolf, begun)
        assert "100 records a second." in page
        assert "About 30 seconds left." in page
        Run.objects.filter(pk=begun.pk).update(expected_count=13_000)
        page = _page(rolf, begun)
        assert "About 2 min left." in page
        Run.objects.filter(pk=begun.pk).update(erased_count=12_340)
        assert "1,234 records a second." in _page(rolf, begun)
        Run.objects.filter(pk=begun.pk).update(erased_count=1_000)
        assert "Nothing was done since" not in page
        Run.objects.filter(pk=begun.pk).update(executed_at=at - timedelta(hours=8))
        assert "100 records a second." in _page(rolf, begun), "the time of a pause counts"

    def test_promises_no_time_while_nobody_works_on_it(self, rolf: Client, begun: Run) -> None:
        at, ten = timezone.now() - timedelta(minutes=1), timedelta(seconds=10)
        Run.objects.filter(pk=begun.pk).update(
            executed_at=at - ten, worked_on_at=at, worked_for=ten, expected_count=4_000, erased_count=1_000
        )
        page = _page(rolf, begun)
        assert f"Nothing was done since {moment_in(at, begun.controller.time_zone)}." in page
        assert "left." not in page

    def test_is_no_handlers(self, begun: Run) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        for step in ("pause/", "resume/", "abort/", "review/", "reviewed/", "advise/"):
            assert hanna.post(f"{URL}{begun.reference}/{step}").status_code == 403


def test_large_counts_are_told_in_thousands(
    rolf: Client, petra: Client, run: Run, asking: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(run_items, "count_unreviewed", lambda run: 21_100)
        for step in ("", "review/"):
            assert "21,100 records ask for a look" in _page(rolf, run, step)
        assert "21,100 records have to be reviewed one by one" in _page(rolf, run, "reviewed/", press=True)
        patch.setattr(run_items, "count_unreviewed", lambda run: 1)
        assert "1 record has to be reviewed by itself" in _page(rolf, run, "reviewed/", press=True)
    monkeypatch.setattr(run_items, "count_unreviewed", lambda run: 0)
    monkeypatch.setattr(due.Preview, "due", 21_100)
    _page(rolf, run, "reviewed/", press=True)
    assert "The run would erase 21,100 records; the data" in _page(petra, run, "approve/", press=True)


def test_a_late_run_says_so(rolf: Client, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(days_late=3)
    assert "3 days after its day" in _page(rolf, run)
