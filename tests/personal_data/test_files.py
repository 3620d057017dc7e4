"""Sealed files: chunks that can be read one by one, and neither moved nor cut off."""

import os
import time
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from collections_app.record_classes import CALL_RECORDING
from personal_data import envelopes, files, sealing
from personal_data.models import Controller, Envelope, SealedFile
from personal_data.values import NotOpened
from tests.factories import acting

CHUNK = 16
SEALED = CHUNK + 33


@pytest.fixture
def envelope(amili: Controller, file_store: Path, monkeypatch: pytest.MonkeyPatch) -> Envelope:
    """An envelope for files of small chunks."""
    monkeypatch.setattr(files, "CHUNK_BYTES", CHUNK)
    return envelopes.create(controller=amili, record_class=CALL_RECORDING, subjects=[])


def store(envelope: Envelope, content: bytes) -> SealedFile:
    return files.store(
        envelope=envelope, column_id="call_recording.sound.v1", media_type="audio/wav", content=BytesIO(content)
    )


def read(file: SealedFile, **part: int) -> bytes:
    return b"".join(files.read(file, **part))


CONTENT = bytes(range(100))


class TestStore:
    @pytest.mark.parametrize("length", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK, 5 * CHUNK + 3])
    def test_gives_back_every_length(self, envelope: Envelope, length: int) -> None:
        file = store(envelope, CONTENT[:length])
        assert file.size == length
        assert read(SealedFile.objects.get(id=file.id)) == CONTENT[:length]

    def test_writes_ciphertext_only(self, envelope: Envelope) -> None:
        file = store(envelope, b"Hello, this is Anna Andersson speaking")
        assert b"Anna" not in files.path_of(file.id).read_bytes()

    def test_needs_a_key_at_hand(self, envelope: Envelope, file_store: Path) -> None:
        with acting.omar(), pytest.raises(NotOpened):
            store(envelope, CONTENT)
        assert not list(file_store.rglob("*"))

    def test_leaves_no_draft_and_no_row_when_the_upload_breaks(self, envelope: Envelope, file_store: Path) -> None:
        class Breaks(BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                if self.tell() > 2 * CHUNK:
                    raise ConnectionResetError
                return super().read(size)

        with pytest.raises(ConnectionResetError):
            files.store(envelope=envelope, column_id="x.y.v1", media_type="audio/wav", content=Breaks(CONTENT))
        assert not [path for path in file_store.rglob("*") if path.is_file()]
        assert not SealedFile.objects.exists()

    def test_leaves_no_draft_when_the_process_is_interrupted(
        self, envelope: Envelope, file_store: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("os.fsync", interrupt)
        with pytest.raises(KeyboardInterrupt):
            store(envelope, CONTENT)
        assert not [path for path in file_store.rglob("*") if path.is_file()]


class TestRead:
    def test_gives_any_part(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        for start, length in product(range(0, 110, 3), (0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 1, 110)):
            assert read(file, start=start, end=start + length) == CONTENT[start : start + length]

    def test_decrypts_only_the_chunks_that_were_asked_for(
        self, envelope: Envelope, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file, seen = store(envelope, CONTENT), []
        unseal = sealing.unseal

        def noting(key: Any, place: bytes, ciphertext: bytes) -> bytes:
            seen.append(place.split(b"chunk")[1])
            return unseal(key, place, ciphertext)

        monkeypatch.setattr(sealing, "unseal", noting)
        assert read(file, start=3 * CHUNK + 2, end=4 * CHUNK + 5) == CONTENT[50:69]
        assert seen == [b"3+", b"4+"]

    def test_needs_an_opening(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        with acting.omar():
            with pytest.raises(NotOpened):
                read(file)
            envelopes.prepare_to_write([file])
            with pytest.raises(NotOpened):
                read(file)
            envelopes.open([file])
            assert read(file) == CONTENT

    def test_stops_with_its_context(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        with acting.omar():
            envelopes.open([file])
            parts = files.read(file)
            assert next(parts) == CONTENT[:CHUNK]
        with acting.nightly(), pytest.raises(NotOpened):
            next(parts)


class TestTampering:
    def chunks(self, file: SealedFile) -> list[bytes]:
        content = files.path_of(file.id).read_bytes()
        return [content[at : at + SEALED] for at in range(0, len(content), SEALED)]

    def rewrite(self, file: SealedFile, chunks: list[bytes]) -> None:
        files.path_of(file.id).write_bytes(b"".join(chunks))

    def test_by_swapping_chunks_is_refused(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        first, second, *others = self.chunks(file)
        self.rewrite(file, [second, first, *others])
        with pytest.raises(sealing.CannotOpen):
            read(file)

    def test_by_cutting_off_the_end_is_refused(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        self.rewrite(file, self.chunks(file)[:-1])
        with pytest.raises(sealing.CannotOpen):
            read(file)

    def test_by_cutting_off_and_telling_a_shorter_size_is_refused(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        self.rewrite(file, self.chunks(file)[:-1])
        file.size = CHUNK * (len(CONTENT) // CHUNK)
        with pytest.raises(sealing.CannotOpen):
            read(file)

    def test_by_repeating_a_chunk_is_refused(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        first, *others = self.chunks(file)
        self.rewrite(file, [first, first, *others[1:]])
        with pytest.raises(sealing.CannotOpen):
            read(file)

    def test_by_a_chunk_of_another_file_is_refused(self, envelope: Envelope) -> None:
        file, other = store(envelope, CONTENT), store(envelope, bytes(100))
        self.rewrite(file, [self.chunks(other)[0], *self.chunks(file)[1:]])
        with pytest.raises(sealing.CannotOpen):
            read(file)

    def test_by_a_changed_bit_is_refused(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        first, *others = self.chunks(file)
        self.rewrite(file, [first[:-1] + bytes([first[-1] ^ 1]), *others])
        with pytest.raises(sealing.CannotOpen):
            read(file)

    def test_by_moving_the_file_to_another_column_is_refused(self, envelope: Envelope) -> None:
        file = store(envelope, CONTENT)
        file.column_id = "letter.pdf.v1"
        with pytest.raises(sealing.CannotOpen):
            read(file)


class TestSweep:
    def age(self, *paths: Path) -> None:
        then = time.time() - 30 * 3600
        for path in paths:
            os.utime(path, (then, then))

    def test_removes_what_a_failed_transaction_left_behind(self, envelope: Envelope) -> None:
        living = store(envelope, CONTENT)
        with transaction.atomic():
            lost = store(envelope, CONTENT)
            transaction.set_rollback(True)
        self.age(files.path_of(living.id), files.path_of(lost.id))
        assert files.sweep() == 1
        assert files.path_of(living.id).exists()
        assert not files.path_of(lost.id).exists()

    def test_removes_drafts_of_a_killed_process(self, envelope: Envelope) -> None:
        path = files.path_of(envelope.id).with_suffix(".draft")
        path.parent.mkdir(parents=True)
        path.write_bytes(b"half a file")
        self.age(path)
        assert files.sweep() == 1
        assert not path.exists()

    def test_leaves_alone_what_is_being_uploaded(self, envelope: Envelope) -> None:
        path = files.path_of(envelope.id)
        path.parent.mkdir(parents=True)
        path.write_bytes(b"the row is not committed yet")
        assert files.sweep() == 0
        assert path.exists()
