"""What an erasure request finds kept past its end: proposed as such, reported to the DPO, gone with the answer."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from collections_app.models import Case
from personal_data.models import BlockKind
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy import events
from privacy.models import RequestItem
from privacy.services.requests import carrying_out
from tests.factories import accounts, acting, retention
from tests.privacy.requests.agencies import Agency
from tests.privacy.requests.erasure_by_notice.notices import row

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("agency", ["INTRUM"], indirect=True)]
REPORTED = "Kept too long or without a rule"


def forget(agency: Agency, closed_on: date) -> date:
    """The closed case has been closed since that day; says on which day it had to go."""
    with acting.hanna(Purpose.COLLECTION):
        retention.close(agency.closed_case, closed_on)
    due = retention.due_on(agency.closed_case)
    assert due is not None
    return due


def dpo_desk() -> str:
    """What the DPO sees first."""
    dpo: Client = accounts.client_of(accounts.member(Role.DPO, name="Dagny Dataskydd"))
    return dpo.get("/dpo/").content.decode()


def defective() -> list[RequestItem]:
    """The records of the request that should not have been there."""
    return list(RequestItem.objects.exclude(defect=""))


class TestKeptTooLong:
    @row("INTRUM-134", "not comparing a record with its end, not telling the DPO, or letting it outlast the answer")
    def test_is_proposed_for_erasure_as_such_reported_and_gone_with_the_answer(self, agency: Agency) -> None:
        had_to_go_on = forget(agency, retention.months_ago(100))
        assert REPORTED not in dpo_desk()
        agency.enter(because="unlawful")
        agency.take_up()
        (found,) = defective()
        assert (found.item_envelope, found.had_to_go_on) == (agency.closed_case.envelope_id, had_to_go_on)
        page = agency.petra.get(agency.at()).content.decode()
        assert page.count("Proposal: erase. It is kept too long") == 1
        (event,) = Event.objects.filter(name=str(events.DEFECT_FOUND))
        assert event.reason == "kept_too_long"
        desk = dpo_desk()
        assert REPORTED in desk
        assert "not erased yet" in desk
        agency.answer()
        with acting.nightly():
            carrying_out.carry_out(at=datetime.now(UTC))
        assert list(Case.objects.all()) == [agency.open_case]
        assert agency.request.reference in dpo_desk(), "the defect stays to be looked into"
        assert "not erased yet" not in dpo_desk()

    def test_is_not_said_of_what_is_within_its_time(self, agency: Agency) -> None:
        agency.enter(because="unlawful")
        agency.take_up()
        assert not defective()
        assert not Event.objects.filter(name=str(events.DEFECT_FOUND)).exists()
        assert REPORTED not in dpo_desk()

    @pytest.mark.parametrize("on_all", [True, False])
    def test_is_not_said_of_what_is_held(self, agency: Agency, on_all: bool) -> None:
        forget(agency, retention.months_ago(100))
        with acting.hanna(Purpose.COLLECTION):
            if on_all:
                blocks.place(kind=BlockKind.HOLD, reason_code="court", subject=agency.anna.subject)
            else:
                blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[agency.closed_case.envelope_id])
        agency.enter(because="unlawful")
        agency.take_up()
        assert not defective()
