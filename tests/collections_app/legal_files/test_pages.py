"""The pages: a file is opened on a case, filled, read, played and ended; nobody else finds them."""

from datetime import date
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from collections_app import events
from collections_app.models import CallRecording, Case, LegalFile
from collections_app.services.legal_files import keeping
from personal_data.models import BlockKind
from personal_data.services import blocks
from tests.factories import accounts, sounds

WANTED = {"kind": "dispute", "matter": "Whether the goods came", "authority": "Helsingin käräjäoikeus"}


def says(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


@pytest.fixture
def address(dispute: LegalFile) -> str:
    return f"/handler/legal-files/{dispute.reference}/"


class TestOpening:
    def test_is_done_on_the_case(self, as_lena: Client, case: Case) -> None:
        assert f"/handler/cases/{case.reference}/legal-files/" in says(as_lena.get(f"/handler/cases/{case.reference}/"))
        shown = says(as_lena.post(f"/handler/cases/{case.reference}/legal-files/", WANTED, follow=True))
        made = LegalFile.objects.get()
        assert "Whether the goods came" in shown
        assert "Helsingin käräjäoikeus" in shown
        assert made.reference in says(as_lena.get("/handler/legal-files/"))
        (event,) = accounts.recorded(events.LEGAL_FILE_OPENED)
        assert (event.reference, event.reason) == (made.reference, "dispute")

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"authority": ""}, "Name the court or authority"),
            ({"matter": ""}, "Write what it is about"),
            ({"kind": "damage"}, "Enter the day on which the damage was discovered"),
            ({"kind": "damage", "discovered_on": "2999-01-01"}, "later than today"),
        ],
    )
    def test_says_what_is_missing(self, as_lena: Client, case: Case, sent: dict[str, str], words: str) -> None:
        answer = as_lena.post(f"/handler/cases/{case.reference}/legal-files/", WANTED | sent)
        assert (answer.status_code, words in says(answer)) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
        assert not LegalFile.objects.exists()

    @pytest.mark.requirement(
        "INTRUM-112", breaks="letting anybody but the legal role enter the day on which a damage was discovered"
    )
    def test_of_a_damaging_event_is_for_the_legal_role_alone(self, as_lena: Client, case: Case) -> None:
        page = f"/handler/cases/{case.reference}/legal-files/"
        sent = WANTED | {"kind": "damage", "discovered_on": "2026-01-05"}
        for role in set(Role) - {Role.LEGAL_COUNSEL}:
            client = accounts.client_of(accounts.member(role))
            # The day is no field of their form, which is refused whole; without it the kind is none of theirs.
            assert client.post(page, sent).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST), role
            without = client.post(page, WANTED | {"kind": "damage"})
            assert without.status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY), role
        assert not LegalFile.objects.exists()
        assert 'value="damage"' not in says(accounts.client_of(accounts.member(Role.SUPERVISOR)).get(page))
        assert 'value="damage"' in says(as_lena.get(page))
        as_lena.post(page, sent)
        assert LegalFile.objects.get().discovered_on == date(2026, 1, 5)

    def test_waits_while_the_case_is_restricted(self, as_lena: Client, case: Case) -> None:
        with accounts.command():
            blocks.place(kind=BlockKind.RESTRICTION, envelopes=[case.envelope_id], reason_code="accuracy")
        answer = as_lena.post(f"/handler/cases/{case.reference}/legal-files/", WANTED)
        assert (answer.status_code, LegalFile.objects.exists()) == (HTTPStatus.FORBIDDEN, False)

    def test_is_not_for_handlers(self, case: Case, address: str) -> None:
        handler = accounts.client_of(accounts.member(Role.HANDLER))
        assert "legal-files" not in says(handler.get(f"/handler/cases/{case.reference}/"))
        assert handler.get(address).status_code == HTTPStatus.FORBIDDEN


