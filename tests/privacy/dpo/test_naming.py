"""A person reads roles; a name only where somebody decided so, with a ground (CJEU C-579/21)."""

from html import unescape

import pytest

from accounts.models import User
from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import Debtor
from personal_data import access, envelopes
from personal_data.purposes import Purpose
from privacy import events
from privacy.models import NameDecision
from privacy.portal.seen import days_of
from privacy.selectors import openings
from privacy.services.copies.contents import _look
from tests.factories import accounts, acting, collection
from tests.factories.accounts import recorded

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna() -> Debtor:
    with acting.nightly():
        return collection.debtor(collection.controller(), "Anna Andersson")


def looked(by: User, *rows: Debtor) -> Event:
    with access.context(actor=access.Actor("staff", by.pk), purpose=Purpose.COLLECTION, channel="web"):
        envelopes.open(rows)
    return Event.objects.latest("id")


def address(debtor: Debtor, event: Event) -> str:
    return f"/dpo/audit/subjects/{debtor.subject_id}/events/{event.id}/name/"


class TestAName:
    def test_is_told_for_one_event_by_a_decision_with_its_ground(self, anna: Debtor) -> None:
        hanna = accounts.member(Role.HANDLER, name="Hanna Handler")
        event, other = looked(hanna, anna), looked(hanna, anna)
        assert {each.named for each in openings.of_debtor(anna).openings} == {""}
        petra = accounts.client_of(accounts.member(Role.PRIVACY_OFFICER))
        path = address(anna, event)
        assert path in petra.get(f"/dpo/audit/subjects/{anna.subject_id}/").content.decode()
        assert "Hanna Handler" in petra.get(path).content.decode()
        assert petra.post(path, {"ground": "curiosity"}).status_code == 422
        assert petra.post(path, {"ground": "essential"}).status_code == 302
        shown = {each.event_id: each.named for each in openings.of_debtor(anna).openings}
        assert (shown[event.id], shown[other.id]) == ("Hanna Handler", "")
        ((_day, lines),) = days_of(openings.of_debtor(anna).openings)
        assert sorted(line.opening.named for line in lines if line.opening.purpose == "collection") == [
            "",
            "Hanna Handler",
        ]
        looks = [_look(each)["who"] for each in openings.of_debtor(anna).openings]
        assert sum("Hanna Handler" in str(who) for who in looks) == 1
        (given,) = recorded(events.NAME_GIVEN)
        assert (given.reason, given.reference) == ("essential", hanna.reference)
        assert Line.objects.get(event_id=given.id).subject == anna.subject.pseudonym
        again = petra.post(path, {"ground": "agreed"})
        assert "has been told this name already" in unescape(again.content.decode())

    def test_is_not_given_of_oneself_nor_where_nobody_of_the_staff_stands_behind_it(self, anna: Debtor) -> None:
        petra = accounts.member(Role.PRIVACY_OFFICER)
        own = accounts.client_of(petra).post(address(anna, looked(petra, anna)), {"ground": "agreed"})
        assert "Nobody decides about their own name" in unescape(own.content.decode())
        with acting.nightly():
            other = collection.debtor(anna.controller, "Berit Berg")
        elsewhere = looked(accounts.member(Role.HANDLER), other)
        with acting.nightly():
            envelopes.open([anna])
        by_program = Event.objects.latest("id")
        for event in (elsewhere, by_program):
            assert accounts.client_of(petra).get(address(anna, event)).status_code == 404
        assert not NameDecision.objects.exists()
        dora = accounts.client_of(accounts.member(Role.DPO))
        assert dora.get(address(anna, elsewhere)).status_code == 403
