"""Telling recipients (GDPR art. 19): the record and the act, never the reason; sealed before anything is erased."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from audit.models import Event
from collections_app.models import Case, Debtor, Recipient, RecipientKind
from collections_app.services import cases, disclosures
from personal_data import record_classes
from personal_data.models import BlockKind, Envelope
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.models import (
    DataSubjectRequest,
    ItemOutcome,
    Letter,
    LetterKind,
    RecipientNotice,
    RequestItem,
    RequestStatus,
    Right,
    SentBy,
)
from privacy.selectors import recipient_notices as register
from privacy.selectors.recipient_notices import NoticeState
from privacy.services import answers, carrying_out, decisions, letters, recipient_notices, requests
from privacy.services.request_steps import CannotBeWritten, NotAllowed
from tests.factories import acting, collection, retention
from tests.factories import recipients as making
from tests.privacy.requests.asking import NOW, PETRA, ROLF, contacts, debtor_with_address, receive

pytestmark = pytest.mark.django_db
REASON = "The debtor contests the claim and is in hospital."


@dataclass
class Situation:
    """Anna with an open and a closed case; of the closed one a creditor and an authority received data."""

    debtor: Debtor
    open_case: Case
    closed_case: Case
    creditor: Recipient
    authority: Recipient
    request: DataSubjectRequest

    def decide(self) -> DataSubjectRequest:
        """The closed case goes, the rest stays."""
        for item in self.request.items.select_related("request__controller"):
            if item.item_envelope == self.closed_case.envelope_id:
                decisions.grant(item=item, by=PETRA, at=NOW)
            else:
                decisions.refuse(
                    item=item,
                    ground="legal_claims",
                    citation="GDPR art. 17(3)(e)",
                    facts=REASON,
                    review_on=NOW.date() + timedelta(days=90),
                    by=PETRA,
                    at=NOW,
                )
        concluded = decisions.conclude(request=self.request, by=PETRA, at=NOW)
        return decisions.approve(request=concluded, by=ROLF, at=NOW)


def pass_on(case: Case, to: Recipient, *fields: str, **changed: str) -> None:
    wanted = disclosures.Wanted(
        recipient=to,
        fields=fields,
        **{"purpose": "status_report", "ground": "6(1)(f)", "channel": "file", **changed},
    )
    with acting.hanna(Purpose.COLLECTION):
        disclosures.disclose(case=case, wanted=wanted, by=PETRA, at=NOW)


@pytest.fixture
def anna(db: None) -> Iterator[Situation]:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        controller = retention.controller("AMILI")
        contacts(controller)
        debtor = debtor_with_address(controller)
        opened, closed = collection.case_file(controller, [debtor]), collection.case_file(controller, [debtor])
        collection.claim(closed)
        creditor = making.recipient(controller)
        authority = making.recipient(controller, RecipientKind.ENFORCEMENT, name="Provmyndigheten", language="en")
        pass_on(closed, creditor, "debtor.name", "claim.amount_minor")
        pass_on(closed, authority, "claim.amount_minor", purpose="enforcement", provision="UB 2:1", asked_as="U-77-26")
        pass_on(opened, making.recipient(controller, name="Försäkring AB"), "case.status")
        with acting.hanna(Purpose.COLLECTION):
            cases.close(case=closed, reason="paid", closed_on=NOW.date() - timedelta(days=1), by=PETRA, at=NOW)
        request = requests.begin_review(request=receive(debtor), identified_how="known_contact", by=PETRA, at=NOW)
        decisions.list_items(request=request)
        yield Situation(debtor, opened, closed, creditor, authority, request)


def text_of(letter: Letter) -> str:
    pages = PdfReader(BytesIO(b"".join(letters.read(letter)))).pages
    return " ".join(page.extract_text() for page in pages).replace("\n", " ")


def notice_to(anna: Situation, recipient: Recipient) -> Letter:
    return anna.request.letters.select_related("request").get(recipient=recipient.reference)


class TestWhoIsTold:
    @pytest.mark.requirement("INTRUM-147", breaks="carrying a decision out while a recipient has no notice")
    def test_nothing_is_erased_before_every_recipient_has_a_notice(
        self, anna: Situation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        decided = anna.decide()
        monkeypatch.setattr(recipient_notices, "make", lambda **_: [])
        with pytest.raises(NotAllowed, match="has not been told"):
            answers.make(request=decided, by=PETRA, at=NOW)
        assert not carrying_out.carry_out(at=NOW)
        assert Case.objects.filter(pk=anna.closed_case.pk).exists()

    def test_is_whoever_received_what_is_erased_and_nobody_else(self, anna: Situation) -> None:
        rows = {row.recipient for row in register.to_tell(anna.decide())}
        assert rows == {anna.creditor, anna.authority}

    def test_is_nobody_when_nothing_was_passed_on(self, anna: Situation) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            stranger = debtor_with_address(anna.debtor.controller)
            asked = requests.begin_review(request=receive(stranger), identified_how="code", by=PETRA, at=NOW)
            for item in decisions.list_items(request=asked):
                decisions.grant(item=item, by=PETRA, at=NOW)
            answers.make(request=decisions.conclude(request=asked, by=PETRA, at=NOW), by=PETRA, at=NOW)
        assert not RecipientNotice.objects.exists()

    def test_each_gets_one_notice_sealed_with_the_request_and_the_rest_goes(self, anna: Situation) -> None:
        answers.make(request=anna.decide(), by=PETRA, at=NOW)
        made = RecipientNotice.objects.select_related("letter").order_by("recipient__reference")
        assert [notice.recipient for notice in made] == [anna.creditor, anna.authority]
        assert {notice.envelope_id for notice in made} == {anna.request.envelope_id}
        assert recipient_notices.make(request=anna.request, by=PETRA, at=NOW) == []
        assert carrying_out.carry_out(at=NOW) == {"erased": 1}
        assert "Hyllan" in text_of(notice_to(anna, anna.creditor)), "it outlives what it tells of"

    def test_works_while_the_person_is_under_a_block(self, anna: Situation) -> None:
        decided = anna.decide()
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", subject=anna.debtor.subject)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            answers.make(request=decided, by=PETRA, at=NOW)
            assert "Anna Andersson" in text_of(notice_to(anna, anna.creditor))

    def test_what_is_kept_until_a_day_is_told_on_that_day(self, anna: Situation) -> None:
        tomorrow = NOW.date() + timedelta(days=1)
        for item in anna.request.items.select_related("request__controller"):
            decisions.refuse(
                item=item,
                ground="legal_duty",
                citation="GDPR art. 17(3)(b); Bokföringslagen 7:2",
                facts="Vouchers.",
                until=tomorrow,
                review_on=tomorrow,
                by=PETRA,
                at=NOW,
            )
        concluded = decisions.conclude(request=anna.request, by=PETRA, at=NOW)
        answers.make(request=decisions.approve(request=concluded, by=ROLF, at=NOW), by=PETRA, at=NOW)
        assert not RecipientNotice.objects.exists(), "nothing has been erased yet"
        carrying_out._tell_recipients([anna.closed_case.envelope_id], at=NOW + timedelta(days=1))
        assert {notice.recipient for notice in RecipientNotice.objects.all()} == {anna.creditor, anna.authority}


class TestANotice:
    @pytest.mark.requirement("INTRUM-147", breaks="a notice that tells why, or one without the record and the act")
    def test_says_the_record_and_the_act_and_never_why(self, anna: Situation) -> None:
        answers.make(request=anna.decide(), by=PETRA, at=NOW)
        text = text_of(notice_to(anna, anna.creditor))
        for said in ("Vi har raderat uppgifterna nedan.", anna.closed_case.reference, "Anna Andersson"):
            assert said in text, said
        for kept in (REASON, "hospital", "Erase everything", anna.open_case.reference, "17(3)", "begäran"):
            assert kept not in text, kept

    def test_names_nobody_whose_name_was_not_passed_on(self, anna: Situation) -> None:
        answers.make(request=anna.decide(), by=PETRA, at=NOW)
        text = text_of(notice_to(anna, anna.authority))
        assert "Anna" not in text
        assert "U-77-26" in text

    def test_is_in_the_recipients_language(self, anna: Situation) -> None:
        answers.make(request=anna.decide(), by=PETRA, at=NOW)
        assert notice_to(anna, anna.creditor).language == "sv"
        assert "We have erased the data below." in text_of(notice_to(anna, anna.authority))

    def test_goes_to_the_recipients_address(self, anna: Situation) -> None:
        answers.make(request=anna.decide(), by=PETRA, at=NOW)
        assert "222 22 Lund" in text_of(notice_to(anna, anna.creditor))

    def test_cannot_be_written_without_an_address(self, anna: Situation) -> None:
        Recipient.objects.filter(pk=anna.authority.pk).update(contact="")
        with pytest.raises(CannotBeWritten, match=r"recipient\.address"):
            answers.make(request=anna.decide(), by=PETRA, at=NOW)
        assert not anna.request.letters.exists()
        assert not RecipientNotice.objects.exists()


class TestOtherRights:
    @pytest.mark.parametrize(
        ("right", "says"),
        [
            (Right.RECTIFICATION, "Vi har rättat uppgifterna nedan"),
            (Right.RESTRICTION, "Vi har begränsat behandlingen"),
        ],
    )
    @pytest.mark.requirement("INTRUM-133", breaks="a rectification of which no recipient is told")
    def test_tell_the_recipients_of_everything(self, anna: Situation, right: Right, says: str) -> None:
        asked = requests.begin_review(request=receive(anna.debtor, right), identified_how="code", by=PETRA, at=NOW)
        about_everything = RequestItem(
            envelope_id=asked.envelope_id,
            request=asked,
            item_envelope=asked.envelope_id,
            record_class="",
            outcome=ItemOutcome.GRANTED,
        )
        RequestItem.objects.bulk_create([about_everything])
        assert len(register.to_tell(asked)) == 3
        recipient_notices.make(request=asked, by=PETRA, at=NOW)
        notice = asked.letters.select_related("request").get(recipient=anna.creditor.reference)
        assert says in text_of(notice)
        assert {row.state for row in register.to_tell(asked)} == {NoticeState.TO_SEND}


class TestItsCourse:
    def state(self, anna: Situation, recipient: Recipient) -> NoticeState:
        return next(row.state for row in register.to_tell(anna.request) if row.recipient == recipient)

    def test_goes_from_missing_to_received(self, anna: Situation) -> None:
        anna.decide()
        assert self.state(anna, anna.creditor) == NoticeState.MISSING
        answers.make(request=anna.request, by=PETRA, at=NOW)
        letter = notice_to(anna, anna.creditor)
        assert self.state(anna, anna.creditor) == NoticeState.TO_SEND
        with pytest.raises(NotAllowed, match="Send the notice first"):
            recipient_notices.receipt(letter=letter, on=NOW.date())
        letters.mark_sent(letter=letter, sent_by=SentBy.POST, by=PETRA, at=NOW + timedelta(seconds=1))
        assert self.state(anna, anna.creditor) == NoticeState.SENT
        recipient_notices.receipt(letter=letter, on=NOW.date())
        recipient_notices.receipt(letter=letter, on=NOW.date() + timedelta(days=3))
        assert self.state(anna, anna.creditor) == NoticeState.RECEIVED
        assert Letter.objects.get(pk=letter.pk).received_on == NOW.date()
        assert Event.objects.get(name="privacy.recipient.confirmed").recipient == anna.creditor.reference

    def test_an_answer_has_no_receipt(self, anna: Situation) -> None:
        letter = answers.make(request=anna.decide(), by=PETRA, at=NOW)
        letters.mark_sent(letter=letter, sent_by=SentBy.POST, by=PETRA, at=NOW + timedelta(seconds=1))
        with pytest.raises(NotAllowed):
            recipient_notices.receipt(letter=letter, on=NOW.date())

    @pytest.mark.parametrize("because", ["impossible", "disproportionate"])
    def test_who_cannot_be_told_is_excused_with_the_reason(self, anna: Situation, because: str) -> None:
        Recipient.objects.filter(pk=anna.authority.pk).update(contact="")
        decided = anna.decide()
        values = {"request": decided, "recipient": anna.authority, "by": PETRA, "at": NOW}
        for wrong in ({"because": because, "reason": " "}, {"because": "lazy", "reason": "No time."}):
            with pytest.raises(NotAllowed, match="reason"):
                recipient_notices.excuse(**values, **wrong)  # type: ignore[arg-type]  # wrong on purpose
        recipient_notices.excuse(**values, because=because, reason="It was closed down.")  # type: ignore[arg-type]
        assert self.state(anna, anna.authority) == NoticeState.NOT_TOLD
        answers.make(request=decided, by=PETRA, at=NOW)
        assert carrying_out.carry_out(at=NOW) == {"erased": 1}
        with pytest.raises(NotAllowed, match="needs no notice"):
            recipient_notices.excuse(**values, because=because, reason="Again.")  # type: ignore[arg-type]

    def test_each_is_an_event_that_names_the_recipient(self, anna: Situation) -> None:
        answers.make(request=anna.decide(), by=PETRA, at=NOW)
        noted = Event.objects.filter(name="privacy.recipient.noted")
        assert {event.recipient for event in noted} == {anna.creditor.reference, anna.authority.reference}


class TestWhatThePersonIsTold:
    @pytest.mark.requirement("INTRUM-147", breaks="an answer that does not name the recipients who are told")
    def test_names_the_recipients_in_the_answer(self, anna: Situation) -> None:
        text = text_of(answers.make(request=anna.decide(), by=PETRA, at=NOW))
        assert "Vilka vi underrättar" in text
        assert anna.creditor.name in text
        assert "Provmyndigheten" in text
        assert "Försäkring AB" not in text

    def test_says_who_could_not_be_told(self, anna: Situation) -> None:
        decided = anna.decide()
        recipient_notices.excuse(
            request=decided, recipient=anna.authority, because="impossible", reason="Closed down.", by=PETRA, at=NOW
        )
        text = text_of(answers.make(request=decided, by=PETRA, at=NOW))
        assert "Provmyndigheten –" in text

    def test_the_register_itself_is_no_item_of_the_request(self, anna: Situation) -> None:
        assert {item.record_class for item in anna.request.items.all()} == {"profile", "case_file"}
        assert record_classes.get("disclosure").routine
        answers.make(request=anna.decide(), by=PETRA, at=NOW)
        carrying_out.carry_out(at=NOW)
        assert Envelope.objects.filter(record_class="disclosure").count() == 3
        assert DataSubjectRequest.objects.get(pk=anna.request.pk).status == RequestStatus.DECIDED
        assert anna.request.letters.filter(kind=LetterKind.RECIPIENT_NOTICE).count() == 2
