"""The key ring in its directory."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import ImproperlyConfigured

from personal_data import keys

NOW = datetime(2026, 11, 21, tzinfo=UTC)
OWNER = uuid4()


@pytest.fixture
def ring(tmp_path: Path) -> keys.DirectoryKeyRing:
    """An empty ring."""
    return keys.DirectoryKeyRing(tmp_path / "keys")


class TestDirectoryKeyRing:
    def test_makes_its_first_epoch_when_it_is_asked(self, ring: keys.DirectoryKeyRing) -> None:
        assert ring.numbers() == []
        assert ring.current().number == 1
        assert ring.current() is ring.current()

    def test_keeps_its_files_from_everybody_else(self, ring: keys.DirectoryKeyRing) -> None:
        ring.current()
        assert stat.S_IMODE(ring.directory.stat().st_mode) == 0o700
        assert [stat.S_IMODE(path.stat().st_mode) for path in ring.directory.iterdir()] == [0o600]

    def test_counts_its_epochs(self, ring: keys.DirectoryKeyRing) -> None:
        assert [ring.advance(at=NOW).number for _ in range(3)] == [1, 2, 3]
        assert ring.current().number == 3
        assert ring.current().created_at == NOW

    def test_is_the_same_for_another_process(self, ring: keys.DirectoryKeyRing) -> None:
        owner = uuid4()
        wrapped = keys.wrap(ring.advance(at=NOW), owner, 1, bytes(32))
        again = keys.DirectoryKeyRing(ring.directory)
        assert keys.unwrap(again.get(1), owner, 1, wrapped) == bytes(32)

    def test_gives_one_key_to_all_who_begin_at_once(self, ring: keys.DirectoryKeyRing) -> None:
        others = [keys.DirectoryKeyRing(ring.directory) for _ in range(8)]
        start = Barrier(len(others))

        def begin(other: keys.DirectoryKeyRing) -> bytes:
            start.wait()
            return keys.wrap(other.advance(at=NOW), OWNER, 1, bytes(32))

        with ThreadPoolExecutor(len(others)) as pool:
            wraps = list(pool.map(begin, others))
        newest = [keys.DirectoryKeyRing(ring.directory).get(number) for number in ring.numbers()]
        assert all(any(opens(epoch, wrapped) for epoch in newest) for wrapped in wraps)

    def test_leaves_no_draft_behind(self, ring: keys.DirectoryKeyRing) -> None:
        ring.advance(at=NOW)
        ring.advance(at=NOW)
        assert [path.name for path in sorted(ring.directory.iterdir())] == ["epoch-000001.json", "epoch-000002.json"]

    def test_never_overwrites_an_epoch(self, ring: keys.DirectoryKeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
        first = ring.advance(at=NOW)
        wrapped = keys.wrap(first, OWNER, 1, bytes(32))
        late = keys.DirectoryKeyRing(ring.directory)
        monkeypatch.setattr(late, "numbers", list)  # it looked before the first was there
        assert opens(late.advance(at=NOW), wrapped)

    def test_forgets_a_destroyed_epoch_at_once(self, ring: keys.DirectoryKeyRing) -> None:
        ring.current()
        ring.advance(at=NOW)
        ring.destroy(1)
        assert ring.numbers() == [2]
        with pytest.raises(keys.EpochGone):
            ring.get(1)

    def test_forgets_an_epoch_that_another_process_destroyed(self, ring: keys.DirectoryKeyRing) -> None:
        ring.current()
        keys.DirectoryKeyRing(ring.directory).destroy(1)
        with pytest.raises(keys.EpochGone):
            ring.get(1)

    def test_overwrites_the_key_before_it_removes_it(
        self, ring: keys.DirectoryKeyRing, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ring.current()
        path = ring.directory / "epoch-000001.json"
        before, seen = path.read_bytes(), []
        monkeypatch.setattr(Path, "unlink", lambda self: seen.append(self.read_bytes()))
        ring.destroy(1)
        assert len(seen) == 1
        assert seen[0] != before
        assert b'"key"' not in seen[0]

    def test_never_gives_a_number_twice_while_a_later_epoch_lives(self, ring: keys.DirectoryKeyRing) -> None:
        ring.advance(at=NOW)
        ring.advance(at=NOW)
        ring.destroy(1)
        assert ring.advance(at=NOW).number == 3


def opens(epoch: keys.Epoch, wrapped: bytes) -> bool:
    try:
        return keys.unwrap(epoch, OWNER, 1, wrapped) == bytes(32)
    except InvalidTag:
        return False


class TestWrap:
    def test_is_bound_to_owner_generation_and_epoch(self, ring: keys.DirectoryKeyRing) -> None:
        first, second = ring.advance(at=NOW), ring.advance(at=NOW)
        wrapped = keys.wrap(first, OWNER, 1, bytes(32))
        assert keys.unwrap(first, OWNER, 1, wrapped) == bytes(32)
        for epoch, owner, generation in ((second, OWNER, 1), (first, uuid4(), 1), (first, OWNER, 2)):
            with pytest.raises(InvalidTag):
                keys.unwrap(epoch, owner, generation, wrapped)

    def test_fits_the_key_table(self, ring: keys.DirectoryKeyRing) -> None:
        assert len(keys.wrap(ring.current(), OWNER, 1, keys.new_key())) == 60


class TestRing:
    def test_asks_for_its_directory(self, settings: Any) -> None:
        settings.KEY_DIRECTORY = ""
        with pytest.raises(ImproperlyConfigured, match="KEY_DIRECTORY"):
            keys.ring()
