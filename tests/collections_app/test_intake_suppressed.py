"""A claim against somebody on the suppression list waits for a decision, whichever way it comes in."""

from uuid import uuid4

import pytest

from collections_app.models import Claim, Debtor, IntakeDecision, IntakeItem
from collections_app.services.intake import decisions
from personal_data.models import RemovalReason, SuppressionReason
from personal_data.services import suppression
from tests.collections_app.conftest import ANNA, AT, Desk, counts, invoice, rows_of

pytestmark = pytest.mark.django_db
OBJECTED, MISTAKEN = SuppressionReason.UPHELD_OBJECTION, SuppressionReason.MISTAKEN_IDENTITY


def enter(desk: Desk, reason: SuppressionReason, kind: str, value: str):
    controller = desk.creditor.controller
    found_by = suppression.of_values(controller.pk, [(kind, value)])
    return suppression.enter(controller=controller, reason=reason, found_by=found_by, by=uuid4(), at=AT)


@pytest.mark.parametrize("reason", [OBJECTED, MISTAKEN])
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("identity_number", "20000101-2384"),
        ("identity_number", "000101-2384"),
        ("phone", "070-174 06 05"),
        ("email", "ANNA@example.org"),
    ],
)
def test_csv_is_parked_with_the_reason(desk, reason, kind, value):
    enter(desk, reason, kind, value)
    assert counts(desk.take(rows_of(ANNA))) == (0, 0, 0, 1, 0)
    assert IntakeItem.objects.get().kind == reason.value
    assert not Debtor.objects.exists()


def test_ubl_is_parked_with_the_reason(desk):
    enter(desk, MISTAKEN, "identity_number", "GB4711")
    assert counts(desk.take(invoice("U-1"))) == (0, 0, 0, 1, 0)
    assert IntakeItem.objects.get().kind == "mistaken_identity"


def test_it_is_booked_when_somebody_decides_so(desk):
    enter(desk, OBJECTED, "email", "anna@example.org")
    desk.take(rows_of(ANNA))
    decisions.decide(item=IntakeItem.objects.get(), decision=IntakeDecision.BOOKED, by=uuid4(), at=AT)
    assert (Debtor.objects.count(), Claim.objects.count()) == (1, 1)


def test_others_go_in(desk):
    enter(desk, OBJECTED, "email", "berit@example.org")
    assert counts(desk.take(rows_of(ANNA))) == (1, 0, 0, 0, 0)


def test_an_objection_to_marketing_does_not_stop_collection(desk):
    enter(desk, SuppressionReason.MARKETING_OBJECTION, "email", "anna@example.org")
    assert counts(desk.take(rows_of(ANNA))) == (1, 0, 0, 0, 0)


def test_a_removed_entry_stops_nothing(desk):
    entry = enter(desk, OBJECTED, "email", "anna@example.org")
    suppression.remove(entry=entry, removal=RemovalReason.MISTAKE, by=uuid4(), at=AT)
    assert counts(desk.take(rows_of(ANNA))) == (1, 0, 0, 0, 0)
