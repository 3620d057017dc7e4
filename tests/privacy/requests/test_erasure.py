"""Erasure on request: each record judged by itself, a second person, the answer first, then the gate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from itertools import starmap

import pytest
from pypdf import PdfReader

from audit.models import Event
from collections_app.letters import wording
from collections_app.models import Case, Debtor
from collections_app.services import cases
from personal_data.models import BlockKind, Envelope, Erasure
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.models import DataSubjectRequest, ItemOutcome, LetterKind, RequestItem, RequestStatus, SentBy
from privacy.services import answers, receiving
from privacy.services.requests import carrying_out, decisions, letters
from privacy.services.requests.steps import CannotBeWritten, NotAllowed
from tests.factories import acting, collection, retention
from tests.privacy.requests.asking import NOW, PETRA, ROLF, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db
CLAIM_LAW = "GDPR art. 17(3)(e)"


@dataclass
class Person:
    """Anna with an open and a closed case, and her request."""

    debtor: Debtor
    open_case: Case
    closed_case: Case
    request: DataSubjectRequest

    def item(self, row: Debtor | Case) -> RequestItem:
        return self.request.items.select_related("request__controller").get(item_envelope=row.envelope_id)


@pytest.fixture
def anna(db: None) -> Iterator[Person]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        yesterday = NOW.date() - timedelta(days=1)
        opened, closed = collection.case_file(controller, [debtor]), collection.case_file(controller, [debtor])
        with acting.hanna(Purpose.COLLECTION):
            cases.close(case=closed, reason="paid", closed_on=yesterday, by=PETRA, at=NOW)
        request = receiving.begin_review(request=receive(debtor), identified_how="known_contact", by=PETRA, at=NOW)
        decisions.list_items(request=request)
        yield Person(debtor, opened, closed, request)


def keep(item: RequestItem, *, until: date | None = None, **changed: object) -> RequestItem:
    values = {"ground": "legal_claims", "citation": CLAIM_LAW, "facts": "The claim is open.", **changed}
    review_on = until or NOW.date() + timedelta(days=90)
    return decisions.refuse(item=item, until=until, review_on=review_on, by=PETRA, at=NOW, **values)  # type: ignore[arg-type]  # texts


def decide(anna: Person) -> DataSubjectRequest:
    keep(anna.item(anna.open_case))
    keep(anna.item(anna.debtor))
    decisions.grant(item=anna.item(anna.closed_case), by=PETRA, at=NOW)
    concluded = decisions.conclude(request=anna.request, by=PETRA, at=NOW)
    return decisions.approve(request=concluded, by=ROLF, at=NOW)


class TestDeciding:
    def test_lists_every_record_once(self, anna: Person) -> None:
        decisions.list_items(request=anna.request)
        assert set(anna.request.items.values_list("item_envelope", flat=True)) == {
            each.envelope_id for each in (anna.debtor, anna.open_case, anna.closed_case)
        }

    def test_needs_every_record(self, anna: Person) -> None:
        decisions.grant(item=anna.item(anna.closed_case), by=PETRA, at=NOW)
        with pytest.raises(NotAllowed, match="every item"):
            decisions.conclude(request=anna.request, by=PETRA, at=NOW)

    @pytest.mark.parametrize(
        ("changed", "says"),
        [
            ({"ground": "habit"}, "listed grounds"),
            ({"ground": "own_period"}, "cannot stand alone"),
            ({"ground": "legitimate_interest"}, "cannot stand alone"),
            ({"facts": " "}, "reasons"),
            ({"citation": ""}, "reasons"),
            ({"citation": "GDPR art. 6(1)(f)"}, "article"),
            ({"ground": "legal_duty", "citation": "GDPR art. 17(3)(b); Bokföringslagen 7:2"}, "statute"),
        ],
    )
    def test_refuses_a_refusal_that_the_law_does_not_carry(
        self, anna: Person, changed: dict[str, object], says: str
    ) -> None:
        with pytest.raises(NotAllowed, match=says):
            keep(anna.item(anna.open_case), **changed)
        assert anna.item(anna.open_case).outcome == ItemOutcome.OPEN

    def test_sends_refusals_to_a_second_person(self, anna: Person) -> None:
        keep(anna.item(anna.open_case))
        list(starmap(keep, [(anna.item(anna.debtor),), (anna.item(anna.closed_case),)]))
        concluded = decisions.conclude(request=anna.request, by=PETRA, at=NOW)
        assert concluded.status == RequestStatus.AWAITING_APPROVAL
        with pytest.raises(NotAllowed, match="second person"):
            decisions.approve(request=concluded, by=PETRA, at=NOW)
        assert decisions.approve(request=concluded, by=ROLF, at=NOW).status == RequestStatus.DECIDED

    def test_cannot_be_approved_before_they_are_handed_over(self, anna: Person) -> None:
        with pytest.raises(NotAllowed, match="not in a state"):
            decisions.approve(request=anna.request, by=ROLF, at=NOW)
        keep(anna.item(anna.open_case))
        with pytest.raises(NotAllowed, match="not in a state"):
            decisions.approve(request=anna.request, by=ROLF, at=NOW)

    def test_can_be_sent_back_and_changed(self, anna: Person) -> None:
        for row in (anna.open_case, anna.closed_case, anna.debtor):
            keep(anna.item(row))
        concluded = decisions.conclude(request=anna.request, by=PETRA, at=NOW)
        decisions.send_back(request=concluded, by=ROLF, at=NOW)
        decisions.grant(item=anna.item(anna.closed_case), by=PETRA, at=NOW)
        assert anna.item(anna.closed_case).ground == ""

    def test_is_an_event_for_each_record(self, anna: Person) -> None:
        keep(anna.item(anna.open_case))
        event = Event.objects.get(name="privacy.item.decided")
        assert (event.reference, event.reason) == (anna.request.reference, "refused.legal_claims")


class TestCarryingOut:
    def test_erases_nothing_before_the_answer_is_sealed(self, anna: Person) -> None:
        decided = decide(anna)
        with pytest.raises(NotAllowed, match="answer"):
            carrying_out.order(request=decided, at=NOW)
        assert not carrying_out.carry_out(at=NOW)
        assert Case.objects.filter(pk=anna.closed_case.pk).exists()

    def test_erases_what_was_granted_and_nothing_else(self, anna: Person) -> None:
        answers.make(request=decide(anna), by=PETRA, at=NOW)
        assert carrying_out.carry_out(at=NOW) == {"erased": 1}
        assert list(Case.objects.all()) == [anna.open_case]
        assert Erasure.objects.get().ground == "request"
        assert anna.item(anna.closed_case).carried_out_at == NOW
        assert not carrying_out.carry_out(at=NOW)

    def test_leaves_what_is_held_and_asks_again(self, anna: Person) -> None:
        answers.make(request=decide(anna), by=PETRA, at=NOW)
        placed = blocks.place(kind=BlockKind.HOLD, reason_code="court", envelopes=[anna.closed_case.envelope_id])
        assert carrying_out.carry_out(at=NOW) == {"held": 1}
        blocks.lift(placed[0])
        assert carrying_out.carry_out(at=NOW) == {"erased": 1}

    def test_erases_by_itself_when_the_statute_ends(self, anna: Person) -> None:
        tomorrow = NOW.date() + timedelta(days=1)
        law = "GDPR art. 17(3)(b); Bokföringslagen 7:2"
        keep(anna.item(anna.closed_case), until=tomorrow, ground="legal_duty", citation=law)
        keep(anna.item(anna.open_case))
        keep(anna.item(anna.debtor))
        concluded = decisions.conclude(request=anna.request, by=PETRA, at=NOW)
        answers.make(request=decisions.approve(request=concluded, by=ROLF, at=NOW), by=PETRA, at=NOW)
        decision = Envelope.objects.get(pk=anna.closed_case.envelope_id).erasure_decisions.get()
        assert (decision.effective_on, decision.approved_by) == (tomorrow, ROLF)
        assert not carrying_out.carry_out(at=NOW)

    def test_looks_again_when_the_claim_has_ended(self, anna: Person) -> None:
        letter = answers.make(request=decide(anna), by=PETRA, at=NOW)
        letters.mark_sent(letter=letter, sent_by=SentBy.POST, by=PETRA, at=NOW + timedelta(seconds=1))
        receiving.answer(request=anna.request, by=PETRA, at=NOW)
        later = NOW + timedelta(days=91)
        assert carrying_out.review_refusals(at=later) == 0, "the case is still open"
        with acting.hanna(Purpose.COLLECTION):
            cases.close(case=anna.open_case, reason="paid", closed_on=NOW.date(), by=PETRA, at=NOW)
        assert carrying_out.review_refusals(at=NOW) == 0, "the day of review has not come"
        assert carrying_out.review_refusals(at=later) == 1


class TestTheAnswer:
    def text(self, anna: Person) -> str:
        letter = answers.make(request=decide(anna), by=PETRA, at=NOW)
        assert letter.kind == LetterKind.ANSWER
        return " ".join(
            page.extract_text() for page in PdfReader(BytesIO(b"".join(letters.read(letter)))).pages
        ).replace("\n", " ")

    @pytest.mark.requirement(
        "AMILI-43", breaks="closing a request without item decisions, or a letter without remedies"
    )
    def test_says_what_stays_why_and_where_to_complain(self, anna: Person) -> None:
        text = self.text(anna)
        for said in (anna.open_case.reference, anna.closed_case.reference, "The claim is open.",
                     "artikel 17.3 e i GDPR", "Integritetsskyddsmyndigheten", "tingsrätt", "35 dagar",
                     wording.spoken(NOW.date() + timedelta(days=90), "sv")):  # fmt: skip
            assert said in text, said

    def test_cannot_be_written_without_reasons(self, anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
        decided = decide(anna)
        monkeypatch.setattr(
            answers, "_decision", lambda item, today, **_: {"what": "x", "outcome": "x", "reason": " ", "day": today}
        )
        with pytest.raises(CannotBeWritten, match="reason"):
            answers.make(request=decided, by=PETRA, at=NOW)
        assert not decided.letters.exists()

    def test_is_made_once_and_closes_the_request_when_sent(self, anna: Person) -> None:
        decided = decide(anna)
        letter = answers.make(request=decided, by=PETRA, at=NOW)
        with pytest.raises(NotAllowed, match="already"):
            answers.make(request=decided, by=PETRA, at=NOW)
        sent = letters.mark_sent(letter=letter, sent_by=SentBy.POST, by=PETRA, at=NOW + timedelta(seconds=1))
        assert letters.mark_sent(letter=letter, sent_by=SentBy.PORTAL, by=PETRA, at=NOW).sent_at == sent.sent_at
        assert receiving.answer(request=decided, by=PETRA, at=NOW).status == RequestStatus.ANSWERED


class TestTheListOfRecords:
    def test_keeps_its_order_whatever_the_identifiers(self, anna: Person) -> None:
        """Identifiers of one millisecond are in no order, so the list has an order of its own."""
        items = decisions.list_items(request=anna.request)
        assert [item.number for item in items] == list(range(1, len(items) + 1))
        first = items[0]
        RequestItem.objects.filter(pk=first.pk).update(number=len(items) + 1)
        assert decisions.list_items(request=anna.request)[-1] == first
