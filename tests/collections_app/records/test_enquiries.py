"""An enquiry into money laundering stays its five years, and is there for the reporting officers alone."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from audit.models import Event
from personal_data import envelopes
from personal_data.models import Envelope
from personal_data.purposes import Purpose
from privacy.policies.copies import scope
from tests.collections_app.records.conftest import House, entered, finished, row, rule_of, today
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@row("ALMI-105", "erasing an enquiry before the five years are over")
def test_an_enquiry_is_not_erased_before_its_five_years(house: House) -> None:
    almi = house("ALMI")
    record = entered(almi, "enquiry", "2020-01-05")
    finished(record, "transaction_done", str(today(almi) - timedelta(days=5 * 365)))
    with accounts.command(Purpose.RETENTION):
        (outcome,) = envelopes.erase([record.envelope_id])
    assert (outcome.erased, outcome.reason) == (False, "demanded_by_law")


class TestAnEnquiry:
    @row("INTRUM-113", "an enquiry that the person or a handler can find, or one without a rule of its own")
    def test_is_absent_for_everybody_but_the_reporting_officers(self, house: House) -> None:
        record = entered(house("INTRUM"), "enquiry", "2026-01-05")
        assert Envelope.objects.get(pk=record.envelope_id).record_class in scope.absent_classes()
        for purpose in (Purpose.COLLECTION, Purpose.SUPERVISION, Purpose.SUBJECT_REQUEST, Purpose.SELF_SERVICE):
            with accounts.command(purpose), pytest.raises(envelopes.Refused):
                envelopes.open([record])
        for role in (Role.HANDLER, Role.SUPERVISOR, Role.DPO, Role.PRIVACY_OFFICER, Role.AUDITOR):
            client = accounts.client_of(accounts.member(role))
            assert client.get(f"/handler/enquiries/{record.reference}/").status_code == 403
        told = Event.objects.filter(reference=record.reference).values_list("purpose", flat=True)
        assert set(told) == {Purpose.LEGAL_REPORT.value}

    def test_has_a_rule_of_a_statute_that_does_not_let_it_stay_for_ever(self, house: House) -> None:
        house("INTRUM")
        rule = rule_of("INTRUM", "aml_file")
        assert (rule.is_statute, rule.kind, rule.period_months, rule.review_months) == (True, "at_least", 60, 60)
