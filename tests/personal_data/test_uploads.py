"""Files on their way in: nothing of them lies on a disk in the clear, and no page takes one that did not say so."""

import os
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from personal_data import files, uploads
from personal_data.models import Controller
from tests.factories import collection

MARK = b"Hello, this is Anna Andersson speaking. "


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    return tmp_path / "files"


def request_with(*contents: bytes, **fields: str) -> HttpRequest:
    sent = {f"file{number}": SimpleUploadedFile("call.wav", content) for number, content in enumerate(contents)}
    return RequestFactory().post("/", {**fields, **sent})


def received(request: HttpRequest, *, limit: int = 10**9) -> list[uploads.ReceivedFile]:
    request.upload_handlers = [uploads.SealingHandler(request, limit=limit)]
    return list(request.FILES.values())


@pytest.mark.usefixtures("folder")
class TestAFileThatArrives:
    @pytest.mark.parametrize("length", [1, uploads.CHUNK_BYTES - 1, uploads.CHUNK_BYTES, 3 * uploads.CHUNK_BYTES + 5])
    def test_is_read_as_it_was_sent(self, length: int) -> None:
        content = (MARK * (length // len(MARK) + 1))[:length]
        (file,) = received(request_with(content))
        assert (file.size, file.is_too_large) == (length, False)
        assert file.read() == content

    def test_gives_any_part(self) -> None:
        content = os.urandom(3 * uploads.CHUNK_BYTES)
        (file,) = received(request_with(content))
        edge, end_of_it = uploads.CHUNK_BYTES, len(content)
        for start, end in ((0, 4), (edge - 2, edge + 2), (end_of_it - 7, end_of_it)):
            file.seek(start)
            assert file.read(end - start) == content[start:end]
        assert file.seek(-3, os.SEEK_END) == len(content) - 3

    def test_lies_on_no_disk_in_the_clear(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Everything that is written while it arrives is looked at: the bytes of the nameless file, and every name."""
        written = bytearray()
        seal = uploads.Draft._seal

        def watched(draft: uploads.Draft, plaintext: bytes) -> None:
            seal(draft, plaintext)
            written.extend(os.pread(draft._file.fileno(), 10**6, 0))

        monkeypatch.setattr(uploads.Draft, "_seal", watched)
        (file,) = received(request_with(MARK * 5000))
        assert len(written) > len(MARK) * 5000
        assert MARK not in bytes(written)
        assert not [path for path in folder.rglob("*") if path.is_file()]
        assert not hasattr(file, "temporary_file_path")

    def test_is_noise_after_it_was_closed(self) -> None:
        (file,) = received(request_with(MARK))
        file.close()
        with pytest.raises(ValueError, match="closed"):
            file.read()

    def test_does_not_open_when_it_was_altered(self) -> None:
        (file,) = received(request_with(MARK))
        os.pwrite(file.file._file.fileno(), b"\x00\x01", 3)
        with pytest.raises(InvalidTag):
            file.read()

    def test_stays_closed_when_the_sender_goes_away(self) -> None:
        handler = uploads.SealingHandler(limit=100)
        handler.new_file("file", "call.wav", "audio/wav", None)
        draft = handler._draft
        handler.upload_interrupted()
        assert draft is not None
        assert draft.closed


@pytest.mark.usefixtures("folder")
class TestALimit:
    def test_keeps_nothing_of_a_file_that_is_larger(self) -> None:
        (file,) = received(request_with(MARK * 10), limit=399)
        assert (file.size, file.is_too_large) == (400, True)
        with pytest.raises(ValueError, match="closed"):
            file.read()

    def test_takes_a_file_of_exactly_so_many_bytes(self) -> None:
        (file,) = received(request_with(MARK * 10), limit=400)
        assert not file.is_too_large

    def test_holds_for_all_files_together(self) -> None:
        first, second = received(request_with(MARK * 10, MARK * 10), limit=500)
        assert (first.is_too_large, second.is_too_large) == (False, True)


def test_seals_what_was_received_into_an_envelope(in_context: Any, amili: Controller, file_store: Path) -> None:
    subject = collection.debtor(amili).subject
    envelope = collection.recording(amili, subject).envelope
    (sent,) = received(request_with(MARK * 4000))
    kept = files.store(envelope=envelope, column_id="x.y.v1", media_type="audio/wav", content=sent)
    assert b"".join(files.read(kept)) == MARK * 4000
    assert MARK not in files.path_of(kept.id).read_bytes()


class TestAPage:
    @pytest.fixture
    def page(self) -> Any:
        @uploads.takes_files(1000)
        def view(request: HttpRequest) -> HttpResponse:
            return HttpResponse(b"".join(file.read() for file in request.FILES.values()))

        return view

    def test_that_takes_files_gets_them_sealed(self, folder: Path, page: Any) -> None:
        request = request_with(MARK)
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # as Django's test client does
        assert page(request).content == MARK

    def test_that_takes_files_refuses_a_form_without_its_token(self, folder: Path, page: Any) -> None:
        assert page(request_with(MARK)).status_code == 403

    def test_that_does_not_say_so_gets_none(self, folder: Path) -> None:
        request = request_with(MARK, word="kept")
        assert request.POST["word"] == "kept"
        assert not request.FILES
        assert not folder.exists()
