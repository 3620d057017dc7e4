"""Runs: two persons, the gate, and nothing twice."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import Event, Line
from collections_app.models import CallRecording, Case, Debtor
from collections_app.record_classes import CALL_RECORDING, LEDGER_ENTRY
from personal_data import access, envelopes, files
from personal_data.models import BlockKind, Controller, DataSubject, Envelope, Erasure, Role, SealedFile
from personal_data.services import blocks
from retention import events
from retention.models import KeptItem, RetentionRule, Run
from retention.policies.due_dates import add_months
from retention.selectors import due, explanation, run_report
from retention.services import nightly, rules, runs
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
ROLF, PETRA = uuid4(), uuid4()


@pytest.fixture
def amili() -> Controller:
    with accounts.command():
        return retention.controller("AMILI")


def _run(controller: Controller) -> Run:
    at = timezone.now()
    with accounts.command():
        run = runs.propose(controller=controller, by=ROLF, at=at)
        runs.approve(run=run, by=PETRA, at=at)
        return runs.execute(run=run, by=ROLF, at=at)


@pytest.fixture
def due_case(amili: Controller) -> Case:
    with accounts.command():
        case = retention.closed_case(amili, retention.months_ago(36))
        collection.note(case)
        return case


@pytest.fixture
def young_case(amili: Controller) -> Case:
    with accounts.command():
        return retention.closed_case(amili, retention.almost(36), "Bo Berg")


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
        expected = [events.RUN_PROPOSED, events.RUN_APPROVED, events.RUN_EXECUTED]
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


def _recording(controller: Controller, case: Case, day: date) -> CallRecording:
    """A recorded call with its sound."""
    subject = case.case_debtors.get().debtor.subject
    envelope = envelopes.create(
        controller=controller, record_class=CALL_RECORDING, subjects=[(subject, Role.DEBTOR)], trigger_on=day
    )
    sound = files.store(
        envelope=envelope, column_id="recording.file", media_type="audio/ogg", content=BytesIO(b"sound" * 99)
    )
    return CallRecording.objects.create(
        envelope=envelope,
        controller=controller,
        case_reference=case.reference,
        recorded_at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        seconds=60,
        file=sound.id,
    )


class TestNightly:
    def test_erases_recordings_by_itself_and_nothing_else(self, amili, due_case):
        subject = due_case.case_debtors.get().debtor.subject
        with accounts.command():
            for trigger_on in (retention.months_ago(6), retention.almost(6)):
                envelopes.create(
                    controller=amili,
                    record_class=CALL_RECORDING,
                    subjects=[(subject, Role.DEBTOR)],
                    trigger_on=trigger_on,
                )
            (run,) = nightly.run_routine(by=access.system("night"), at=timezone.now())
            assert nightly.run_routine(by=access.system("night"), at=timezone.now()) == []
        assert run.erased_count == 1
        assert run.approved_by is None
        assert Case.objects.filter(id=due_case.id).exists()

    @pytest.mark.requirement(
        "INTRUM-111", breaks="a clock that waits for the case, or a row, key or sound file that stays behind"
    )
    def test_a_recording_goes_with_its_sound_after_six_months_though_the_case_is_open(self, amili):
        with accounts.command():
            intrum = retention.controller("INTRUM")
            case = collection.case_file(intrum, [collection.debtor(intrum)])
            old, young = (
                _recording(intrum, case, day) for day in (retention.months_ago(6, days=1), retention.almost(6))
            )
            (run,) = nightly.run_routine(by=access.system("night"), at=timezone.now())
        assert run.erased_count == 1
        assert list(CallRecording.objects.values_list("id", flat=True)) == [young.id]
        assert list(SealedFile.objects.values_list("id", flat=True)) == [young.file]
        assert not Envelope.objects.filter(id=old.envelope_id).exists()
        assert Case.objects.filter(id=case.id).exists()

    def test_a_held_recording_stays_and_makes_no_run_each_hour(self, amili, due_case):
        subject = due_case.case_debtors.get().debtor.subject
        with accounts.command():
            recording = envelopes.create(
                controller=amili,
                record_class=CALL_RECORDING,
                subjects=[(subject, Role.DEBTOR)],
                trigger_on=retention.months_ago(7),
            )
            blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[recording.id])
            assert nightly.run_routine(by=access.system("night"), at=timezone.now()) == []
        assert Envelope.objects.filter(id=recording.id).exists()
        assert not Run.objects.exists()

    def test_finishes_a_run_that_lost_its_worker_and_leaves_the_others(self, amili, due_case):
        at = timezone.now()
        with accounts.command():
            run = runs.propose(controller=amili, by=ROLF, at=at)
            runs.approve(run=run, by=PETRA, at=at)
            assert nightly.finish_interrupted(at=at + timedelta(days=1)) == []
            Run.objects.filter(pk=run.pk).update(state="executing", executed_by=ROLF, executed_at=at)
            assert nightly.finish_interrupted(at=at + timedelta(minutes=59)) == []
            assert Case.objects.filter(id=due_case.id).exists()
            (finished,) = nightly.finish_interrupted(at=at + timedelta(minutes=61))
        assert (finished.state, finished.erased_count, finished.executed_by) == ("executed", 2, ROLF)
        assert not Debtor.objects.exists()


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

    def test_an_unknown_trigger_never_means_due(self, amili):
        with accounts.command():
            collection.case_file(amili, [collection.debtor(amili)])
        assert due.preview(amili, timezone.localdate() + timedelta(days=36_500)).due == 0

    def test_a_class_without_a_rule_never_falls_due(self, amili, due_case):
        with accounts.command():
            RetentionRule.objects.filter(record_class="case_file").update(valid_until=timezone.localdate())
            rules.recompute(controller=amili)
        assert retention.due_on(due_case) is None


def _rule(changed: str) -> str:
    """A rule file of one rule, with one line put in or changed."""
    lines = {
        "code": '"x"',
        "record_class": '"case_file"',
        "trigger": '"case closed"',
        "anchor": '"trigger"',
        "period_months": "36",
        "kind": '"for"',
        "action": '"erase"',
        "ground": '"x"',
    }
    name, value = changed.split(" = ")
    written = "\n".join(f"{key} = {word}" for key, word in {**lines, name: value}.items())
    return f"valid_from = 2020-01-01\n[[rule]]\n{written}"


class TestRules:
    def test_quote_the_ground_of_the_notice(self, amili, due_case):
        answer = explanation.explain(due_case.envelope_id)
        assert answer.deciding is not None
        assert answer.deciding.rule.ground == "Good debt-collection practice"
        assert answer.deciding.due_on == answer.due_on

    def test_publishing_the_same_again_changes_nothing(self, amili):
        with accounts.command():
            assert rules.publish(controller=amili, content=rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")) == 0

    def test_a_changed_rule_begins_after_the_one_in_force(self, amili):
        content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        content["rule"][0]["period_months"] = 12
        with accounts.command(), pytest.raises(rules.OutOfOrder, match="later day"):
            rules.publish(controller=amili, content=content)

    def test_a_rule_that_begins_later_binds_and_explains_nothing_before(self, amili, due_case):
        content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        content["rule"][0].update(period_months=12, ground="A shorter limit")
        content["valid_from"] = timezone.localdate() + timedelta(days=10)
        before = retention.due_on(due_case)
        with accounts.command():
            rules.publish(controller=amili, content=content)
        assert retention.due_on(due_case) == before
        answer = explanation.explain(due_case.envelope_id)
        assert [each.rule.period_months for each in answer.rules] == [36]
        assert "A shorter limit" not in [rule.ground for rule in run_report.rules_in_force(timezone.localdate())]

    def test_a_shorter_period_makes_old_records_due_at_once(self, amili, young_case):
        content = rules.read(rules.RULES_FOLDER / "visma_amili_se.toml")
        content["rule"][0]["period_months"] = 12
        content["valid_from"] = timezone.localdate()
        with accounts.command():
            rules.publish(controller=amili, content=content)
        assert retention.due_on(young_case) < timezone.localdate()

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ("not toml =", "TOML|key|Expected"),
            ("valid_from = 2020-01-01", "at least one"),
            ('valid_from = 2020-01-01\n[[rule]]\ncode = "x"', "is missing"),
            (_rule('kind = "about"'), "kind is one of at_most, for, at_least, event"),
            (_rule('action = "forget"'), "action is one of"),
            (_rule('period_months = "36"'), "whole number above zero"),
            (_rule("period_months = 0"), "whole number above zero"),
            (_rule("is_statute = true"), "cites it"),
            (_rule('record_class = "horses"'), "nobody keeps records of the class 'horses'"),
            (_rule('colour = "red"'), "colour is not known here"),
        ],
    )
    def test_a_bad_file_says_what_is_wrong(self, tmp_path, wrong, says):
        path = tmp_path / "rules.toml"
        path.write_text(wrong)
        with pytest.raises(rules.Unreadable, match=says):
            rules.read(path)
