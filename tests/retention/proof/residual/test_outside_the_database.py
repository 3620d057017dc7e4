"""What lies in files, in the queue and in the cache is found, and files that no row knows of."""

import base64
import json
import os
import time
import zlib
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from personal_data import files
from tests.factories import accounts
from tests.retention.proof.conftest import NUMBER
from tests.retention.proof.residual.planting import EVERY_KIND, check, found

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue():
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        names: list[str] = []
        yield lambda: names.append(f"planted-{uuid4()}") or (client, names[-1])
        client.delete(*names)


class TestFiles:
    @pytest.fixture(autouse=True)
    def _own_folder(self, settings, tmp_path):
        settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
        settings.RESIDUAL_CHECK_FOLDERS = [str(tmp_path / "exports")]
        for folder in ("files", "exports"):
            (tmp_path / folder).mkdir()

    def test_hide_nothing_of_any_kind(self, act, tmp_path):
        for folder in ("files", "exports"):
            for kind, text in EVERY_KIND:
                inside = tmp_path / folder / kind
                inside.mkdir()
                (inside / "export.csv").write_bytes(os.urandom(3_000_000) + f"\n{text}\n".encode())
        made = check(act)
        expected = {(f"{folder}/{kind}", kind) for folder in ("files", "exports") for kind, _ in EVERY_KIND}
        assert set(made.leftovers.values_list("place", "kind")) == expected
        assert made.bytes_read > 2 * len(EVERY_KIND) * 3_000_000, "they are looked through whole"

    def test_may_be_named_by_a_number_which_is_not_repeated(self, act, tmp_path):
        (tmp_path / "exports" / f"{NUMBER}.pdf").write_bytes(b"%PDF")
        made = check(act)
        assert list(made.leftovers.values_list("place", "kind")) == [("exports", "identity_number")]
        assert NUMBER not in made.leftovers.get().record

    def test_of_which_no_row_knows_are_swept_away_before(self, act):
        with accounts.command():
            act.begun_at = timezone.now()
        assert self._unknown(age=60).exists()
        assert found(act) == set()

    def test_of_which_no_row_knows_are_left_over_when_they_cannot_be_swept_away(self, act, monkeypatch):
        with accounts.command():
            act.begun_at = timezone.now()
        monkeypatch.setattr(files, "sweep", lambda **_: 0)
        old, young = self._unknown(age=60), self._unknown(age=-60)
        made = check(act)
        expected = [(f"files/{old.parent.name}", "file", old.stem)]
        assert list(made.leftovers.values_list("place", "kind", "record")) == expected, f"{young} may be on its way"

    @staticmethod
    def _unknown(*, age: float) -> Path:
        path = files.path_of(uuid4())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"noise")
        os.utime(path, (time.time() - age, time.time() - age))
        return path


class TestQueueAndCache:
    def test_hide_nothing_of_any_kind_however_it_is_coded(self, act, queue):
        for _, text in EVERY_KIND:
            for plant in (self._plain, self._coded, self._packed, self._in_a_hash, self._in_a_stream):
                client, name = queue()
                plant(client, name, text)
        places = Counter(check(act).leftovers.values_list("place", "kind"))
        assert places == {("queue and cache", kind): 5 for kind, _ in EVERY_KIND}

    @staticmethod
    def _plain(client: redis.Redis, name: str, text: str) -> None:
        client.set(name, text)

    @staticmethod
    def _coded(client: redis.Redis, name: str, text: str) -> None:
        body = base64.b64encode(json.dumps([[text], {}, {}], ensure_ascii=False).encode()).decode()
        client.lpush(name, json.dumps({"body": body}))

    @staticmethod
    def _packed(client: redis.Redis, name: str, text: str) -> None:
        client.set(name, zlib.compress(text.encode()))

    @staticmethod
    def _in_a_hash(client: redis.Redis, name: str, text: str) -> None:
        client.hset(name, mapping={"held": text})

    @staticmethod
    def _in_a_stream(client: redis.Redis, name: str, text: str) -> None:
        client.xadd(name, {"held": text})