class TestFilling:
    def test_copies_what_is_chosen(self, as_lena: Client, case: Case, address: str, recording: CallRecording) -> None:
        page = says(as_lena.get(f"{address}copy/"))
        assert "Says that the goods never came." in page
        assert "Promises to pay on Friday." in page
        note = case.notes.get()
        shown = says(as_lena.post(f"{address}copy/", {"rows": [note.pk], "why": "She contests it."}, follow=True))
        assert "1 item is in the file." in shown
        assert "Says that the goods never came." in shown
        assert "Promises to pay" not in shown
        assert "Says that the goods" not in says(as_lena.get(f"{address}copy/"))

    def test_says_what_is_missing(self, as_lena: Client, address: str) -> None:
        answer = as_lena.post(f"{address}copy/", {"why": ""})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Choose what is to be copied." in says(answer)

    def test_keeps_a_part_of_a_call_from_its_page(
        self, as_lena: Client, case: Case, dispute: LegalFile, address: str, recording: CallRecording
    ) -> None:
        page = f"/handler/cases/{case.reference}/recordings/{recording.pk}/"
        assert f"{page}keep/" in says(as_lena.get(page))
        sent = {"file": dispute.reference, "start": "1:00", "end": "1:12", "why": "She took the parcel."}
        shown = says(as_lena.post(f"{page}keep/", sent, follow=True))
        item = dispute.items.get()
        assert (item.kind, item.from_second, item.to_second) == ("clip", 60, 72)
        assert "She took the parcel." in shown
        sound = as_lena.get(f"{address}items/{item.pk}/")
        assert sound["Content-Type"] == "audio/wav"
        assert sound.getvalue()[-12 * 8_000 :] == b"".join(bytes([each]) * 8_000 for each in range(60, 72))
        (event,) = accounts.recorded(events.LEGAL_FILE_KEPT)
        assert (event.reference, event.reason) == (dispute.reference, "clip")

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"start": "soon"}, "such as 4:30"),
            ({"start": "", "end": ""}, "such as 4:30"),
            ({"start": "0:10", "end": "9:10"}, "not as long"),
            ({"why": ""}, "Write why"),
        ],
    )
    def test_says_what_is_wrong_with_a_part(
        self,
        as_lena: Client,
        case: Case,
        dispute: LegalFile,
        recording: CallRecording,
        sent: dict[str, str],
        words: str,
    ) -> None:
        page = f"/handler/cases/{case.reference}/recordings/{recording.pk}/keep/"
        wanted = {"file": dispute.reference, "start": "0:10", "end": "0:20", "why": "Proof"}
        answer = as_lena.post(page, wanted | sent)
        assert (answer.status_code, words in says(answer)) == (HTTPStatus.UNPROCESSABLE_ENTITY, True)
        assert not dispute.items.exists()

    def test_keeps_the_whole_where_that_is_said(
        self, as_lena: Client, case: Case, dispute: LegalFile, recording: CallRecording
    ) -> None:
        page = f"/handler/cases/{case.reference}/recordings/{recording.pk}/keep/"
        as_lena.post(page, {"file": dispute.reference, "whole": "on", "why": "The court asks for all of it."})
        item = dispute.items.get()
        assert (item.kind, item.to_second) == ("recording", None)
        sound = as_lena.get(f"/handler/legal-files/{dispute.reference}/items/{item.pk}/").getvalue()
        assert sound == sounds.wav(200)

    def test_needs_an_open_matter(self, as_lena: Client, case: Case, recording: CallRecording) -> None:
        page = f"/handler/cases/{case.reference}/recordings/{recording.pk}/keep/"
        assert "No matter is open on this case" in says(as_lena.get(page))

    def test_seals_a_document(self, as_lena: Client, dispute: LegalFile, address: str) -> None:
        pdf = b"%PDF-1.7 a decision"
        sent = {"name": "Decision", "why": "It ends the matter.", "level": "normal"}
        shown = as_lena.post(f"{address}documents/", sent | {"document": SimpleUploadedFile("d.pdf", pdf)}, follow=True)
        assert "Decision" in says(shown)
        item = dispute.items.get()
        assert as_lena.get(f"{address}items/{item.pk}/").getvalue() == pdf

    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"PK\x03\x04", "Only a PDF"), (b"%PDF-" + bytes(keeping.LARGEST_DOCUMENT), "larger than 20 MB")],
    )
    def test_takes_no_other_document(
        self, as_lena: Client, dispute: LegalFile, address: str, content: bytes, words: str
    ) -> None:
        sent = {
            "name": "Decision",
            "why": "It ends it.",
            "level": "normal",
            "document": SimpleUploadedFile("d.pdf", content),
        }
        assert words in says(as_lena.post(f"{address}documents/", sent))
        assert not dispute.items.exists()


class TestEnding:
    def test_starts_and_stops_the_clock(self, as_lena: Client, dispute: LegalFile, address: str) -> None:
        day = dispute.opened_on.isoformat()
        assert "Take the matter up again" in says(as_lena.post(f"{address}end/", {"ended_on": day}, follow=True))
        assert [each.reason for each in accounts.recorded(events.LEGAL_FILE_ENDED)] == ["dispute"]
        as_lena.post(f"{address}resume/")
        assert [each.reason for each in accounts.recorded(events.LEGAL_FILE_RESUMED)] == ["dispute"]
        dispute.refresh_from_db()
        assert dispute.ended_on is None

    @pytest.mark.parametrize(("day", "words"), [("2999-01-01", "later than today"), ("2020-01-01", "before its file")])
    def test_has_a_day_between(self, as_lena: Client, dispute: LegalFile, address: str, day: str, words: str) -> None:
        assert words in says(as_lena.post(f"{address}end/", {"ended_on": day}))

    def test_happens_once(self, as_lena: Client, dispute: LegalFile, address: str) -> None:
        as_lena.post(f"{address}resume/")
        assert "has not ended" in says(as_lena.get(address))
