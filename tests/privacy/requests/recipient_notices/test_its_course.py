"""From a missing notice to a received one, and what the person is told about it (GDPR art. 19)."""

from datetime import timedelta

import pytest

from audit.models import Event
from collections_app.models import Recipient
from personal_data import record_classes
from personal_data.models import Envelope
from privacy.models import DataSubjectRequest, Letter, LetterKind, RequestStatus, SentBy
from privacy.selectors import recipient_notices as register
from privacy.selectors.recipient_notices import NoticeState
from privacy.services import answers
from privacy.services.requests import carrying_out, letters, recipient_notices
from privacy.services.requests.steps import NotAllowed
from tests.privacy.requests.asking import NOW, PETRA
from tests.privacy.requests.recipient_notices.situation import Situation, notice_to, text_of

pytestmark = pytest.mark.django_db


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
