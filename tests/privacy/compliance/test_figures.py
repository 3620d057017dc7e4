"""Figures of the day, turns, mail, and the command."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Case
from personal_data import envelopes, record_classes
from personal_data.models import Controller
from privacy import tasks
from privacy.models import ComplianceFigure, Verdict
from privacy.policies.packs.terms import CheckKey
from privacy.selectors import packs
from privacy.selectors.compliance.registry import promises_of
from privacy.services.compliance import measuring, telling
from tests.factories import accounts, acting, retention
from tests.privacy.compliance.asking import BROKEN, KEPT


def measure(controller: Controller, *, days_ago: int = 0) -> list[ComplianceFigure]:
    """Measure now; what was measured some days ago lies back by as many."""
    found = measuring.measure_of(controller, at=timezone.now())
    if days_ago:
        for each in found:
            ComplianceFigure.objects.filter(pk=each.pk).update(day=each.day - timedelta(days=days_ago))
    return found


def of(figures: list[ComplianceFigure], key: str) -> ComplianceFigure:
    return next(each for each in figures if each.promise == key)


class TestPromises:
    def test_every_check_is_made_for_somebody_and_every_class_of_record_has_one(self, amili: Controller) -> None:
        keys = {each.key for each in (*promises_of(amili), *promises_of(None))}
        assert {each.value for each in CheckKey} <= keys
        assert {f"kept.{entry.name}" for entry in record_classes.every()} <= keys
        assert len(keys) == len(promises_of(amili)) + len(promises_of(None))

    def test_each_names_the_rows_of_the_notice_in_which_it_was_made(self, amili: Controller) -> None:
        rows = {each.key: each.rows for each in promises_of(amili)}
        assert {"AMILI-33", "AMILI-34", "AMILI-35"} <= set(rows["kept.case_file"])
        assert "AMILI-25" in rows["outside_the_area"]
        assert "AMILI-24" in rows["agreements"]
        assert {"AMILI-36", "AMILI-40"} <= set(rows["requests_in_time"])

    @pytest.mark.parametrize("reference", sorted(packs.every()))
    def test_all_five_notices_refer_to_checks(self, db: None, reference: str) -> None:
        with accounts.command():
            controller = retention.controller(reference)
        measured = {each.key for each in promises_of(controller) if each.rows}
        assert {"kept.case_file", "requests_in_time", "outside_the_area", "agreements"} <= measured

    def test_a_period_for_records_that_are_not_kept_is_grey_with_the_reason(self, db: None) -> None:
        with accounts.command():
            found = measure(retention.controller("INTRUM"))
        missing = [each for each in found if each.promise.startswith("notice.")]
        assert all((each.verdict, each.reason) == (Verdict.UNMEASURED, "not_held") for each in missing)


class TestFiguresOfTheDay:
    def test_the_last_measurement_of_a_day_stays(self, amili: Controller, case: Case) -> None:
        measure(amili)
        retention.close(case, retention.months_ago(36, days=1))
        found = of(measure(amili), "kept.case_file")
        stored = ComplianceFigure.objects.get(controller=amili, promise="kept.case_file")
        assert (stored.pk, stored.verdict, stored.broken, stored.turned_from) == (found.pk, BROKEN, 1, KEPT)

    def test_figures_go_after_three_years(self, amili: Controller) -> None:
        measure(amili, days_ago=37 * 31)
        assert measuring.forget(today=timezone.localdate()) == len(promises_of(amili))
        assert not ComplianceFigure.objects.exists()

    def test_younger_ones_stay(self, amili: Controller) -> None:
        measure(amili, days_ago=900)
        assert measuring.forget(today=timezone.localdate()) == 0


class TestMail:
    @pytest.fixture(autouse=True)
    def dora(self, amili: Controller) -> None:
        accounts.member(Role.DPO, email="dora@staff.test")
        accounts.member(Role.PRIVACY_OFFICER, email="petra@staff.test")
        accounts.member(Role.DPO, email="elsewhere@staff.test", works_for=[])

    def tell(self) -> list[Any]:
        telling.tell(at=timezone.now())
        sent, mail.outbox[:] = list(mail.outbox), []
        return sent

    def test_goes_to_the_dpo_once_when_a_promise_breaks_and_once_when_it_is_mended(
        self, amili: Controller, case: Case
    ) -> None:
        measure(amili, days_ago=1)
        assert self.tell() == []
        retention.close(case, retention.months_ago(36, days=1))
        measure(amili)
        (sent,) = self.tell()
        assert sent.to == ["dora@staff.test"]
        assert "Case file: gone in time: broken, was kept. 1 records past their day" in sent.body
        assert case.reference not in sent.body
        measure(amili)
        assert self.tell() == []
        retention.close(case, timezone.localdate())
        measure(amili)
        (sent,) = self.tell()
        assert "Case file: gone in time: kept, was broken." in sent.body

    def test_is_sent_later_when_the_mail_server_was_away(
        self, amili: Controller, case: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        retention.close(case, retention.months_ago(36, days=1))
        measure(amili)
        settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
        settings.EMAIL_PORT = 1
        assert telling.tell(at=timezone.now()) == 0
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        assert len(self.tell()) == 1


@pytest.mark.requirement("OPR-16", breaks="a nightly figure that misses a record past its end, or an alarm to nobody")
def test_the_nightly_task_proves_that_nothing_is_past_its_end_and_alarms_when_something_is(db: None) -> None:
    with accounts.command():
        opr = retention.controller("OPR")
    accounts.member(Role.DPO, email="dora@staff.test")

    def figures() -> dict[str, int]:
        tasks.check_compliance()
        past = ComplianceFigure.objects.filter(controller=opr, promise__startswith="kept.")
        return {each.promise: each.broken for each in past if each.verdict != Verdict.UNMEASURED}

    assert set(figures().values()) == {0}
    with accounts.command():
        late = retention.closed_case(opr, retention.months_ago(60, days=2))
    assert {name for name, count in figures().items() if count} == {"kept.case_file", "kept.profile"}
    (sent,) = mail.outbox
    assert sent.to == ["dora@staff.test"]
    assert "Case file: gone in time: broken" in sent.body
    with acting.nightly():
        assert [each.reason for each in envelopes.erase([late.envelope_id])] == ["erased"]
    assert figures()["kept.case_file"] == 0


class TestTheTaskAndTheCommand:
    def test_the_daily_task_measures_everything(self, amili: Controller) -> None:
        tasks.check_compliance()
        measured = set(ComplianceFigure.objects.values_list("controller", flat=True))
        assert measured == {None, amili.pk}

    def test_the_command_fails_when_a_promise_is_broken_and_names_it(self, amili: Controller, case: Case) -> None:
        said = StringIO()
        call_command("check_compliance", stdout=said)
        assert "0 broken" in said.getvalue()
        retention.close(case, retention.months_ago(36, days=1))
        with pytest.raises(CommandError, match="2 broken") as failed:  # the case and its debtor's profile
            call_command("check_compliance", "--controller", "AMILI", stdout=said)
        assert failed.value.returncode == 1
        assert "kept.case_file" in said.getvalue()

    def test_the_command_names_a_controller_that_does_not_exist(self, amili: Controller) -> None:
        with pytest.raises(CommandError, match="no controller 'NOBODY'"):
            call_command("check_compliance", "--controller", "NOBODY")
