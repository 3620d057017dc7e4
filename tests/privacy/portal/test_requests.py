"""Asking for erasure in the portal, and following it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from collections_app.models import Debtor
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Channel, DataSubjectRequest, LetterKind, PauseGround, RequestStatus, SentBy
from privacy.portal import request_course
from privacy.services import receiving
from privacy.services.requests import clock, letters, notices
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting, collection, retention
from tests.privacy.requests.asking import PETRA, contacts, receive

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(as_anna: Client, amili: Controller) -> DataSubjectRequest:
    contacts(amili)
    as_anna.post("/portal/requests/erasure/", {"asked": "Jag vill inte stå kvar."})
    return DataSubjectRequest.objects.get()


class TestAsking:
    def test_says_first_what_happens(self, as_anna: Client) -> None:
        assert "inom en månad" in as_anna.get("/portal/requests/erasure/").content.decode()

    def test_takes_the_request_in_on_the_day(self, asked: DataSubjectRequest, anna: Debtor) -> None:
        assert (asked.subject_id, asked.channel, asked.right) == (anna.subject_id, Channel.PORTAL, "erasure")
        assert asked.received_on == retention.today()

    def test_needs_no_reason(self, as_anna: Client) -> None:
        as_anna.post("/portal/requests/erasure/", {})
        assert DataSubjectRequest.objects.get().asked is None

    def test_can_be_followed(self, as_anna: Client, asked: DataSubjectRequest) -> None:
        page = as_anna.get("/portal/requests/").content.decode()
        assert asked.reference in page
        assert "Jag vill inte stå kvar." in page

    def test_asks_for_a_visit(self, client: Client) -> None:
        for address in ("/portal/requests/", "/portal/requests/erasure/"):
            assert client.get(address).status_code == 302


class TestTheCourse:
    def test_is_told_step_by_step_with_what_happens_next(self, as_anna: Client, asked: DataSubjectRequest) -> None:
        address = f"/portal/requests/{asked.reference}/"
        assert "Din begäran kom in" in as_anna.get(address).content.decode()
        for each in (address, "/portal/requests/"):
            assert "En handläggare går igenom den, och du kan följa den här." in as_anna.get(each).content.decode()
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            clock.ask(request=asked, ground=PauseGround.IDENTITY, doubts="Some.", by=PETRA, at=timezone.now())
        page = as_anna.get(address).content.decode()
        assert "Vi frågade dig; tiden står stilla" in page
        assert "Till dess står tiden stilla." in page

    def test_has_words_for_every_status(self) -> None:
        assert {*request_course.NEXT} == {*RequestStatus} == {*request_course.STEPS}

    def test_asks_no_more_queries_for_more_requests(self, as_anna: Client, asked: DataSubjectRequest) -> None:
        with CaptureQueriesContext(connection) as few:
            as_anna.get("/portal/requests/")
        for _ in range(3):
            as_anna.post("/portal/requests/erasure/", {})
        with CaptureQueriesContext(connection) as many:
            as_anna.get("/portal/requests/")
        assert len(many) <= len(few)


class TestLetters:
    def test_can_be_read_when_sent_and_not_before(self, as_anna: Client, asked: DataSubjectRequest) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            made = notices.make(request=asked, kind=LetterKind.IDENTITY_QUESTION, by=PETRA, at=timezone.now())
        address = f"/portal/letters/{made.pk}/"
        assert as_anna.get(address).status_code == 404
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            letters.mark_sent(letter=made, sent_by=SentBy.PORTAL, by=PETRA, at=timezone.now())
        assert b"".join(as_anna.get(address).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]  # it is streamed
        assert address in as_anna.get("/portal/requests/").content.decode()

    def test_of_somebody_else_are_not_there(self, as_anna: Client, amili: Controller) -> None:
        contacts(amili)
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            other = receive(
                collection.debtor(amili, "Bo Bengtsson", address={"lines": ["Väg 1"], "postcode": "1", "city": "By"})
            )
            made = notices.make(request=other, kind=LetterKind.IDENTITY_QUESTION, by=PETRA, at=timezone.now())
            letters.mark_sent(letter=made, sent_by=SentBy.PORTAL, by=PETRA, at=timezone.now())
        assert as_anna.get(f"/portal/letters/{made.pk}/").status_code == 404
        assert other.reference not in as_anna.get("/portal/requests/").content.decode()


class TestNotIdentified:
    def test_closes_only_after_its_letter(self, asked: DataSubjectRequest) -> None:
        now = timezone.now()
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            clock.ask(request=asked, ground=PauseGround.IDENTITY, doubts="Some.", by=PETRA, at=now)
            with pytest.raises(NotAllowed, match="Send the letter first"):
                receiving.close_not_identified(request=asked, by=PETRA, at=now)
            made = notices.make(request=asked, kind=LetterKind.NOT_IDENTIFIED, by=PETRA, at=now)
            letters.mark_sent(letter=made, sent_by=SentBy.POST, by=PETRA, at=timezone.now())
            closed = receiving.close_not_identified(request=asked, by=PETRA, at=now)
        assert closed.status == RequestStatus.NOT_IDENTIFIED
