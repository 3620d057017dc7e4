"""The forms of a copy, ZIP and PDF, and the answer that goes with them."""

import json
import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from personal_data import envelopes
from privacy.models import LetterKind, RequestStatus, SentBy
from privacy.services.requests import letters
from tests.privacy.copies.asking import contents, made, part, text
from tests.privacy.copies.assembly.reading import zipped
from tests.privacy.copies.people import NOW, SOUND, Cast, earlier_request, sign_in_letter

pytestmark = pytest.mark.django_db


class TestTheZip:
    def test_has_pdf_json_and_the_originals(self, people: Cast) -> None:
        earlier_request(people)
        copy = made(people)
        with zipped(copy) as package:
            assert package.testzip() is None
            names = package.namelist()
            assert names[:2] == [f"{copy.request.reference}.pdf", f"{copy.request.reference}.json"]
            sound = next(name for name in names if name.endswith("call-recording.wav"))
            assert package.read(sound) == SOUND
            assert json.loads(package.read(names[1])) == contents(copy)
            told = {file["name"] for record in contents(copy)["records"] for entry in record["entries"]
                    for file in entry["files"] if file["name"]}  # fmt: skip
            assert set(names[2:]) == told
        assert not any("Anna" in name for name in names)

    def test_leaves_out_a_working_code(self, people: Cast) -> None:
        sign_in_letter(people)
        copy = made(people)
        with zipped(copy) as package:
            assert not [name for name in package.namelist() if "portal-code" in name]
        assert "working_code" in {each["reason"] for each in contents(copy)["withheld"]}


class TestThePdf:
    def test_is_tagged_and_speaks_the_persons_language(self, people: Cast) -> None:
        reader = PdfReader(BytesIO(part(made(people), "application/pdf")))
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "sv-SE"
        assert root["/MarkInfo"]["/Marked"]
        assert "pdfuaid" in root["/Metadata"].get_object().get_data().decode()
        assert reader.metadata is not None
        assert reader.metadata.title == "En kopia av dina personuppgifter"

    def test_speaks_english_too(self, people: Cast) -> None:
        said = text(made(people, language="en"))
        assert "What we hold about you" in said
        assert not re.search(r"\b(uppgifter|ärende)\b", said)

    def test_is_written_for_somebody_without_an_address(self, people: Cast) -> None:
        envelopes.open([people.anna])
        people.anna.address = None
        people.anna.save()
        assert "vi känner inte till någon adress" in text(made(people))


class TestTheAnswer:
    def test_is_there_at_once_for_who_asked_in_the_portal(self, people: Cast) -> None:
        copy = made(people)
        request = copy.request
        request.refresh_from_db()
        assert (request.status, request.answered_at) == (RequestStatus.ANSWERED, NOW)
        letter = request.letters.get(kind=LetterKind.ANSWER)
        assert letter.sent_by == SentBy.PORTAL
        said = " ".join(p.extract_text() for p in PdfReader(BytesIO(b"".join(letters.read(letter)))).pages)
        assert request.reference in said

    def test_waits_for_the_post_otherwise(self, people: Cast) -> None:
        request = made(people, channel="letter").request
        request.refresh_from_db()
        assert request.status == RequestStatus.DECIDED
        assert request.letters.get(kind=LetterKind.ANSWER).sent_at is None
