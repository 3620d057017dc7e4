"""An officer finds who wrote a request without identification, and it goes on under its number and from its day."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from collections_app.models import Debtor
from personal_data import envelopes
from personal_data.models import Controller, Envelope
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, RequestStatus, Restriction, UnlinkedRequest
from privacy.record_classes import UNLINKED_REQUEST
from privacy.services import unlinked
from tests.factories import acting, collection, retention
from tests.privacy.requests.asking import NOW, PETRA
from tests.privacy.requests.without_identification.form import entry, said, send

pytestmark = pytest.mark.django_db


class TestLinking:
    def link(self, petra: Client, anna: Debtor) -> DataSubjectRequest:
        petra.post(f"/dpo/requests/unlinked/{entry().reference}/link/{anna.reference}/")
        return DataSubjectRequest.objects.get()

    def test_finds_who_may_have_written_it(self, anna: Debtor, petra: Client) -> None:
        send()
        page = said(petra.get(f"/dpo/requests/unlinked/{entry().reference}/"))
        assert anna.reference in page
        assert "It is this person" in page

    @pytest.mark.requirement("INTRUM-05", breaks="candidates without a year of birth, or with the whole date")
    def test_shows_the_year_of_their_birth_and_no_more(self, amili: Controller, petra: Client) -> None:
        with acting.hanna():
            collection.case_file(amili, [collection.debtor(amili, birth_date=date(1984, 5, 17))])
        send()
        page = said(petra.get(f"/dpo/requests/unlinked/{entry().reference}/"))
        assert "born 1984" in page
        assert "17 May" not in page

    def test_looks_with_another_word_when_asked(self, anna: Debtor, petra: Client) -> None:
        send(name="A. Gift")
        address = f"/dpo/requests/unlinked/{entry().reference}/"
        assert anna.reference not in said(petra.get(address))
        assert anna.reference in said(petra.post(address, {"text": "Andersson"}))

    @pytest.mark.requirement("AMILI-36", breaks="begin the month on the day of linking, or under another number")
    def test_goes_on_under_its_number_from_its_day(self, anna: Debtor, petra: Client) -> None:
        with time_machine.travel(NOW - timedelta(days=6)):
            send()
        given = entry()
        made = self.link(petra, anna)
        assert (made.reference, made.received_on) == (given.reference, given.received_on)
        assert (made.subject, made.channel, made.status) == (anna.subject, "form", RequestStatus.RECEIVED)
        assert made.legal_deadline_on == given.legal_deadline_on
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            envelopes.open([made])
            assert "Ta bort allt." in made.asked.reveal()

    def test_leaves_no_second_copy_behind(self, anna: Debtor, petra: Client) -> None:
        send()
        self.link(petra, anna)
        assert not UnlinkedRequest.objects.exists()
        assert not Envelope.objects.filter(record_class=UNLINKED_REQUEST.name).exists()

    def test_restricts_at_once_what_is_objected_to(self, anna: Debtor, petra: Client) -> None:
        send(right="objection")
        self.link(petra, anna)
        assert Restriction.objects.exists()

    def test_counts_the_question_that_was_asked_at_once(self, anna: Debtor, petra: Client) -> None:
        with time_machine.travel(NOW - timedelta(days=8)):
            send()
            given = entry()
            with acting.hanna(Purpose.SUBJECT_REQUEST):
                unlinked.ask(entry=given, doubts="Two people have this name.", by=PETRA, at=NOW - timedelta(days=8))
        made = self.link(petra, anna)
        pause = made.pauses.get()
        assert (pause.asked_on, pause.answered_on) == (given.received_on, made.received_on + timedelta(days=8))
        assert made.calendar_deadline_on > given.received_on + timedelta(days=31)

    def test_does_not_reach_across_controllers(self, anna: Debtor, petra: Client) -> None:
        with acting.hanna():
            other = collection.debtor(retention.controller("INTRUM"))
        send()
        answer = petra.post(f"/dpo/requests/unlinked/{entry().reference}/link/{other.reference}/")
        assert answer.status_code == 404
        assert UnlinkedRequest.objects.exists()
