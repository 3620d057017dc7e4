"""The suppression list, as the monitor measures it."""

from datetime import timedelta

from django.utils import timezone

from personal_data.models import Controller, SuppressionEntry, SuppressionReason
from personal_data.services import suppression
from tests.factories import collection
from tests.privacy.compliance.asking import BROKEN, KEPT, SOON, measured, spoil, verdict

EMAIL = "anna@example.test"


def _entered(controller: Controller, reason: SuppressionReason) -> SuppressionEntry:
    return suppression.enter(
        controller=controller,
        reason=reason,
        found_by=suppression.of_values(controller.pk, [("email", EMAIL)]),
        by=controller.pk,
        at=timezone.now() - timedelta(minutes=1),
    )


class TestTheSuppressionList:
    def test_whoever_was_taken_up_again_past_it_is_found(self, amili: Controller) -> None:
        entry = _entered(amili, SuppressionReason.MISTAKEN_IDENTITY)
        assert verdict(amili, "suppressed_stay_out") is KEPT
        collection.debtor(amili, "Anna Andersson", email=EMAIL)
        found = measured(amili, "suppressed_stay_out")
        assert (found.verdict, found.broken, found.out_of) == (BROKEN, 1, 1)
        spoil(
            "UPDATE personal_data_suppressionentry SET entered_at = now() + interval '1 hour' WHERE id = %s", entry.pk
        )
        assert verdict(amili, "suppressed_stay_out") is KEPT, "who was there before is judged by the request"

    def test_an_objection_to_marketing_stops_nobody_from_owing(self, amili: Controller) -> None:
        _entered(amili, SuppressionReason.MARKETING_OBJECTION)
        collection.debtor(amili, "Anna Andersson", email=EMAIL)
        assert verdict(amili, "suppressed_stay_out") is KEPT

    def test_an_entry_past_its_review_is_red_and_amber_a_month_before(self, amili: Controller) -> None:
        entry, today = _entered(amili, SuppressionReason.UPHELD_OBJECTION), timezone.localdate()
        for days, expected in ((60, KEPT), (20, SOON), (-2, BROKEN)):
            SuppressionEntry.objects.filter(pk=entry.pk).update(review_on=today + timedelta(days=days))
            assert verdict(amili, "suppression_reviewed") is expected
