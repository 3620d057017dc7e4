"""The suppression list: keyed notes that outlive the erasure of everything else."""

from uuid import uuid4

import pytest
from django.utils import timezone

from audit.models import Event
from personal_data import envelopes
from personal_data.models import DataSubject, RemovalReason, SuppressionEntry, SuppressionReason
from personal_data.services import suppression
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db
BY, EMAIL = uuid4(), "anna@example.test"


@pytest.fixture
def amili():
    with accounts.command():
        yield retention.controller("AMILI")


def test_knows_a_person_by_their_profile_without_opening_it_and_after_its_erasure(amili):
    case = collection.case_file(amili, [collection.debtor(amili, email=EMAIL)])
    person = case.case_debtors.get().debtor.subject
    before = Event.objects.filter(name="personal_data.envelope.opened").count()
    suppression.enter_person(
        subject=person, reason=SuppressionReason.UPHELD_OBJECTION, by=BY, at=timezone.now(), reference="R-2026-000001"
    )
    assert Event.objects.filter(name="personal_data.envelope.opened").count() == before
    profile = case.case_debtors.get().debtor.envelope_id
    retention.close(case, retention.months_ago(36))
    assert [each.erased for record in (case.envelope_id, profile) for each in envelopes.erase([record])] == [True, True]
    wanted = {"new": [("email", EMAIL.upper())], "other": [("email", "bo@example.test")]}
    assert suppression.among(controller_id=amili.pk, wanted=wanted) == {"new": "upheld_objection"}


def test_locks_for_its_own_purpose_only(amili):
    found_by = suppression.of_values(amili.pk, [("email", EMAIL)])
    reason = SuppressionReason.MARKETING_OBJECTION
    suppression.enter(controller=amili, reason=reason, found_by=found_by, by=BY, at=timezone.now())
    wanted = {"x": [("email", EMAIL)]}
    assert suppression.among(controller_id=amili.pk, wanted=wanted) == {}
    assert suppression.among(controller_id=amili.pk, wanted=wanted, reasons=[reason]) == {"x": reason.value}


def test_is_of_one_controller(amili):
    other = collection.controller("OTHER")
    found_by = suppression.of_values(amili.pk, [("email", EMAIL)])
    suppression.enter(
        controller=amili, reason=SuppressionReason.MISTAKEN_IDENTITY, found_by=found_by, by=BY, at=timezone.now()
    )
    assert suppression.among(controller_id=other.pk, wanted={"x": [("email", EMAIL)]}) == {}


def test_the_same_again_is_one_entry_and_nothing_is_none(amili):
    found_by = suppression.of_values(amili.pk, [("email", EMAIL)])
    for _ in range(2):
        suppression.enter(
            controller=amili, reason=SuppressionReason.MISTAKEN_IDENTITY, found_by=found_by, by=BY, at=timezone.now()
        )
    assert SuppressionEntry.objects.count() == 1
    with pytest.raises(suppression.NothingToKnowBy):
        suppression.enter(
            controller=amili, reason=SuppressionReason.MISTAKEN_IDENTITY, found_by=[], by=BY, at=timezone.now()
        )
    assert DataSubject.objects.count() == 0


def test_removal_forgets_by_what_the_person_was_known(amili):
    found_by = suppression.of_values(amili.pk, [("email", EMAIL)])
    entry = suppression.enter(
        controller=amili, reason=SuppressionReason.MISTAKEN_IDENTITY, found_by=found_by, by=BY, at=timezone.now()
    )
    removed = suppression.remove(entry=entry, removal=RemovalReason.WITHDRAWN, by=BY, at=timezone.now())
    assert removed.tokens == []
    with pytest.raises(suppression.AlreadyRemoved):
        suppression.remove(entry=entry, removal=RemovalReason.WITHDRAWN, by=BY, at=timezone.now())
    assert Event.objects.filter(name="personal_data.suppression.removed", reason="withdrawn").count() == 1
