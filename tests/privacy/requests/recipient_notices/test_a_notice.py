"""A notice to a recipient: the record and the act, never the reason (GDPR art. 19)."""

import pytest

from collections_app.models import Recipient
from privacy.models import RecipientNotice
from privacy.services import answers
from privacy.services.requests.steps import CannotBeWritten
from tests.privacy.requests.asking import NOW, PETRA
from tests.privacy.requests.recipient_notices.situation import REASON, Situation, notice_to, text_of

pytestmark = pytest.mark.django_db


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
