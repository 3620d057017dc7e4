"""Calls and recordings in what a person gets: in words, with the sound, and without anybody else's voice."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Call, Case, Debtor
from collections_app.services.calls import playbacks, recordings
from personal_data import access, envelopes
from personal_data.declaration import Category
from personal_data.models import EnvelopeSubject, SealedFile
from personal_data.models import Role as Part
from personal_data.purposes import Purpose
from privacy.models import LetterKind
from privacy.policies.held_records import HeldRecord
from privacy.policies.withheld import Withheld
from privacy.selectors import holdings, openings
from privacy.services.copies import meanings
from privacy.services.requests import letters
from tests.collections_app.calls.conftest import recorded, spoke
from tests.factories import accounts, acting, collection, retention
from tests.privacy.requests import asking

pytestmark = pytest.mark.django_db
WORDS = "Anna: I pay on Friday."


@pytest.fixture(autouse=True)
def file_store(settings: Any, tmp_path: Path) -> None:
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")


@pytest.fixture
def anna(db: None) -> Debtor:
    with acting.hanna():
        return collection.debtor(retention.controller("INTRUM"))


@pytest.fixture
def case(anna: Debtor) -> Case:
    with acting.hanna():
        return collection.case_file(anna.controller, [anna])


def held(anna: Debtor, envelope_id: object) -> HeldRecord:
    with acting.hanna(Purpose.SUBJECT_REQUEST):
        found = holdings.of_subject(anna.subject, at=timezone.now())
    return next(each for each in found.records if each.envelope_id == envelope_id)


def says(record: HeldRecord) -> dict[str, object]:
    return {datum.field: str(datum.says or datum.value) for datum in record.data()}


def with_transcript(case: Case, **values: Any) -> Any:
    recording = recorded(spoke(case, **values))
    with acting.hanna():
        return recordings.transcribe(recording=recording, text=WORDS)


@pytest.mark.requirement(
    "AXACTOR-36",
    breaks="leaving notes, calls or letters out of what the person gets, or no longer warning handlers who write them",
)
@pytest.mark.requirement(
    "AXACTOR-66", breaks="storing what a debtor said in a call without how, to whom, or under another category"
)
def test_notes_calls_and_letters_are_in_the_persons_copy_and_handlers_are_warned(anna: Debtor, case: Case) -> None:
    asking.contacts(anna.controller)
    with acting.hanna():
        request = asking.receive(anna)
        letter = letters.seal(
            request=request, kind=LetterKind.IDENTITY_QUESTION, language="sv", document=b"%PDF-1.7", by=asking.PETRA,
            at=asking.NOW,
        )  # fmt: skip
        envelopes.prepare_to_write([case])
        collection.note(case, "Promised to write.")
    spoke(case)
    found = says(held(anna, case.envelope_id))
    assert found["note.text"] == "Promised to write."
    assert found["call.text"] == "Promises to pay on Friday."
    assert found["call.number"] == "+46701740605"
    assert (found["call.direction"], found["call.outcome"]) == ("we called", "spoke with somebody")
    call = Call.objects.get()
    assert call.by
    data = held(anna, case.envelope_id).data()
    assert {datum.category for datum in data if datum.field == "call.text"} == {Category.COMMUNICATION}
    assert letter.file in {file.id for file in held(anna, letter.envelope_id).files()}
    handler = accounts.client_of(accounts.member(Role.HANDLER))
    page = handler.get(f"/handler/cases/{case.reference}/").content.decode()
    assert page.count("the person may read it") == 2  # beside the note and beside the call


class TestARecording:
    def test_is_there_with_sound_transcript_and_purposes(self, anna: Debtor, case: Case) -> None:
        recording = with_transcript(case)
        record = held(anna, recording.envelope_id)
        assert says(record)["callrecording.transcript"] == WORDS
        (file,) = record.files()
        assert (file.id, file.media_type, file.withheld) == (recording.file, "audio/wav", None)
        purposes = next(each for each in record.data() if each.field == "callrecording.purposes")
        assert meanings.of(purposes, "") == "to improve our service, to confirm what was agreed"

    @pytest.mark.parametrize("spoken_to", ["guardian", "third_person"])
    def test_with_the_voice_of_somebody_else_is_withheld_with_what_they_said(
        self, anna: Debtor, case: Case, spoken_to: str
    ) -> None:
        record = held(anna, with_transcript(case, spoken_to=spoken_to).envelope_id)
        (file,) = record.files()
        assert file.withheld is Withheld.ANOTHER_PERSON
        transcript = next(each for each in record.data() if each.field == "callrecording.transcript")
        assert (transcript.value, transcript.withheld) == (None, Withheld.ANOTHER_PERSON)
        assert says(record)["callrecording.seconds"] == "200"

    def test_in_a_case_of_two_is_withheld_from_both(self, anna: Debtor) -> None:
        with acting.hanna():
            bo = collection.debtor(anna.controller, "Bo Berg")
            shared = collection.case_file(anna.controller, [anna, bo])
        recording = with_transcript(shared)
        parts = EnvelopeSubject.objects.filter(envelope_id=recording.envelope_id)
        assert {part.role for part in parts} == {Part.DEBTOR, Part.JOINT_DEBTOR}
        for person in (anna, bo):
            (file,) = held(person, recording.envelope_id).files()
            assert file.withheld is Withheld.ANOTHER_PERSON


def test_listening_is_on_the_list_of_who_has_seen(anna: Debtor, case: Case) -> None:
    hanna = accounts.member(Role.HANDLER, name="Hanna Hemlig")
    recording = with_transcript(case)
    with access.context(actor=access.Actor("staff", hanna.pk), purpose=Purpose.COLLECTION, channel="web"):
        going = playbacks.begin(recording=recording, purpose="transaction_proof", by=hanna.pk, at=timezone.now())
        playbacks.serve(playback=going.pk, recording=recording, by=hanna.pk, part=_all(recording), at=timezone.now())
        playbacks.report(playback=going, played=[(0, 83)], at=timezone.now())
        playbacks.end(playback=going)
    listened, opened = openings.of_debtor(anna).openings[:2]
    assert (listened.heard_for, listened.heard_seconds, listened.roles) == ("transaction_proof", 83, ("handler",))
    assert (opened.heard_for, opened.record_classes) == ("", ("call_recording",))


def _all(recording: Any) -> Any:
    return playbacks.ByteRange(0, SealedFile.objects.get(pk=recording.file).size)
