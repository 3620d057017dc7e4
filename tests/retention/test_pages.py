"""The retention pages: who may see and do what."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case
from personal_data.models import Controller
from retention import events, tasks
from retention.models import RetentionRule, Run
from retention.policies.due_dates import add_months
from retention.selectors import due
from retention.services import runs
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
URL = "/dpo/retention/"


@pytest.fixture
def due_case(amili: Controller) -> Case:
    with accounts.command():
        return retention.closed_case(amili, retention.months_ago(36))


@pytest.fixture
def rolf() -> Client:
    return accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Rolf Records"))


@pytest.fixture
def petra() -> Client:
    return accounts.client_of(accounts.member(Role.PRIVACY_OFFICER, name="Petra Privacy"))


@pytest.fixture
def run(amili: Controller, due_case: Case) -> Run:
    with accounts.command():
        return runs.propose(controller=amili, by=accounts.member(Role.RECORDS_OFFICER).pk, at=timezone.now())


class TestOverview:
    def test_shows_what_is_due_with_its_rule_and_no_name(self, rolf, due_case):
        page = rolf.get(URL).content.decode()
        assert "Case file" in page
        assert "Good debt-collection practice" in page
        assert "Andersson" not in page

    def test_leads_to_the_open_run_before_another_is_proposed(self, rolf, run):
        page = rolf.get(URL).content.decode()
        assert "A run is open already" in page
        assert "Propose a run" not in page

    def test_names_the_kinds_of_record_that_no_rule_ends(self, rolf, amili):
        assert "No rule is in force" not in rolf.get(URL).content.decode()
        withdrawn = RetentionRule.objects.filter(controller=amili, record_class="call_recording")
        withdrawn.update(valid_until=timezone.localdate())
        page = rolf.get(URL).content.decode()
        assert "No rule is in force for some kinds of record" in page
        assert "Call recording: such records are kept until a rule is published." in page
        said = StringIO()
        call_command("run_retention", stdout=said)
        assert "No rule is in force for call_recording: such records are kept" in said.getvalue()

    def test_looks_ahead_to_any_day(self, rolf, amili):
        with accounts.command():
            retention.closed_case(amili, timezone.localdate())
        assert "Propose a run" not in rolf.get(URL).content.decode()
        page = rolf.get(URL, {"as_of": "2099-01-01"}).content.decode()
        assert "Case file" in page
        assert "Propose a run" not in page

    def test_tells_what_goes_in_the_thirty_days_after(self, rolf, amili):
        with accounts.command():
            retention.closed_case(amili, retention.months_ago(36, days=-20))
        page = rolf.get(URL).content.decode()
        assert "In the 30 days after" in page
        assert "Case file" in page
        assert "Propose a run" not in page

    def test_begins_with_each_controllers_own_day(self, rolf, amili):
        Controller.objects.filter(id=amili.id).update(time_zone="Pacific/Kiritimati")
        amili.refresh_from_db()
        with accounts.command():
            retention.closed_case(amili, add_months(due.local_today(amili), -36))
        assert "Propose a run" in rolf.get(URL).content.decode()

    def test_names_a_date_that_does_not_exist(self, rolf, amili):
        assert "Enter a date that exists" in rolf.get(URL, {"as_of": "2026-02-31"}).content.decode()

    def test_asks_for_sign_in(self, client):
        assert client.get(URL).status_code == 302

    def test_refuses_a_handler(self, amili):
        assert accounts.client_of(accounts.member(Role.HANDLER)).get(URL).status_code == 403

    def test_lists_the_rules_in_force(self, rolf, amili):
        page = rolf.get(f"{URL}rules/").content.decode()
        assert "Bokföringslagen" in page
        assert "36 months" in page


class TestRun:
    def test_goes_from_proposal_to_erasure_through_two_people(self, rolf, petra, due_case):
        answer = rolf.post(f"{URL}propose/AMILI/")
        page = answer.headers["Location"]
        assert petra.get(f"{page}approve/").status_code == 200
        assert petra.post(f"{page}approve/").status_code == 302
        assert "cannot be undone" in rolf.get(f"{page}execute/").content.decode()
        assert rolf.post(f"{page}execute/").status_code == 302
        assert not Case.objects.exists()
        shown = rolf.get(page).content.decode()
        assert "Rolf Records" in shown
        assert "Petra Privacy" in shown
        assert "Andersson" not in shown
        for name in (events.RUN_PROPOSED, events.RUN_APPROVED, events.RUN_BEGUN, events.RUN_EXECUTED):
            assert [event.purpose for event in accounts.recorded(name.name)] == ["retention"]

    def test_of_tomorrow_is_approved_today_and_not_executed_before_its_day(self, rolf, petra, amili, due_case):
        tomorrow = due.local_today(amili) + timedelta(days=1)
        asked, look = {"due_by": f"{tomorrow}"}, f"{URL}?as_of={tomorrow}"
        assert "Propose the run of" not in rolf.get(look).content.decode(), "what is due today goes first"
        assert rolf.post(f"{URL}propose/AMILI/", asked).headers["Location"] == URL
        with accounts.command():
            retention.close(due_case, add_months(tomorrow, -36))
        assert "Propose the run of" in rolf.get(look).content.decode()
        page = rolf.post(f"{URL}propose/AMILI/", asked).headers["Location"]
        assert Run.objects.get().due_by == tomorrow
        assert petra.post(f"{page}approve/").status_code == 302
        assert "its day has not come" in rolf.post(f"{page}execute/").content.decode()
        assert "Approved, and waiting" in rolf.get(page).content.decode()
        assert Case.objects.exists()

    @pytest.mark.parametrize("days", [-1, 6, None])
    def test_is_proposed_for_no_day_that_is_over_or_far_away(self, rolf, amili, days):
        day = "tomorrow" if days is None else f"{due.local_today(amili) + timedelta(days=days)}"
        answer = rolf.post(f"{URL}propose/AMILI/", {"due_by": day}, follow=True)
        assert "at most five days ahead" in answer.content.decode()
        assert not Run.objects.exists()

    def test_is_not_executed_before_it_is_approved(self, rolf, run, due_case):
        page = rolf.post(f"{URL}runs/{run.reference}/execute/").content.decode()
        assert "cannot become executing" in page
        assert Case.objects.exists()

    def test_is_not_approved_by_who_proposed_it(self, due_case):
        both = accounts.client_of(accounts.member(Role.RECORDS_OFFICER, Role.PRIVACY_OFFICER))
        page = both.post(f"{URL}propose/AMILI/").headers["Location"]
        assert "approved by a second person" in both.post(f"{page}approve/").content.decode()
        assert Run.objects.get().state == "proposed"

    def test_approved_it_says_what_would_go(self, rolf, petra, run):
        petra.post(f"{URL}runs/{run.reference}/approve/")
        page = rolf.get(f"{URL}runs/{run.reference}/").content.decode()
        assert "What would go" in page
        assert "Good debt-collection practice" in page
        assert "Nothing went" not in page

    def test_begun_it_shows_how_far_it_is_and_lets_nobody_begin_again(self, rolf, petra, run, monkeypatch):
        monkeypatch.setattr(tasks, "hand_over", lambda run: False)
        petra.post(f"{URL}runs/{run.reference}/approve/")
        assert rolf.post(f"{URL}runs/{run.reference}/execute/").status_code == 302
        assert Case.objects.exists()
        page = rolf.get(f"{URL}runs/{run.reference}/").content.decode()
        assert "Being executed" in page
        assert "0 of 2 done" in page
        assert f"{run.reference}/execute/" not in page

    def test_tells_the_time_by_the_controllers_clock(self, rolf, run):
        Run.objects.filter(pk=run.pk).update(proposed_at=datetime(2026, 5, 4, 21, 30, tzinfo=UTC))
        for page in (URL, f"{URL}runs/{run.reference}/"):
            assert "4 May 2026, 23:30" in rolf.get(page).content.decode()

    @pytest.mark.parametrize("step", ["", "approve/", "execute/", "abandon/"])
    def test_each_page_asks_for_sign_in(self, client, run, step):
        answer = client.get(f"{URL}runs/{run.reference}/{step}")
        assert answer.status_code == 302
        assert "/login/" in answer.headers["Location"]

    def test_can_be_abandoned(self, rolf, run):
        assert rolf.post(f"{URL}runs/{run.reference}/abandon/").status_code == 302
        assert Run.objects.get().state == "abandoned"

    @pytest.mark.parametrize("step", ["approve", "execute", "abandon"])
    def test_each_step_refuses_the_wrong_role(self, run, step):
        dora = accounts.client_of(accounts.member(Role.DPO))
        assert dora.post(f"{URL}runs/{run.reference}/{step}/").status_code == 403

    def test_proposing_rejects_get(self, rolf, amili):
        assert rolf.get(f"{URL}propose/AMILI/").status_code == 405

    def test_an_unknown_run_is_not_found(self, rolf):
        assert rolf.get(f"{URL}runs/RUN-20260101-00000000/").status_code == 404


class TestCasePage:
    def test_says_by_which_rule_a_closed_case_is_still_here(self, amili):
        with accounts.command():
            case = retention.closed_case(amili, timezone.localdate(), noted=True)
        page = accounts.client_of(accounts.member(Role.HANDLER)).get(f"/handler/cases/{case.reference}/")
        assert "Good debt-collection practice" in page.content.decode()

    def test_names_the_rule_of_an_open_case_with_how_it_binds(self, amili):
        with accounts.command():
            case = collection.case_file(amili, [collection.debtor(amili)])
        page = accounts.client_of(accounts.member(Role.HANDLER)).get(f"/handler/cases/{case.reference}/")
        assert "at most 36" in page.content.decode()
