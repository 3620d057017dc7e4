"""Who is told: each recipient of what changes, before anything is erased (GDPR art. 19)."""

from datetime import timedelta

import pytest

from collections_app.models import Case
from personal_data.models import BlockKind
from personal_data.purposes import Purpose
from personal_data.services import blocks
from privacy.models import ItemOutcome, RecipientNotice, RequestItem, Right
from privacy.selectors import recipient_notices as register
from privacy.selectors.recipient_notices import NoticeState
from privacy.services import answers, receiving
from privacy.services.requests import carrying_out, decisions, recipient_notices
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting
from tests.privacy.requests.asking import NOW, PETRA, ROLF, debtor_with_address, receive
from tests.privacy.requests.recipient_notices.situation import Situation, notice_to, text_of

pytestmark = pytest.mark.django_db


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
            asked = receiving.begin_review(request=receive(stranger), identified_how="code", by=PETRA, at=NOW)
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
        asked = receiving.begin_review(request=receive(anna.debtor, right), identified_how="code", by=PETRA, at=NOW)
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
