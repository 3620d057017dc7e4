"""Resealing ends superseded values: the old key, the old ciphertext and the history go."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from audit.models import Event
from collections_app.models import CallRecording, Debtor, Note
from personal_data import envelopes, sealing
from personal_data.models import BlockKind, Controller, Envelope
from personal_data.sealing import CannotOpen
from personal_data.services import blocks, resealing
from personal_data.values import Ciphertext, Sealed
from tests.factories import acting, collection


@pytest.fixture
def debtor(amili: Controller) -> Debtor:
    """A debtor whose name was wrong and has been put right."""
    debtor = collection.debtor(amili, "Anna Andersson", phone="0701740605")
    debtor.name = "Anna Ek"
    debtor.save()
    return debtor


class TestReseal:
    def test_keeps_what_lives(self, debtor: Debtor) -> None:
        assert resealing.reseal(debtor.envelope) == 2
        assert debtor.envelope.generation == 2
        with acting.omar():
            again = Debtor.objects.get()
            envelopes.open([again])
            assert (again.name.reveal(), again.phone.reveal(), again.email) == ("Anna Ek", "0701740605", None)
            assert sealing.generation_of(again.name.ciphertext) == 2

    def test_ends_the_superseded_values(self, debtor: Debtor) -> None:
        field = Debtor._meta.get_field("name")
        old = [Ciphertext(state.name.ciphertext) for state in Debtor.history.order_by("history_id")]
        resealing.reseal(debtor.envelope)
        assert {state.name.reveal() for state in Debtor.history.all()} == {"Anna Ek"}
        with acting.omar():
            envelopes.open([debtor])
            for ciphertext in old:
                with pytest.raises(CannotOpen):
                    Sealed(field, ciphertext, debtor.pk, debtor.envelope_id).reveal()

    def test_does_not_open_with_the_ciphertext_put_back(self, debtor: Debtor) -> None:
        old = Debtor.objects.get().name.ciphertext
        resealing.reseal(debtor.envelope)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE collections_app_debtor SET name = %s", [old])
        with pytest.raises(CannotOpen):
            Debtor.objects.get().name.reveal()

    def test_can_be_done_again(self, debtor: Debtor) -> None:
        assert [resealing.reseal(debtor.envelope) for _ in range(3)] == [2, 3, 4]
        assert Debtor.objects.get().name.reveal() == "Anna Ek"

    def test_reaches_every_row_of_the_envelope(self, amili: Controller, debtor: Debtor) -> None:
        case = collection.case_file(amili, [debtor])
        for text in ("First", "Second"):
            collection.note(case, text)
        claim = collection.claim(case)
        resealing.reseal(case.envelope)
        assert sorted(note.text.reveal() for note in Note.objects.all()) == ["First", "Second"]
        claim.refresh_from_db()
        assert claim.number.reveal() == "F-2020-118"

    def test_is_recorded(self, debtor: Debtor) -> None:
        with acting.omar():
            resealing.reseal(debtor.envelope)
        event = Event.objects.get(name="personal_data.envelope.resealed")
        assert event.actor_id == acting.person("omar").id
        assert Event.objects.filter(name="personal_data.envelope.opened", actor_id=event.actor_id).exists()

    def test_refuses_a_held_envelope(self, debtor: Debtor) -> None:
        blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[debtor.envelope_id])
        with pytest.raises(DatabaseError, match="held or restricted"), transaction.atomic():
            resealing.reseal(debtor.envelope)
        assert Envelope.objects.get(id=debtor.envelope_id).generation == 1

    def test_refuses_a_restricted_envelope(self, debtor: Debtor) -> None:
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", subject=debtor.subject)
        with acting.omar(), pytest.raises(envelopes.Refused):
            resealing.reseal(debtor.envelope)

    def test_refuses_an_envelope_with_files(self, debtor: Debtor, file_store: Path) -> None:
        collection.recording(debtor.controller, debtor.subject)
        with pytest.raises(resealing.HoldsFiles):
            resealing.reseal(CallRecording.objects.get().envelope)

    def test_refuses_when_somebody_else_was_first(self, debtor: Debtor) -> None:
        stale = Envelope.objects.get(id=debtor.envelope_id)
        resealing.reseal(debtor.envelope)
        with pytest.raises(RuntimeError, match="somebody else"), transaction.atomic():
            resealing.reseal(stale)
