"""Looking through what lies outside the database: file store, exports, queue and cache; and through coded sessions."""

import base64
import binascii
import itertools
import os
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import redis
from django.conf import settings
from django.contrib.sessions.models import Session

from personal_data.models import SealedFile
from retention.policies.traces import REACH_BYTES, Erased
from retention.services.residual.found import Tally

_CHUNK = 1024 * 1024
_PAGE = 500
_CODED = re.compile(rb"[A-Za-z0-9+/_\-]{24,}={0,2}")
_MOST_INFLATED = 16 * 1024 * 1024


def look(erased: Erased, tally: Tally) -> None:
    """Look through files, queue, cache and sessions."""
    for folder in dict.fromkeys([settings.SEALED_FILES_DIRECTORY, *settings.RESIDUAL_CHECK_FOLDERS]):
        _folder(Path(folder), erased, tally)
    _queue_and_cache(erased, tally)
    _sessions(erased, tally)


def look_for_unknown_files(tally: Tally, *, begun_before: float) -> None:
    """A file that no row knows is a leftover where it lay there before the erasure began; younger ones may still be on
    their way into the database."""
    root = Path(settings.SEALED_FILES_DIRECTORY)
    for folder in sorted(root.glob("??")):
        stored = (UUID(path.stem) for path in folder.glob("*.sealed") if _is_ours(path) and _is_old(path, begun_before))
        while page := list(itertools.islice(stored, _PAGE)):
            known = set(SealedFile.objects.filter(id__in=page).values_list("id", flat=True))
            for file_id in sorted(set(page) - known):
                tally.left(f"{root.name}/{folder.name}", "file", str(file_id))


def _is_old(path: Path, begun_before: float) -> bool:
    return path.stat().st_mtime < begun_before


def _folder(folder: Path, erased: Erased, tally: Tally) -> None:
    for inside, _, names in os.walk(folder):
        for path in (Path(inside, name) for name in sorted(names)):
            if path.is_file() and not path.is_symlink():
                _file(path, folder, erased, tally)


def _file(path: Path, folder: Path, erased: Erased, tally: Tally) -> None:
    tally.places += 1
    place = f"{folder.name}/{path.relative_to(folder).parent}".removesuffix("/.")
    record = path.name if _is_ours(path) else f"file of {path.stat().st_size} bytes"
    tally.traces(erased.find(path.name.encode()), place, record)
    kinds = {trace.kind for chunk in _chunks(path, tally) for trace in erased.find(chunk)}
    for kind in sorted(kinds):
        tally.left(place, kind, record)


def _chunks(path: Path, tally: Tally) -> Iterator[bytes]:
    """A file in parts that overlap, so that nothing is cut in two."""
    kept = b""
    with path.open("rb") as file:
        while part := file.read(_CHUNK):
            tally.bytes_read += len(part)
            yield kept + part
            kept = (kept + part)[-REACH_BYTES:]


def _is_ours(path: Path) -> bool:
    """Whether a file's name is a number of ours, which may be told; any other name may itself name somebody."""
    try:
        UUID(path.stem)
    except ValueError:
        return False
    return True


def _queue_and_cache(erased: Erased, tally: Tally) -> None:
    with redis.Redis.from_url(settings.CELERY_BROKER_URL) as client:
        for position, key in enumerate(client.scan_iter(count=_PAGE)):
            tally.places += 1
            kinds: set[str] = set()
            for value in (key, *_values(client, key)):
                tally.bytes_read += len(value)
                kinds |= {trace.kind for each in peeled(value) for trace in erased.find(each)}
            for kind in sorted(kinds):
                tally.left("queue and cache", kind, f"entry {position + 1}")


def _values(client: Any, key: bytes) -> Iterator[bytes]:
    """What an entry holds, whatever its type."""
    match client.type(key):
        case b"string":
            yield client.get(key) or b""
        case b"list":
            for start in range(0, client.llen(key), _PAGE):
                yield from client.lrange(key, start, start + _PAGE - 1)
        case b"hash":
            yield from itertools.chain.from_iterable(client.hscan_iter(key, count=_PAGE))
        case b"set":
            yield from client.sscan_iter(key, count=_PAGE)
        case b"zset":
            yield from (member for member, _ in client.zscan_iter(key, count=_PAGE))
        case b"stream":
            yield from _stream(client, key)


def _stream(client: Any, key: bytes) -> Iterator[bytes]:
    after = "-"
    while entries := client.xrange(key, min=after, count=_PAGE):
        yield from itertools.chain.from_iterable(pair for _, held in entries for pair in held.items())
        after = f"({entries[-1][0].decode()}"


def _sessions(erased: Erased, tally: Tally) -> None:
    """What a session keeps is coded and packed, so that no search of the column meets it."""
    for session in Session.objects.iterator(chunk_size=_PAGE):
        packed = session.session_data.removeprefix(".").split(":")[0].encode()
        inside = itertools.islice(peeled(packed), 1, None)  # as it stands the tables' turn has seen it
        kinds = {trace.kind for each in inside for trace in erased.find(each)}
        for kind in sorted(kinds):
            tally.left("django_session.session_data", kind)


def peeled(value: bytes) -> Iterator[bytes]:
    """A value as it is, and what it says where it is coded in base 64 or packed, one layer after another."""
    yield value
    for coded in _CODED.finditer(value):
        text = coded.group().rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        try:
            plain = base64.b64decode(text + b"=" * (-len(text) % 4))
        except binascii.Error:
            continue
        yield from _unpacked(plain)
    yield from _unpacked(value, is_new=False)


def _unpacked(plain: bytes, *, is_new: bool = True) -> Iterator[bytes]:
    if is_new:
        yield plain
    try:
        yield zlib.decompressobj().decompress(plain, _MOST_INFLATED)
    except zlib.error:
        return
