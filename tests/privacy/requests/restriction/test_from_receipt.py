"""From receipt on: nothing opens for collection, the rest stays as the law leaves it (GDPR art. 18)."""

import pytest

from audit.models import Event
from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.purposes import Purpose
from privacy.models import Channel, DataSubjectRequest, RequestStatus, Right
from privacy.models.request import RESTRICTING
from privacy.services import receiving
from privacy.services.contested import restrictions
from privacy.services.requests.steps import NotAllowed
from tests.factories import collection, retention
from tests.privacy.requests.asking import NOW, PETRA, receive
from tests.privacy.requests.restriction.situation import TODAY, Person, announce, opens, refused, send

pytestmark = pytest.mark.django_db


def about(debtor: Debtor, right: Right, case: Case) -> DataSubjectRequest:
    """A request about one case."""
    return receiving.receive(
        subject=debtor.subject,
        right=right,
        channel=Channel.PHONE,
        received_on=TODAY,
        wording=receiving.Wording("It is wrong.", concerns=case.envelope_id),
        by=PETRA,
        at=NOW,
    )


class TestFromReceipt:
    @pytest.mark.requirement(
        "INTRUM-135",
        breaks="leave out the block when such a request is received, wait for a decision, or lift without telling",
    )
    @pytest.mark.parametrize("right", RESTRICTING)
    def test_nothing_opens_for_collection_until_told(self, anna: Person, right: Right) -> None:
        assert opens(anna.alone)
        made = receive(anna.debtor, right)
        assert made.status == RequestStatus.RECEIVED
        assert not any(map(opens, (anna.debtor, anna.alone, anna.shared)))
        ground = {"rectification": "accurate", "restriction": "none_of_four", "objection": "compelling"}[right]
        done = refused(made, ground)
        assert not opens(anna.alone)
        send(announce(done))
        restrictions.lift(request=done, at=NOW)
        assert opens(anna.alone)

    @pytest.mark.parametrize("purpose", Purpose)
    def test_opens_for_what_the_law_leaves(self, anna: Person, purpose: Purpose) -> None:
        receive(anna.debtor, Right.OBJECTION)
        for_the_person = {Purpose.SELF_SERVICE, Purpose.SUBJECT_REQUEST}
        despite_it = {*for_the_person, Purpose.RETENTION, Purpose.SECURITY}
        assert opens(anna.debtor, purpose) == (purpose in despite_it)

    def test_leaves_other_persons_alone(self, anna: Person) -> None:
        receive(anna.debtor, Right.OBJECTION)
        assert opens(anna.other)

    def test_lies_on_the_record_that_is_meant(self, anna: Person) -> None:
        about(anna.debtor, Right.RECTIFICATION, anna.alone)
        assert not opens(anna.alone)
        assert opens(anna.shared)
        assert opens(anna.debtor)

    def test_refuses_a_record_of_somebody_else(self, anna: Person) -> None:
        foreign = collection.case_file(anna.debtor.controller, [anna.other])
        with pytest.raises(NotAllowed, match="not one of this person"):
            about(anna.debtor, Right.RECTIFICATION, foreign)

    def test_is_an_event(self, anna: Person) -> None:
        made = receive(anna.debtor, Right.RECTIFICATION)
        event = Event.objects.get(name="privacy.restriction.begun")
        assert (event.reference, event.reason) == (made.reference, "accuracy")
        assert Event.objects.filter(name="personal_data.block.placed").exists()

    @pytest.mark.parametrize("right", [Right.ERASURE, Right.ACCESS])
    def test_other_rights_restrict_nothing(self, anna: Person, right: Right) -> None:
        receive(anna.debtor, right)
        assert opens(anna.alone)

    def test_keeps_what_is_restricted_from_erasure(self, anna: Person) -> None:
        retention.close(anna.alone, retention.months_ago(12 * 40))
        receive(anna.debtor, Right.RESTRICTION)
        assert [each.reason for each in envelopes.erase([anna.alone.envelope_id])] == ["restricted"]
