"""Handing out a copy: what is still true, until its day, each time on record."""

from datetime import timedelta

import pytest

from audit.models import Event
from personal_data import envelopes
from personal_data.models import BlockKind, Envelope, EnvelopeBlock, Erasure, SealedFile
from personal_data.purposes import Purpose
from personal_data.services import blocks, erasure_decisions
from privacy.models import AccessCopy, CopyDownload, CopyPart, CopyState, DataSubjectRequest, PortalCode
from privacy.services import receiving
from privacy.services.copies import assembly, delivery
from privacy.services.requests import letters
from privacy.services.requests.steps import NotAllowed
from tests.factories import acting, collection
from tests.privacy.copies.asking import PETRA, asked, contents, made
from tests.privacy.copies.people import NOW, Cast, sign_in_letter

pytestmark = pytest.mark.django_db


def fetched(copy: AccessCopy, part: CopyPart = CopyPart.PDF, *, by_person: bool = True) -> bytes:
    chunks = delivery.download(request=copy.request, part=part, by=copy.request.subject_id, by_person=by_person, at=NOW)
    return b"".join(chunks)


def kept() -> bool:
    return EnvelopeBlock.objects.filter(kind=BlockKind.WISH, lifted_at=None).exists()


def checked(copy: AccessCopy, days: int = 0) -> AccessCopy:
    return delivery.checked(request=copy.request, at=NOW + timedelta(days=days))


class TestADownload:
    def test_gives_each_part(self, people: Cast) -> None:
        copy = made(people)
        assert fetched(copy, CopyPart.PDF).startswith(b"%PDF")
        assert fetched(copy, CopyPart.JSON).startswith(b"{")
        assert fetched(copy, CopyPart.ZIP).startswith(b"PK")

    def test_is_written_down_each_time(self, people: Cast) -> None:
        copy = made(people)
        fetched(copy)
        fetched(copy, CopyPart.JSON)
        assert [each.part for each in CopyDownload.objects.order_by("id")] == ["pdf", "json"]
        found = Event.objects.filter(name="privacy.copy.downloaded").order_by("id")
        assert [each.reason for each in found] == ["pdf", "json"]
        copy.refresh_from_db()
        assert copy.first_downloaded_at == NOW

    def test_ends_what_was_kept_for_the_request(self, people: Cast) -> None:
        copy = made(people)
        assert kept(), "made, but not delivered yet"
        fetched(copy)
        assert not kept()

    def test_by_staff_is_no_delivery(self, people: Cast) -> None:
        copy = made(people)
        fetched(copy, by_person=False)
        copy.refresh_from_db()
        assert (copy.first_downloaded_at, kept()) == (None, True)

    def test_leaves_alone_what_another_request_keeps(self, people: Cast) -> None:
        copy = made(people)
        asked(people)
        fetched(copy)
        assert kept()

    def test_is_refused_when_there_is_none(self, people: Cast) -> None:
        copy = made(people)
        AccessCopy.objects.update(state=CopyState.ORDERED)
        with pytest.raises(NotAllowed, match="not there"):
            fetched(copy)


class TestBeforeADownload:
    def test_a_copy_that_is_true_stays(self, people: Cast) -> None:
        copy = made(people)
        assert checked(copy).state == CopyState.READY
        sign_in = checked(copy, days=3)
        assert (sign_in.state, sign_in.package) == (CopyState.READY, copy.package)

    def test_signing_in_changes_nothing(self, people: Cast) -> None:
        sign_in_letter(people)
        copy = made(people)
        PortalCode.objects.update(used_at=NOW)
        assert checked(copy).state == CopyState.READY

    def test_one_from_before_a_change_is_made_anew(self, people: Cast) -> None:
        copy = made(people)
        with acting.hanna(Purpose.COLLECTION):
            envelopes.open([people.alone])
            collection.note(people.alone, "Nytt samtal.")
        again = checked(copy)
        assert (again.state, again.package) == (CopyState.ORDERED, None)
        assert assembly.assemble(reference=copy.request.reference, at=NOW)
        again.refresh_from_db()
        assert "Nytt samtal." in str(contents(again))
        assert again.expires_on == copy.expires_on, "its time does not begin anew"
        assert copy.request.letters.count() == 1, "it is announced once"

    def test_one_that_holds_what_is_restricted_is_made_anew(self, people: Cast) -> None:
        copy = made(people)
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy", envelopes=[people.alone.envelope_id])
        assert checked(copy).state == CopyState.ORDERED

    def test_one_that_holds_what_is_erased_is_made_anew(self, people: Cast) -> None:
        copy = made(people)
        fetched(copy)
        erased(people.recording.envelope_id)
        assert checked(copy).state == CopyState.ORDERED
        assembly.assemble(reference=copy.request.reference, at=NOW)
        copy.refresh_from_db()
        assert str(people.recording.case_reference) not in {each["reference"] for each in contents(copy)["records"]}

    def test_one_whose_package_is_gone_is_over(self, people: Cast) -> None:
        copy = made(people)
        fetched(copy)
        erased(copy.package)
        assert checked(copy).state == CopyState.EXPIRED

    def test_one_whose_day_is_over_is_gone(self, people: Cast) -> None:
        copy = made(people)
        assert copy.expires_on is not None
        last = (copy.expires_on - NOW.date()).days
        assert checked(copy, days=last - 1).state == CopyState.READY
        assert checked(copy, days=last).state == CopyState.EXPIRED


def erased(envelope_id: object) -> None:
    """Erase a record through the gate, as a decision would."""
    erasure_decisions.decide(
        envelopes=[envelope_id], reference="R-2026-999999", effective_on=NOW.date() - timedelta(days=1),
        decided_by=PETRA, decided_at=NOW,
    )  # fmt: skip
    (outcome,) = envelopes.erase([envelope_id], ground="request")
    assert outcome.erased


class TestTheRound:
    def test_takes_back_what_must_not_be_there(self, people: Cast) -> None:
        copy = made(people)
        fetched(copy)
        erased(people.recording.envelope_id)
        assert delivery.tend(at=NOW) == 1
        assert not Envelope.objects.filter(id=copy.package).exists()
        assert not SealedFile.objects.filter(envelope_id=copy.package).exists()
        assert Erasure.objects.filter(envelope_id=copy.package, ground="request").exists()

    def test_leaves_what_merely_has_more_in_it(self, people: Cast) -> None:
        copy = made(people)
        with acting.hanna(Purpose.COLLECTION):
            envelopes.open([people.alone])
            collection.note(people.alone, "Nytt samtal.")
        assert delivery.tend(at=NOW) == 0
        assert Envelope.objects.filter(id=copy.package).exists()

    def test_erases_a_copy_on_its_day(self, people: Cast) -> None:
        copy = made(people)
        fetched(copy)
        assert delivery.tend(at=NOW + timedelta(days=32)) == 1
        copy.refresh_from_db()
        assert copy.state == CopyState.EXPIRED

    def test_a_package_has_a_clock_of_its_own(self, people: Cast) -> None:
        copy = made(people)
        assert Envelope.objects.get(id=copy.package).due_on == copy.expires_on


class TestByPost:
    def test_is_delivered_when_it_is_sent(self, people: Cast) -> None:
        copy = made(people, channel="letter")
        letter = copy.request.letters.get(kind="answer")
        letters.mark_sent(letter=letter, sent_by="post", by=PETRA, at=NOW + timedelta(seconds=1))
        assert kept()
        receiving.answer(request=DataSubjectRequest.objects.get(pk=copy.request_id), by=PETRA, at=NOW)
        assert not kept()
