"""Restriction asked for by the person: the four grounds and no fifth (GDPR art. 18(1))."""

import pytest

from personal_data import envelopes
from privacy.models import RequestStatus, Restriction, RestrictionGround, Right
from privacy.services import receiving
from privacy.services.contested import decisions as contested
from privacy.services.contested import restrictions
from privacy.services.requests import decisions
from privacy.services.requests.steps import NotAllowed
from tests.factories import retention
from tests.privacy.requests.asking import NOW, PETRA, receive
from tests.privacy.requests.restriction.situation import Person, announce, granted, opens, send

pytestmark = pytest.mark.django_db


class TestRestrictionOnRequest:
    @pytest.mark.parametrize("ground", ["accuracy", "unlawful", "claims", "objection"])
    def test_is_granted_on_the_four_grounds(self, anna: Person, ground: str) -> None:
        done = granted(receive(anna.debtor, Right.RESTRICTION), ground)
        assert Restriction.objects.get(request=done).ground == ground
        assert not opens(anna.alone)

    @pytest.mark.requirement("ALMI-86", breaks="let retention erase what a person needs for a legal claim")
    @pytest.mark.requirement("INTRUM-137", breaks="let retention erase what was restricted instead of erased")
    @pytest.mark.parametrize("ground", ["claims", "unlawful"])
    def test_keeps_retention_away_until_told(self, anna: Person, ground: str) -> None:
        retention.close(anna.alone, retention.months_ago(12 * 40))
        done = granted(receive(anna.debtor, Right.RESTRICTION), ground)
        assert [each.reason for each in envelopes.erase([anna.alone.envelope_id])] == ["restricted"]
        send(announce(done))
        restrictions.lift(request=done, at=NOW)
        assert [each.reason for each in envelopes.erase([anna.alone.envelope_id])] == ["erased"]

    def test_on_no_fifth(self, anna: Person) -> None:
        with pytest.raises(NotAllowed, match="listed grounds"):
            granted(receive(anna.debtor, Right.RESTRICTION), RestrictionGround.ASKED)

    def test_refused_needs_a_second_person(self, anna: Person) -> None:
        made = receiving.begin_review(
            request=receive(anna.debtor, Right.RESTRICTION), identified_how="known_contact", by=PETRA, at=NOW
        )
        contested.refuse(item=contested.list_item(request=made), ground="verified", facts="Checked.", by=PETRA, at=NOW)
        assert decisions.conclude(request=made, by=PETRA, at=NOW).status == RequestStatus.AWAITING_APPROVAL
        with pytest.raises(NotAllowed, match="second person"):
            decisions.approve(request=made, by=PETRA, at=NOW)
