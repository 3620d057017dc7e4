"""An objection: upheld, or refused on overriding grounds in writing; marketing stops at once (GDPR art. 21)."""

import pytest

from personal_data import envelopes
from personal_data.models import BlockKind, EnvelopeBlock
from privacy.models import DataSubjectRequest, RequestStatus, Right
from privacy.services import receiving
from privacy.services.contested import decisions as contested
from privacy.services.requests import decisions
from privacy.services.requests.steps import NotAllowed
from tests.factories import retention
from tests.privacy.requests.asking import NOW, PETRA, receive
from tests.privacy.requests.restriction.situation import Person, announce, answered, granted, opens, refused

pytestmark = pytest.mark.django_db


class TestObjection:
    def test_upheld_stops_for_good_and_asks_for_erasure(self, anna: Person) -> None:
        done = granted(receive(anna.debtor, Right.OBJECTION), "upheld")
        assert not opens(anna.alone)
        kinds = EnvelopeBlock.objects.filter(subject=anna.debtor.subject, lifted_at=None).values_list("kind", flat=True)
        assert list(kinds) == [BlockKind.STOPPED]
        follows = DataSubjectRequest.objects.get(right=Right.ERASURE)
        assert (follows.status, follows.because) == (RequestStatus.RECEIVED, "objection")
        with pytest.raises(NotAllowed, match="No restriction"):
            announce(done)

    def test_upheld_lets_erasure_pass(self, anna: Person) -> None:
        retention.close(anna.alone, retention.months_ago(12 * 40))
        granted(receive(anna.debtor, Right.OBJECTION), "upheld")
        assert [each.reason for each in envelopes.erase([anna.alone.envelope_id])] == ["erased"]

    @pytest.mark.parametrize(("basis", "is_refused"), [("6(1)(f)", True), ("6(1)(e)", True), ("6(1)(b)", False)])
    def test_is_not_turned_away_where_the_law_gives_it(self, anna: Person, basis: str, is_refused: bool) -> None:
        controller = anna.debtor.controller
        controller.collection_basis = basis
        controller.save()
        made = receive(anna.debtor, Right.OBJECTION)
        if is_refused:
            with pytest.raises(NotAllowed, match="listed grounds"):
                refused(made, "other_basis")
        else:
            assert refused(made, "other_basis").status == RequestStatus.ANSWERED

    @pytest.mark.requirement(
        "AXACTOR-110", breaks="allow a refusal of an objection without a ground of the list or without written reasons"
    )
    @pytest.mark.parametrize(
        ("ground", "facts", "says"),
        [("compelling", " ", "reasons in this case"), ("you_owe_us", "They owe it.", "listed grounds")],
    )
    def test_refused_needs_overriding_grounds_in_writing(
        self, anna: Person, ground: str, facts: str, says: str
    ) -> None:
        made = receiving.begin_review(
            request=receive(anna.debtor, Right.OBJECTION), identified_how="known_contact", by=PETRA, at=NOW
        )
        item = contested.list_item(request=made)
        with pytest.raises(NotAllowed, match=says):
            contested.refuse(item=item, ground=ground, facts=facts, by=PETRA, at=NOW)
        with pytest.raises(NotAllowed, match="every item"):
            decisions.conclude(request=made, by=PETRA, at=NOW)

    def test_is_decided_on_its_own_and_never_by_the_clock(self, anna: Person) -> None:
        with pytest.raises(NotAllowed, match="listed grounds"):
            granted(receive(anna.debtor, Right.OBJECTION), "corrected")


class TestMarketing:
    @pytest.mark.requirement(
        "ALMI-89", breaks="let an objection to marketing wait for a decision, or be refused on any ground"
    )
    def test_stops_at_once_and_cannot_be_refused(self, anna: Person) -> None:
        made = receive(anna.debtor, Right.MARKETING_OBJECTION)
        assert made.status == RequestStatus.DECIDED
        assert opens(anna.alone)
        block = EnvelopeBlock.objects.get(subject=anna.debtor.subject)
        assert (block.kind, "marketing" in (block.allowed or [])) == (BlockKind.MARKETING, False)
        with pytest.raises(NotAllowed):
            contested.refuse(item=made.items.get(), ground="compelling", facts="They owe.", by=PETRA, at=NOW)
        assert answered(made).status == RequestStatus.ANSWERED

    def test_leaves_the_rest_open_and_erasable(self, anna: Person) -> None:
        receive(anna.debtor, Right.MARKETING_OBJECTION)
        retention.close(anna.alone, retention.months_ago(12 * 40))
        assert [each.reason for each in envelopes.erase([anna.alone.envelope_id])] == ["erased"]
