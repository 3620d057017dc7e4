"""Receiving a request, its clock and its course."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from collections_app.models import Debtor
from personal_data import envelopes
from personal_data.models import BlockKind, EnvelopeBlock
from personal_data.purposes import Purpose
from privacy.models import DataSubjectRequest, PauseGround, RequestStatus, RequestStep, Right
from privacy.services import receiving
from privacy.services.requests import clock, keeping
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting, collection
from tests.privacy.requests.asking import NOW, PETRA, noon, receive

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def petra(db: None) -> Iterator[None]:
    """Petra handles requests."""
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        yield


@pytest.fixture
def debtor(petra: None) -> Debtor:
    return collection.debtor(collection.controller())


class TestReceipt:
    def test_starts_the_clock_on_the_day_of_receipt(self, debtor: Debtor) -> None:
        request = receive(debtor, at=noon(date(2026, 3, 3)), days_ago=0)
        assert (request.calendar_deadline_on, request.legal_deadline_on) == (date(2026, 4, 3), date(2026, 4, 7))

    def test_counts_from_receipt_and_not_from_entry(self, debtor: Debtor) -> None:
        request = receive(debtor, at=noon(date(2026, 3, 10)), days_ago=7)
        assert (request.received_on, request.legal_deadline_on) == (date(2026, 3, 3), date(2026, 4, 7))

    def test_refuses_a_day_in_the_future(self, debtor: Debtor) -> None:
        with pytest.raises(NotAllowed, match="future"):
            receive(debtor, days_ago=-2)

    def test_knows_a_repeated_request_and_takes_it_in(self, debtor: Debtor) -> None:
        first, second = receive(debtor), receive(debtor)
        assert second.repeats == first
        assert DataSubjectRequest.objects.open().count() == 2

    def test_is_an_event_without_words(self, debtor: Debtor) -> None:
        request = receive(debtor)
        event = Event.objects.get(name="privacy.request.received")
        assert (event.reference, event.reason) == (request.reference, "erasure.letter")

    def test_is_sealed(self, debtor: Debtor) -> None:
        request = receive(debtor)
        with connection.cursor() as cursor:
            cursor.execute("SELECT encode(asked, 'escape') FROM privacy_datasubjectrequest WHERE id = %s", [request.id])
            assert "Erase everything" not in cursor.fetchone()[0]

    def test_does_not_open_for_collection(self, debtor: Debtor) -> None:
        request = DataSubjectRequest.objects.get(pk=receive(debtor).pk)
        with acting.omar(Purpose.COLLECTION), pytest.raises(envelopes.Refused):
            envelopes.open([request])


class TestWhatACopyAsksFor:
    def test_is_kept_until_delivery(self, debtor: Debtor) -> None:
        request = receive(debtor, Right.ACCESS)
        block = EnvelopeBlock.objects.get(subject=debtor.subject)
        assert (block.kind, block.review_on) == (BlockKind.WISH, request.legal_deadline_on)
        assert envelopes.erase([debtor.envelope_id])[0].reason == "needed_for_request"
        receiving.withdraw(request=request, by=PETRA, at=NOW)
        assert not EnvelopeBlock.objects.filter(lifted_at=None).exists()

    def test_is_kept_while_another_copy_is_asked_for(self, debtor: Debtor) -> None:
        first, _second = receive(debtor, Right.ACCESS), receive(debtor, Right.PORTABILITY)
        receiving.withdraw(request=first, by=PETRA, at=NOW)
        assert EnvelopeBlock.objects.filter(lifted_at=None).exists()

    def test_is_not_kept_past_the_legal_deadline(self, debtor: Debtor) -> None:
        request = receive(debtor, Right.ACCESS)
        last = request.legal_deadline_on
        controller = debtor.subject.controller
        assert keeping.release_overdue(controller=controller, today=last) == 0
        assert keeping.release_overdue(controller=controller, today=last + timedelta(days=1)) == 1


class TestTheCourse:
    def test_follows_the_table(self, debtor: Debtor) -> None:
        request = receive(debtor)
        receiving.begin_review(request=request, identified_how="known_contact", by=PETRA, at=NOW)
        assert list(RequestStep.objects.order_by("id").values_list("from_status", "to_status")) == [
            ("", "received"),
            ("received", "under_review"),
        ]

    def test_refuses_what_is_not_in_it(self, debtor: Debtor) -> None:
        request = receiving.withdraw(request=receive(debtor), by=PETRA, at=NOW)
        with pytest.raises(NotAllowed, match="not in a state"):
            receiving.withdraw(request=request, by=PETRA, at=NOW)

    def test_cannot_be_changed_afterwards(self, debtor: Debtor) -> None:
        receive(debtor)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            RequestStep.objects.update(reason="otherwise")

    def test_is_not_closed_without_an_answer(self, debtor: Debtor) -> None:
        with pytest.raises(NotAllowed, match="answer"):
            receiving.answer(request=receive(debtor), by=PETRA, at=NOW)

    def test_closed_starts_the_retention_clock_of_the_file(self, debtor: Debtor) -> None:
        request = receiving.withdraw(
            request=receive(debtor, at=noon(date(2026, 3, 3))), by=PETRA, at=noon(date(2026, 3, 4))
        )
        request.envelope.refresh_from_db()
        assert request.envelope.trigger_on == date(2026, 3, 4)


class TestAQuestion:
    def test_stops_the_clock_until_the_answer(self, debtor: Debtor) -> None:
        request = receive(debtor, at=noon(date(2026, 3, 2)))
        clock.ask(
            request=request, ground=PauseGround.IDENTITY, doubts="Another address.", by=PETRA, at=noon(date(2026, 3, 4))
        )
        known = clock.answered(request=request, answered_on=date(2026, 3, 14), by=PETRA, at=noon(date(2026, 3, 14)))
        assert known.legal_deadline_on == date(2026, 4, 13)
        assert known.status == RequestStatus.UNDER_REVIEW

    def test_asked_late_gains_no_time(self, debtor: Debtor) -> None:
        request = receive(debtor, at=noon(date(2026, 3, 2)))
        clock.ask(
            request=request, ground=PauseGround.IDENTITY, doubts="Late ones.", by=PETRA, at=noon(date(2026, 3, 27))
        )
        late = clock.answered(request=request, answered_on=date(2026, 3, 30), by=PETRA, at=noon(date(2026, 3, 30)))
        assert late.legal_deadline_on == date(2026, 4, 2)

    @pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 3, 20)])
    def test_is_answered_after_it_and_not_in_the_future(self, debtor: Debtor, day: date) -> None:
        request = receive(debtor, at=noon(date(2026, 3, 2)))
        clock.ask(request=request, ground=PauseGround.IDENTITY, doubts="Some.", by=PETRA, at=noon(date(2026, 3, 4)))
        with pytest.raises(NotAllowed, match="before the question"):
            clock.answered(request=request, answered_on=day, by=PETRA, at=noon(date(2026, 3, 14)))

    def test_needs_doubts(self, debtor: Debtor) -> None:
        with pytest.raises(ValidationError, match="reason"):
            clock.ask(request=receive(debtor), ground=PauseGround.IDENTITY, doubts=" ", by=PETRA, at=NOW)


class TestAnExtension:
    def test_counts_three_months_from_receipt(self, debtor: Debtor) -> None:
        request = receive(debtor, at=noon(date(2025, 1, 31)))
        later = clock.extend(request=request, reason="Many records.", by=PETRA, at=noon(date(2025, 2, 28)))
        assert later.legal_deadline_on == date(2025, 4, 30)

    def test_is_refused_after_the_first_deadline(self, debtor: Debtor) -> None:
        request = receive(debtor, at=noon(date(2025, 1, 31)))
        with pytest.raises(NotAllowed, match="over"):
            clock.extend(request=request, reason="Many.", by=PETRA, at=noon(date(2025, 3, 1)))

    def test_is_refused_without_reasons_and_a_second_time(self, debtor: Debtor) -> None:
        request = receive(debtor, at=noon(date(2025, 1, 31)))
        with pytest.raises(NotAllowed, match="reason"):
            clock.extend(request=request, reason=" ", by=PETRA, at=noon(date(2025, 2, 3)))
        clock.extend(request=request, reason="Many.", by=PETRA, at=noon(date(2025, 2, 3)))
        with pytest.raises(NotAllowed, match="once"):
            clock.extend(request=request, reason="Many.", by=PETRA, at=noon(date(2025, 2, 3)))
