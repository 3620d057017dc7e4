"""Runs: two persons, the gate, and nothing twice."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import Event, Line
from collections_app.models import Case, Debtor
from collections_app.record_classes import LEDGER_ENTRY
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, DataSubject, Envelope, Erasure, Role
from personal_data.services import blocks
from retention import events
from retention.models import KeptItem, RetentionRule, Run
from retention.policies.due_dates import add_months
from retention.selectors import due, run_report
from retention.services import rules, runs
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
ROLF, PETRA = uuid4(), uuid4()


def _run(controller: Controller) -> Run:
    at = timezone.now()
    with accounts.command():
        run = runs.propose(controller=controller, by=ROLF, at=at)
        runs.approve(run=run, by=PETRA, at=at)
        return runs.execute(run=run, by=ROLF, at=at)


class TestRun:
    @pytest.mark.requirement("AMILI-34", breaks="erasing a day before or after the last day of the 36 months")
    def test_erases_on_the_last_day_and_not_a_day_earlier(self, amili, due_case, young_case):
        run = _run(amili)
        assert list(Case.objects.values_list("id", flat=True)) == [young_case.id]
        assert run.erased_count == 2
        assert run.state == "executed"

    @pytest.mark.requirement(
        "AMILI-35", breaks="leaving a row, history row, key, token or the person's pseudonym behind"
    )
    def test_leaves_nothing_of_the_person(self, amili, due_case):
        _run(amili)
        assert not Debtor.objects.exists()
        assert not Debtor.history.model.objects.exists()
        assert not DataSubject.objects.exists()
        assert not Envelope.objects.exists()

    def test_the_ledger_entry_outlives_the_case(self, amili, due_case):
        subject = due_case.case_debtors.get().debtor.subject
        with accounts.command():
            entry = envelopes.create(
                controller=amili,
                record_class=LEDGER_ENTRY,
                subjects=[(subject, Role.DEBTOR)],
                trigger_on=retention.months_ago(37),
            )
        assert _run(amili).erased_count == 2
        assert list(Envelope.objects.values_list("id", flat=True)) == [entry.id]
        assert DataSubject.objects.filter(id=subject.id).exists()

    def test_says_when_it_ended_and_not_when_it_was_taken_up(self, amili, due_case):
        long_ago = timezone.now() - timedelta(hours=1)
        with accounts.command():
            run = runs.propose(controller=amili, by=ROLF, at=long_ago)
            runs.approve(run=run, by=PETRA, at=long_ago)
            runs.execute(run=run, by=ROLF, at=long_ago)
        assert run.steps.get(to_state="executing").at == long_ago
        assert timezone.now() - run.steps.get(to_state="executed").at < timedelta(minutes=5)

    def test_a_second_run_on_the_same_day_changes_nothing(self, amili, due_case, young_case):
        _run(amili)
        before = set(Erasure.objects.values_list("envelope_id", flat=True))
        again = _run(amili)
        assert again.erased_count == 0
        assert set(Erasure.objects.values_list("envelope_id", flat=True)) == before

    def test_keeps_what_is_held_and_says_why(self, amili, due_case):
        with accounts.command():
            blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[due_case.envelope_id])
        run = _run(amili)
        reasons = dict(KeptItem.objects.filter(run=run).values_list("record_class", "reason"))
        assert reasons == {"case_file": "held", "profile": "still_needed"}
        assert Case.objects.filter(id=due_case.id).exists()

    def test_erases_on_the_day_of_release_what_was_held(self, amili, due_case):
        with accounts.command():
            (hold,) = blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[due_case.envelope_id])
        _run(amili)
        with accounts.command():
            blocks.lift(hold)
        assert _run(amili).erased_count == 2

    def test_keeps_what_a_person_disputes(self, amili, due_case):
        subject = due_case.case_debtors.get().debtor.subject
        with accounts.command():
            blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=subject)
        run = _run(amili)
        assert set(KeptItem.objects.filter(run=run).values_list("reason", flat=True)) == {"restricted"}

    def test_records_each_step_without_a_name(self, amili, due_case):
        run = _run(amili)
        steps = Event.objects.filter(reference=run.reference).order_by("id").values_list("name", flat=True)
        expected = [events.RUN_PROPOSED, events.RUN_APPROVED, events.RUN_BEGUN, events.RUN_EXECUTED]
        assert list(steps) == [event.name for event in expected]
        assert Line.objects.filter(outcome="erased").count() == 2

    def test_goes_on_where_a_killed_one_stopped(self, amili, due_case):
        at = timezone.now()
        with accounts.command():
            run = runs.propose(controller=amili, by=ROLF, at=at)
            runs.approve(run=run, by=PETRA, at=at)
            Run.objects.filter(pk=run.pk).update(state="executing")
            envelopes.erase([due_case.envelope_id], run=run.id)
            run = runs.execute(run=run, by=ROLF, at=at)
        assert run.state == "executed"
        assert not Debtor.objects.exists()

    def test_takes_nothing_that_fell_due_after_it_was_proposed(self, amili, due_case, young_case):
        """Its approver saw what was due on that day; what falls due later waits for another run."""
        at = timezone.now()
        with accounts.command():
            run = runs.propose(controller=amili, by=ROLF, at=at)
            Run.objects.filter(pk=run.pk).update(due_by=run.due_by - timedelta(days=1))
            runs.approve(run=run, by=PETRA, at=at)
            assert runs.execute(run=run, by=ROLF, at=at).erased_count == 0
        assert Case.objects.filter(id=due_case.id).exists()

    def test_reports_by_class(self, amili, due_case):
        report = run_report.of_run(_run(amili))
        assert {each.record_class.name: each.erased for each in report.classes} == {"case_file": 1, "profile": 1}


class TestSteps:
    def test_the_proposer_does_not_approve(self, amili, due_case):
        with accounts.command():
            run = runs.propose(controller=amili, by=ROLF, at=timezone.now())
            with pytest.raises(runs.SamePerson):
                runs.approve(run=run, by=ROLF, at=timezone.now())

    def test_nothing_is_executed_that_nobody_approved(self, amili, due_case):
        with accounts.command():
            run = runs.propose(controller=amili, by=ROLF, at=timezone.now())
            with pytest.raises(runs.IllegalStep):
                runs.execute(run=run, by=ROLF, at=timezone.now())
        assert Case.objects.filter(id=due_case.id).exists()

    def test_an_abandoned_run_erases_nothing(self, amili, due_case):
        with accounts.command():
            run = runs.propose(controller=amili, by=ROLF, at=timezone.now())
            runs.abandon(run=run, by=ROLF, at=timezone.now())
            with pytest.raises(runs.IllegalStep):
                runs.execute(run=run, by=ROLF, at=timezone.now())
        assert Event.objects.filter(name=events.RUN_ABANDONED.name).count() == 1


class TestLocalDate:
    def test_is_the_controllers_own(self, monkeypatch):
        """At 22:30 UTC in November it is already tomorrow in Helsinki, and not yet in Stockholm."""
        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 20, 22, 30, tzinfo=UTC))
        stockholm, helsinki = Controller(time_zone="Europe/Stockholm"), Controller(time_zone="Europe/Helsinki")
        assert due.local_today(stockholm) == date(2026, 11, 20)
        assert due.local_today(helsinki) == date(2026, 11, 21)

    def test_is_what_the_gate_goes_by(self, amili, due_case):
        """Where it is tomorrow already, the last day of the period has come; on the other side it has not."""
        with accounts.command():
            ahead, behind = "Pacific/Kiritimati", "Pacific/Niue"
            for time_zone, reason in ((behind, {"not_due"}), (ahead, {"erased"})):
                Controller.objects.filter(id=amili.id).update(time_zone=time_zone)
                today = due.local_today(Controller(time_zone=ahead))
                retention.close(due_case, add_months(today, -36))
                assert {each.reason for each in envelopes.erase([due_case.envelope_id])} == reason


class TestPreview:
    def test_changes_and_records_nothing(self, amili, due_case):
        before = Event.objects.count()
        preview = due.preview(amili, timezone.localdate() + timedelta(days=400))
        assert preview.due == 2
        assert Event.objects.count() == before
        assert Case.objects.filter(id=due_case.id).exists()

    def test_a_profile_goes_with_the_last_record_though_its_person_wants_no_marketing(self, amili, due_case):
        with accounts.command():
            subject = due_case.case_debtors.get().debtor.subject
            blocks.place(kind=BlockKind.MARKETING, reason_code="request.marketing", subject=subject)
        assert due.preview(amili, timezone.localdate()).due == 2
        assert _run(amili).erased_count == 2

    def test_a_profile_stays_with_a_shared_case_that_is_held_for_the_other_debtor(self, amili):
        with accounts.command():
            anna, bo = collection.debtor(amili), collection.debtor(amili, "Bo Berg")
            retention.close(collection.case_file(amili, [anna, bo]), retention.months_ago(36))
            blocks.place(kind=BlockKind.HOLD, reason_code="court", subject=bo.subject)
        foreseen = {each.record_class: dict(each.kept) for each in due.preview(amili, timezone.localdate()).classes}
        assert foreseen == {"case_file": {"held": 1}, "profile": {"held": 1, "still_needed": 1}}
        run = _run(amili)
        kept = Counter(KeptItem.objects.filter(run=run).values_list("record_class", "reason"))
        assert kept == {("case_file", "held"): 1, ("profile", "held"): 1, ("profile", "still_needed"): 1}

    def test_an_unknown_trigger_never_means_due(self, amili):
        with accounts.command():
            collection.case_file(amili, [collection.debtor(amili)])
        assert due.preview(amili, timezone.localdate() + timedelta(days=36_500)).due == 0

    def test_a_class_without_a_rule_never_falls_due(self, amili, due_case):
        with accounts.command():
            RetentionRule.objects.filter(record_class="case_file").update(valid_until=timezone.localdate())
            rules.recompute(controller=amili)
        assert retention.due_on(due_case) is None
