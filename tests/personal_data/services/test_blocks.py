from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from audit.models import Event, Line
from audit.trail import NoActor
from personal_data.models import BlockKind, Controller, EnvelopeBlock
from personal_data.services import blocks
from tests.factories import acting, collection


class TestPlace:
    def test_says_who_and_why_and_until_when(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        (block,) = blocks.place(
            kind=BlockKind.HOLD, reason_code="dispute", envelopes=[debtor.envelope_id], review_on=date(2027, 1, 31)
        )
        assert (block.placed_by, block.review_on) == (acting.person("hanna").id, date(2027, 1, 31))
        event = Event.objects.get(name="personal_data.block.placed")
        assert event.reason == "hold.dispute"
        assert Line.objects.get(event_id=event.id).envelope_id == debtor.envelope_id

    def test_needs_somebody_who_places_it(self, db: None) -> None:
        with pytest.raises(NoActor):
            blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[uuid4()])

    def test_refuses_what_is_already_gone(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        with pytest.raises(blocks.AlreadyErased) as refusal:
            blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[debtor.envelope_id, uuid4()])
        assert isinstance(refusal.value, ValidationError)
        assert refusal.value.code == "erased"
        assert not EnvelopeBlock.objects.exists()

    @pytest.mark.parametrize("words", ["Anna is ill", "born 1980", "anna@example.se", "", "Dispute"])
    def test_takes_a_code_and_no_words(self, amili: Controller, words: str) -> None:
        debtor = collection.debtor(amili)
        with pytest.raises(IntegrityError), transaction.atomic():
            blocks.place(kind=BlockKind.HOLD, reason_code=words, envelopes=[debtor.envelope_id])


class TestLift:
    def test_says_who_lifted_it_and_is_done_once(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        (block,) = blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[debtor.envelope_id])
        with acting.omar():
            blocks.lift(block)
        with acting.hanna():
            blocks.lift(block)
        assert block.lifted_by == acting.person("omar").id
        assert Event.objects.filter(name="personal_data.block.lifted").count() == 1

    def test_records_each_envelope_of_the_person(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        case = collection.case_file(amili, [debtor])
        (block,) = blocks.place(kind=BlockKind.WISH, reason_code="request", subject=debtor.subject)
        blocks.lift(block)
        event = Event.objects.get(name="personal_data.block.lifted")
        lines = Line.objects.filter(event_id=event.id)
        assert {line.envelope_id for line in lines} == {debtor.envelope_id, case.envelope_id}

    def test_cannot_be_undone_by_removing_the_block(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[debtor.envelope_id])
        with pytest.raises(DatabaseError, match="erasure gate only"), transaction.atomic():
            EnvelopeBlock.objects.all()._raw_delete("default")

    def test_leaves_kind_and_scope_as_they_were_placed(self, amili: Controller) -> None:
        debtor = collection.debtor(amili)
        blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[debtor.envelope_id])
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            EnvelopeBlock.objects.update(kind="wish")
