"""How long data stay, as the monitor measures it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from collections_app.models import Case, Debtor, ImportUpload
from collections_app.record_classes import IMPORT_UPLOAD
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, EnvelopeBlock
from personal_data.services import blocks
from retention.models import RetentionRule
from tests.factories import collection, retention
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, UNMEASURED, measured, spoil, verdict


class TestRecordsPastTheirDay:
    @pytest.mark.requirement("AMILI-34", breaks="a case past its 36 months is not found by the monitor")
    def test_a_case_is_red_after_its_day_amber_before_and_green_long_before(
        self, amili: Controller, case: Case
    ) -> None:
        assert verdict(amili, "kept.case_file") is KEPT
        retention.close(case, retention.months_ago(36, days=-10))
        assert verdict(amili, "kept.case_file") is KEPT
        retention.close(case, retention.months_ago(36))
        assert verdict(amili, "kept.case_file") is SOON
        retention.close(case, retention.months_ago(36, days=1))
        found = measured(amili, "kept.case_file")
        assert (found.verdict, found.broken, found.out_of) == (BROKEN, 1, 1)

    def test_the_profile_that_only_this_case_needed_is_late_with_it(self, amili: Controller, case: Case) -> None:
        retention.close(case, retention.months_ago(36, days=1))
        assert verdict(amili, "kept.profile") is BROKEN

    def test_what_is_held_is_not_late(self, amili: Controller, case: Case) -> None:
        retention.close(case, retention.months_ago(40))
        blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[case.envelope_id])
        assert verdict(amili, "kept.case_file") is KEPT
        spoil("UPDATE personal_data_envelopeblock SET lifted_at = now(), lifted_by = placed_by")
        assert verdict(amili, "kept.case_file") is BROKEN

    def test_a_recording_is_red_after_six_months_although_its_case_is_open(
        self, amili: Controller, anna: Debtor, case: Case
    ) -> None:
        call = collection.recording(amili, anna.subject)
        envelopes.set_trigger(envelopes=[call.envelope_id], trigger_on=retention.months_ago(6, days=1))
        assert verdict(amili, "kept.call_recording") is BROKEN
        assert verdict(amili, "kept.case_file") is KEPT

    def test_a_class_without_a_rule_is_not_measured_and_says_why(self, amili: Controller, case: Case) -> None:
        RetentionRule.objects.filter(record_class="payment").update(valid_until=timezone.localdate())
        found = measured(amili, "kept.payment")
        assert (found.verdict, found.reason) == (UNMEASURED, "no_rule")

    def test_what_must_be_kept_at_least_has_no_last_day(self, amili: Controller) -> None:
        RetentionRule.objects.filter(record_class="payment").update(kind="at_least")
        assert measured(amili, "kept.payment").reason == "no_last_day"


class TestRulesAndClocks:
    def test_records_whose_rule_was_taken_away_are_found(self, amili: Controller, case: Case) -> None:
        assert verdict(amili, "rule_for_all") is KEPT
        RetentionRule.objects.filter(record_class="case_file").update(valid_until=timezone.localdate())
        assert measured(amili, "rule_for_all").broken == 1

    @pytest.mark.parametrize(
        "change",
        [
            {"period_months": 60},
            {"kind": "for"},
            {"record_class": "payment"},
            {"is_statute": True},  # it would outlive the notice's own promise, and refuse a request
            {"triggers": ["never"]},
            {"citation": "A law of our own"},
            {"ground": "We like to"},
            {"review_months": 600},
        ],
        ids=str,
    )
    def test_a_rule_that_was_changed_behind_its_back_is_found(
        self, amili: Controller, change: dict[str, object]
    ) -> None:
        assert verdict(amili, "rules_as_published") is KEPT
        RetentionRule.objects.filter(code="case_file.notice").update(**change)
        assert measured(amili, "rules_as_published").broken == 1

    def test_a_rule_that_was_ended_or_added_is_found(self, amili: Controller) -> None:
        rule = RetentionRule.objects.get(code="payment.policy")
        rule.pk, rule.code = None, "payment.longer"
        rule.id = RetentionRule().id
        rule.save(force_insert=True)
        RetentionRule.objects.filter(code="payment.policy").update(valid_until=timezone.localdate())
        assert measured(amili, "rules_as_published").broken == 2

    @pytest.mark.parametrize("to", ["trigger_on + 400", "NULL"])
    def test_a_clock_that_was_moved_or_stopped_is_found(self, amili: Controller, case: Case, to: str) -> None:
        retention.close(case, retention.months_ago(40))
        assert verdict(amili, "clocks_run") is KEPT
        spoil(f"UPDATE personal_data_envelope SET trigger_on = {to} WHERE id = %s", case.envelope_id)
        assert verdict(amili, "kept.case_file") is KEPT  # which is why the clock is looked at as well
        assert verdict(amili, "clocks_run") is BROKEN

    def test_a_recording_and_a_ledger_entry_without_a_clock_are_found(self, amili: Controller, anna: Debtor) -> None:
        assert verdict(amili, "clocks_run") is KEPT
        collection.recording(amili, anna.subject)  # made past the service that starts its clock
        assert measured(amili, "clocks_run").broken == 1

    def test_a_hold_past_its_review_is_red_and_amber_a_week_before(self, amili: Controller, case: Case) -> None:
        today = timezone.localdate()
        (block,) = blocks.place(
            kind=BlockKind.HOLD,
            reason_code="dispute",
            envelopes=[case.envelope_id],
            review_on=today + timedelta(days=30),
        )
        for days, expected in ((30, KEPT), (5, SOON), (-2, BROKEN)):
            EnvelopeBlock.objects.filter(pk=block.pk).update(review_on=today + timedelta(days=days))
            assert verdict(amili, "holds_reviewed") is expected

    def test_an_upload_that_stayed_is_found_whatever_its_row_says(self, amili: Controller) -> None:
        _upload(amili, hours_ago=23, ends_in=1)
        assert verdict(amili, "uploads_gone") is KEPT
        _upload(amili, hours_ago=25, ends_in=-1)
        assert measured(amili, "uploads_gone").broken == 1
        _upload(amili, hours_ago=30, ends_in=500)
        assert measured(amili, "uploads_gone").broken == 2


def _upload(controller: Controller, *, hours_ago: int, ends_in: int) -> ImportUpload:
    now = timezone.now()
    envelope = envelopes.create(controller=controller, record_class=IMPORT_UPLOAD, subjects=[])
    return ImportUpload.objects.create(
        envelope=envelope,
        controller=controller,
        kind="claims",
        reference=f"IMP-{hours_ago:06d}",
        state="checked",
        name="file.csv",
        media_type="text/csv",
        size=10,
        file_digest=b"0" * 32,
        file=envelope.id,
        uploaded_by=envelope.id,
        uploaded_at=now - timedelta(hours=hours_ago),
        ends_at=now + timedelta(hours=ends_in),
    )
