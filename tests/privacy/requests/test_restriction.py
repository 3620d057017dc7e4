"""Restriction from receipt until the person has been told that it ends (GDPR art. 16, 18, 21)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.models import BlockKind, EnvelopeBlock
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.models import (
    Channel,
    DataSubjectRequest,
    Letter,
    LetterKind,
    RequestStatus,
    Restriction,
    RestrictionGround,
    Right,
    SentBy,
)
from privacy.models.request import RESTRICTING
from privacy.services import answers, contested, decisions, letters, requests, restrictions
from privacy.services.request_steps import NotAllowed
from tests.factories import acting, collection, retention
from tests.privacy.requests.asking import NOW, PETRA, ROLF, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@dataclass
class Person:
    """Anna with two cases, one of them together with Bo."""

    debtor: Debtor
    other: Debtor
    alone: Case
    shared: Case


@pytest.fixture
def anna(db: None) -> Iterator[Person]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor, other = debtor_with_address(controller), collection.debtor(controller, "Bo Berg")
        alone, shared = (
            collection.case_file(controller, [debtor]),
            collection.case_file(controller, [debtor, other]),
        )
        yield Person(debtor, other, alone, shared)


def opens(row: Debtor | Case, purpose: Purpose = Purpose.COLLECTION) -> bool:
    with acting.omar(purpose):
        try:
            envelopes.open([row])
        except envelopes.Refused:
            return False
    return True


def about(debtor: Debtor, right: Right, case: Case) -> DataSubjectRequest:
    """A request about one case."""
    return requests.receive(
        subject=debtor.subject,
        right=right,
        channel=Channel.PHONE,
        received_on=TODAY,
        wording=requests.Wording("It is wrong.", concerns=case.envelope_id),
        by=PETRA,
        at=NOW,
    )


def refused(request: DataSubjectRequest, ground: str = "accurate") -> DataSubjectRequest:
    """Refused, approved by the second person, answered."""
    found = requests.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
    contested.refuse(item=contested.list_item(request=found), ground=ground, facts="We rang them.", by=PETRA, at=NOW)
    decisions.conclude(request=found, by=PETRA, at=NOW)
    decisions.approve(request=found, by=ROLF, at=NOW)
    return answered(found)


def granted(request: DataSubjectRequest, ground: str) -> DataSubjectRequest:
    """Granted and answered."""
    found = requests.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
    contested.grant(item=contested.list_item(request=found), ground=ground, by=PETRA, at=NOW)
    decisions.conclude(request=found, by=PETRA, at=NOW)
    return answered(found)


def answered(request: DataSubjectRequest) -> DataSubjectRequest:
    """The answer goes out."""
    send(answers.make(request=request, by=PETRA, at=NOW))
    return requests.answer(request=request, by=PETRA, at=NOW)


def send(letter: Letter) -> None:
    letters.mark_sent(letter=letter, sent_by=SentBy.POST, by=PETRA, at=NOW)


def announce(request: DataSubjectRequest, lift_on: date = TODAY) -> Letter:
    return restrictions.announce(request=request, lift_on=lift_on, because="Checked and right.", by=PETRA, at=NOW)


def block_of(request: DataSubjectRequest) -> EnvelopeBlock:
    return EnvelopeBlock.objects.get(id=Restriction.objects.get(request=request).block_id)


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
        assert opens(anna.debtor, purpose) == (
            purpose in {Purpose.SELF_SERVICE, Purpose.SUBJECT_REQUEST, Purpose.RETENTION, Purpose.SECURITY}
        )

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


class TestLifting:
    def test_is_refused_while_it_is_decided(self, anna: Person) -> None:
        made = receive(anna.debtor, Right.RECTIFICATION)
        with pytest.raises(NotAllowed, match="stays"):
            announce(made)
        with pytest.raises(NotAllowed, match="Tell the person first"):
            restrictions.lift(request=made, at=NOW)

    def test_waits_for_the_letter(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        letter = announce(done)
        with pytest.raises(NotAllowed, match="Tell the person first"):
            restrictions.lift(request=done, at=NOW)
        send(letter)
        restrictions.lift(request=done, at=NOW)
        assert Event.objects.get(name="privacy.restriction.ended").reference == done.reference

    def test_waits_for_the_day(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        send(announce(done, TODAY + timedelta(days=3)))
        with pytest.raises(NotAllowed, match="Tell the person first"):
            restrictions.lift(request=done, at=NOW)
        assert restrictions.lift_due(at=NOW) == 0
        assert not opens(anna.alone)

    def test_comes_by_itself_on_the_day(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        send(announce(done))
        assert restrictions.lift_due(at=NOW) == 1
        assert restrictions.lift_due(at=NOW) == 0
        assert opens(anna.alone)

    @pytest.mark.parametrize("told", [False, True])
    def test_is_refused_by_the_database_too(self, anna: Person, told: bool) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        letter = announce(done)
        if told:
            send(letter)
            blocks.lift(block_of(done))
            return
        with pytest.raises(IntegrityError, match="told first"), transaction.atomic():
            blocks.lift(block_of(done))
        assert block_of(done).lifted_at is None

    def test_is_told_once_and_not_for_a_day_that_is_over(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        with pytest.raises(NotAllowed, match="not over"):
            announce(done, TODAY - timedelta(days=1))
        with pytest.raises(NotAllowed, match="reason"):
            restrictions.announce(request=done, lift_on=TODAY, because=" ", by=PETRA, at=NOW)
        announce(done)
        with pytest.raises(NotAllowed, match="already"):
            announce(done)

    def test_of_what_was_taken_back_is_told_too(self, anna: Person) -> None:
        made = receive(anna.debtor, Right.RECTIFICATION)
        taken_back = requests.withdraw(request=made, by=PETRA, at=NOW)
        assert not opens(anna.alone)
        send(announce(taken_back))
        restrictions.lift(request=taken_back, at=NOW)
        assert opens(anna.alone)

    def test_keeps_the_file_as_long_as_the_restriction(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        done.envelope.refresh_from_db()
        assert done.envelope.trigger_on is None
        send(announce(done))
        restrictions.lift(request=done, at=NOW)
        done.envelope.refresh_from_db()
        assert done.envelope.trigger_on == TODAY


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
        made = requests.begin_review(
            request=receive(anna.debtor, Right.RESTRICTION), identified_how="known_contact", by=PETRA, at=NOW
        )
        contested.refuse(item=contested.list_item(request=made), ground="verified", facts="Checked.", by=PETRA, at=NOW)
        assert decisions.conclude(request=made, by=PETRA, at=NOW).status == RequestStatus.AWAITING_APPROVAL
        with pytest.raises(NotAllowed, match="second person"):
            decisions.approve(request=made, by=PETRA, at=NOW)


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
        made = requests.begin_review(
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


class TestLetters:
    def test_the_letter_is_there_before_it_is_sent(self, anna: Person) -> None:
        done = refused(receive(anna.debtor, Right.RECTIFICATION))
        kinds = list(done.letters.values_list("kind", flat=True))
        assert kinds == [LetterKind.ANSWER]
        announce(done)
        assert done.letters.filter(kind=LetterKind.RESTRICTION_LIFTED, sent_at=None).exists()
