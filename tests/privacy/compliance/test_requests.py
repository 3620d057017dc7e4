"""Requests, restrictions, notices and codes, as the monitor measures them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from collections_app.models import Case, Debtor
from personal_data.models import Controller
from privacy.models import DataSubjectRequest, Restriction, Right
from privacy.services.sign_in import codes
from tests.factories import recipients
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, measured, spoil, verdict
from tests.privacy.requests.asking import PETRA, receive
from tests.privacy.requests.recipient_notices.situation import pass_on


class TestAnswersInTime:
    def test_a_request_is_red_when_late_amber_in_its_last_week_and_green_before(
        self, amili: Controller, anna: Debtor
    ) -> None:
        for days_ago, expected in ((2, KEPT), (28, SOON), (50, BROKEN)):
            receive(anna, days_ago=days_ago)
            assert verdict(amili, "requests_in_time") is expected
        assert measured(amili, "requests_in_time").out_of == 3

    def test_an_answer_that_came_late_counts(self, amili: Controller, anna: Debtor) -> None:
        receive(anna, days_ago=50)
        DataSubjectRequest.objects.update(status="answered", answered_at=timezone.now() - timedelta(days=30))
        assert verdict(amili, "requests_in_time") is KEPT
        DataSubjectRequest.objects.update(answered_at=timezone.now())
        assert verdict(amili, "requests_in_time") is BROKEN

    @pytest.mark.parametrize(
        "moved",
        [
            "calendar_deadline_on = calendar_deadline_on + 300, legal_deadline_on = legal_deadline_on + 300",
            "received_on = received_on + 55, calendar_deadline_on = calendar_deadline_on + 55,"
            " legal_deadline_on = legal_deadline_on + 55",
        ],
    )
    def test_a_deadline_or_a_receipt_that_was_moved_hides_nothing(
        self, amili: Controller, anna: Debtor, moved: str
    ) -> None:
        receive(anna, days_ago=60)
        DataSubjectRequest.objects.update(entered_at=timezone.now() - timedelta(days=60))
        spoil(f"UPDATE privacy_datasubjectrequest SET {moved}")
        assert verdict(amili, "requests_in_time") is BROKEN

    def test_days_of_an_extension_count_only_where_it_was_extended(self, amili: Controller, anna: Debtor) -> None:
        receive(anna, days_ago=60)
        spoil("UPDATE privacy_datasubjectrequest SET legal_deadline_on = legal_deadline_on + 61, extended_on = %s",
              timezone.localdate())  # fmt: skip
        assert verdict(amili, "requests_in_time") is KEPT


class TestRestriction:
    def test_stands_from_receipt_and_one_without_its_block_is_none(
        self, amili: Controller, anna: Debtor, case: Case
    ) -> None:
        receive(anna, Right.RESTRICTION)
        found = measured(amili, "restricted_from_receipt")
        assert (found.verdict, found.out_of) == (KEPT, 1)
        spoil("UPDATE privacy_restriction SET block_id = gen_random_uuid()")
        assert verdict(amili, "restricted_from_receipt") is BROKEN

    def test_that_ended_untold_is_found(self, amili: Controller, anna: Debtor, case: Case) -> None:
        receive(anna, Right.RESTRICTION)
        assert verdict(amili, "restriction_ends_told") is KEPT
        Restriction.objects.update(lifted_at=timezone.now())
        assert verdict(amili, "restriction_ends_told") is BROKEN


class TestRecipientsTold:
    def test_a_recipient_that_nobody_told_is_amber_and_red_a_week_after_the_answer(
        self, amili: Controller, anna: Debtor, case: Case
    ) -> None:
        pass_on(case, recipients.recipient(amili), "case.status")
        request = receive(anna)
        assert verdict(amili, "recipients_told") is KEPT
        request.items.create(
            envelope_id=request.envelope_id,
            item_envelope=case.envelope_id,
            record_class="case_file",
            outcome="granted",
        )
        DataSubjectRequest.objects.update(status="answered", answered_at=timezone.now())
        assert verdict(amili, "recipients_told") is SOON
        DataSubjectRequest.objects.update(answered_at=timezone.now() - timedelta(days=8))
        assert verdict(amili, "recipients_told") is BROKEN


class TestSignInCodes:
    @pytest.mark.parametrize(
        "done",
        [
            "expires_at = expires_at + interval '1 day'",
            "used_at = expires_at + interval '1 minute'",
            "revoked_at = now(), revoked_by = issued_by, revoked_because = 'lost', used_at = now() + interval '1 s'",
        ],
    )
    def test_one_that_runs_on_or_was_used_after_its_end_is_found(
        self, amili: Controller, anna: Debtor, case: Case, done: str
    ) -> None:
        codes.issue(case=case, debtor=anna, language="sv", by=PETRA, at=timezone.now())
        assert verdict(amili, "codes_ended") is KEPT
        spoil(f"UPDATE privacy_portalcode SET {done}")
        assert verdict(amili, "codes_ended") is BROKEN

    def test_one_that_was_used_twice_is_found(self, amili: Controller, anna: Debtor, case: Case) -> None:
        codes.issue(case=case, debtor=anna, language="sv", by=PETRA, at=timezone.now())
        spoil("UPDATE privacy_portalcode SET used_at = issued_at + interval '1 day'")
        assert verdict(amili, "codes_ended") is KEPT
        spoil("UPDATE privacy_portalcode SET used_at = issued_at + interval '2 days'")
        assert verdict(amili, "codes_ended") is BROKEN
