"""Sealed files read like any other file."""

import io
from io import BytesIO
from pathlib import Path

import pytest

from collections_app.record_classes import CALL_RECORDING
from personal_data import envelopes, files
from personal_data.file_reading import Reader, opened
from personal_data.models import Controller, Envelope, SealedFile
from personal_data.values import NotOpened
from tests.factories import acting

LINES = b"".join(b"line %d\n" % number for number in range(30_000))


@pytest.fixture
def envelope(amili: Controller, file_store: Path) -> Envelope:
    return envelopes.create(controller=amili, record_class=CALL_RECORDING, subjects=[])


@pytest.fixture
def file(envelope: Envelope) -> SealedFile:
    return files.store(envelope=envelope, column_id="x.y.v1", media_type="text/csv", content=BytesIO(LINES))


class TestAnOpenedFile:
    def test_gives_its_lines(self, file: SealedFile) -> None:
        with opened(file) as content:
            assert content.readlines() == LINES.splitlines(keepends=True)

    def test_can_be_read_from_any_place(self, file: SealedFile) -> None:
        with opened(file) as content:
            for place in (files.CHUNK_BYTES - 3, 0, len(LINES) - 4, len(LINES), len(LINES) + 9):
                content.seek(place)
                assert content.read(7) == LINES[place : place + 7]
            assert content.seek(-2, io.SEEK_END) == len(LINES) - 2

    def test_is_read_in_its_context_only(self, file: SealedFile) -> None:
        with acting.omar(), pytest.raises(NotOpened):
            Reader(file).read(1)


class TestAWriter:
    @pytest.mark.parametrize("length", [0, 1, files.CHUNK_BYTES, files.CHUNK_BYTES + 1, 3 * files.CHUNK_BYTES])
    @pytest.mark.parametrize("part", [1000, files.CHUNK_BYTES, 200_000])
    def test_seals_parts_of_any_length(self, envelope: Envelope, length: int, part: int) -> None:
        with files.Writer(envelope=envelope, column_id="x.y.v1") as writer:
            for start in range(0, length, part):
                writer.write(LINES[:length][start : start + part])
            written = writer.finish(media_type="text/csv")
        assert b"".join(files.read(written)) == LINES[:length]
        assert LINES[:20] not in files.path_of(written.id).read_bytes()

    def test_leaves_nothing_when_it_is_not_finished(self, envelope: Envelope, file_store: Path) -> None:
        with files.Writer(envelope=envelope, column_id="x.y.v1") as writer:
            writer.write(LINES)
        assert not [path for path in file_store.rglob("*") if path.is_file()]
        assert not SealedFile.objects.exists()
