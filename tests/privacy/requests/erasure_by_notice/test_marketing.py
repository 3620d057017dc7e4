"""Erasure because of an objection to direct marketing: the data go, and what remains only stops marketing."""

from datetime import UTC, datetime, timedelta

import pytest

from audit.models import Event
from collections_app.models import Case, Debtor
from personal_data.models import BlockKind, EnvelopeBlock
from personal_data.purposes import Purpose
from privacy import events
from privacy.services.requests import carrying_out
from tests.factories import acting, retention
from tests.privacy.requests.agencies import Agency
from tests.privacy.requests.asking import receive
from tests.privacy.requests.erasure_by_notice.notices import row

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("agency", ["ALMI"], indirect=True)]


@row("ALMI-79", "keeping what was asked to go, or letting what stops marketing go with it")
def test_the_data_go_and_the_stop_stays(agency: Agency) -> None:
    with acting.hanna(Purpose.COLLECTION):
        retention.close(agency.open_case, datetime.now(UTC).date() - timedelta(days=1))
    agency.enter(because="marketing_objection")
    entry = EnvelopeBlock.objects.get()
    assert (entry.kind, entry.subject_id) == (BlockKind.MARKETING, agency.anna.subject_id)
    agency.answer()
    with acting.nightly():
        carrying_out.carry_out(at=datetime.now(UTC))
    assert not Case.objects.exists()
    assert not Debtor.objects.exists()
    kept = EnvelopeBlock.objects.get(lifted_at=None)
    assert (kept.pk, kept.reason_code, kept.envelope_id) == (entry.pk, "request.marketing_objection", None)


def test_one_entry_is_enough(agency: Agency) -> None:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        for _time in range(2):
            receive(agency.anna, because="marketing_objection")
    assert EnvelopeBlock.objects.count() == 1
    assert Event.objects.filter(name=str(events.PROCESSING_STOPPED)).count() == 2


def test_another_reason_leaves_no_entry(agency: Agency) -> None:
    agency.enter(because="unlawful")
    assert not EnvelopeBlock.objects.exists()
