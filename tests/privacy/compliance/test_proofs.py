"""Certificates, back-ups and drills, as the monitor measures them."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone

from personal_data.models import Controller
from retention.models import ActKind, Backup, Certificate, CertificateStage, ErasureAct, ResidualCheck, RestoreDrill
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, measured, verdict


def ago(days: float) -> datetime:
    return timezone.now() - timedelta(days=days)


def backup(days_ago: float) -> Backup:
    made_at = ago(days_ago)
    return Backup.objects.create(
        reference=f"BKP-{uuid4().hex[:8]}",
        made_at=made_at,
        made_by=uuid4(),
        place="/elsewhere",
        epoch=1,
        journal_number=1,
        rows=1,
        size=1,
        expires_at=made_at + timedelta(days=35),
    )


def drill(days_ago: float, *, is_passed: bool = True) -> None:
    counts = dict.fromkeys(("rows", "size", "opened", "erased_again", "placed_again"), 1)
    RestoreDrill.objects.create(
        reference=f"DRL-{uuid4().hex[:8]}",
        done_at=ago(days_ago),
        done_by=uuid4(),
        seconds=2.0,
        is_passed=is_passed,
        **counts,
    )


def certificate(act: ErasureAct, stage: str, *, final_in: int) -> None:
    today = timezone.localdate()
    Certificate.objects.create(
        act=act,
        stage=stage,
        reference=f"CERT-{uuid4().hex[:8]}",
        issued_at=timezone.now(),
        effective_on=today,
        final_on=today + timedelta(days=final_in),
        last_epoch=1,
        public_key=b"0" * 32,
        document="{}",
    )


class TestCertificates:
    def act(self, controller: Controller, days_ago: float) -> ErasureAct:
        return ErasureAct.objects.create(
            controller=controller, kind=ActKind.RUN, reference="RUN-1", begun_at=ago(days_ago), ended_at=ago(days_ago)
        )

    def test_an_erasure_without_one_is_amber_for_a_day_and_then_red(self, amili: Controller) -> None:
        assert verdict(amili, "erasures_certified") is KEPT
        act = self.act(amili, 0.2)
        assert verdict(amili, "erasures_certified") is SOON
        ErasureAct.objects.filter(pk=act.pk).update(begun_at=ago(2), ended_at=ago(2))
        assert verdict(amili, "erasures_certified") is BROKEN
        certificate(act, CertificateStage.EFFECTIVE, final_in=30)
        found = measured(amili, "erasures_certified")
        assert (found.verdict, found.out_of) == (KEPT, 1)

    def test_a_leftover_is_red_at_once(self, amili: Controller) -> None:
        act = self.act(amili, 0.2)
        ResidualCheck.objects.create(act=act, begun_at=ago(0.1), finished_at=ago(0.1), leftover_count=1)
        assert verdict(amili, "erasures_certified") is BROKEN

    def test_one_that_never_became_final_is_red(self, amili: Controller) -> None:
        act = self.act(amili, 40)
        certificate(act, CertificateStage.EFFECTIVE, final_in=-5)
        assert verdict(amili, "erasures_certified") is BROKEN
        certificate(act, CertificateStage.FINAL, final_in=-5)
        assert verdict(amili, "erasures_certified") is KEPT


class TestBackups:
    def test_without_any_there_is_nothing_to_measure(self, amili: Controller) -> None:
        assert measured(None, "backups_end").reason == measured(None, "restore_tried").reason == "no_backup"

    def test_one_that_outlived_its_35_days_is_found_until_it_is_removed(self, amili: Controller) -> None:
        made = backup(30)
        assert verdict(None, "backups_end") is KEPT
        Backup.objects.update(made_at=ago(37), expires_at=ago(3))
        assert verdict(None, "backups_end") is BROKEN
        Backup.objects.filter(pk=made.pk).update(removed_at=timezone.now())
        assert verdict(None, "backups_end") is KEPT

    def test_a_restore_that_nobody_tries_is_amber_and_then_red(self, amili: Controller) -> None:
        backup(10)
        assert verdict(None, "restore_tried") is KEPT
        drill(80)
        assert verdict(None, "restore_tried") is SOON
        drill(70)
        assert verdict(None, "restore_tried") is KEPT

    def test_a_drill_that_failed_is_red_until_one_passes(self, amili: Controller) -> None:
        backup(10)
        drill(5, is_passed=False)
        assert verdict(None, "restore_tried") is BROKEN
        drill(1)
        assert verdict(None, "restore_tried") is KEPT

    def test_back_ups_that_were_never_tried_are_red_after_a_quarter(self, amili: Controller) -> None:
        backup(100)
        assert verdict(None, "restore_tried") is BROKEN
