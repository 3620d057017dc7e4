"""Witnesses: where heads go that whoever has the database cannot reach, so that a replaced tree is found out.

``AUDIT_WITNESSES`` names them: ``file:/path`` of a file elsewhere, to which each head is appended as a line of JSON;
``https://address``, to which the newest is sent; and ``mail:dpo``, the data protection officers, who get the newest
once a night (``privacy.services.trail_alarm``). What a file has missed it gets the next time.
"""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.request import Request, urlopen

from django.conf import settings
from django.utils import timezone

from audit.models import Head, Restart
from audit.tree import restarts

DPO = "mail:dpo"
_TIMEOUT_SECONDS = 5
_TAIL_BYTES = 16 * 1024
_LATELY = timedelta(days=7)


class Unreachable(Exception):
    """A witness could not be told: the heads have not left this system."""


def tell() -> int:
    """Tell every witness what it does not know yet. Returns how many heads went out. Raises Unreachable at the end."""
    told, failed = 0, []
    for address in (each for each in addresses() if each != DPO):
        try:
            told += _tell_file(_path(address)) if address.startswith("file:") else _tell_service(address)
        except OSError as error:
            failed.append(f"{address.partition(':')[0]} ({type(error).__name__})")
    if failed:
        raise Unreachable(f"Witnesses that could not be told: {', '.join(failed)}.")
    return told


def kept() -> Iterator[tuple[str, str]]:
    """All heads that witness files keep: where each stands, and its note."""
    for address in addresses():
        if address.startswith("file:"):
            for number, note in enumerate(_notes(_path(address)), start=1):
                if is_head(note):
                    yield f"Witness file {_path(address).name}, head {number}", note


def is_head(note: str) -> bool:
    """Whether what a witness keeps is meant as a head."""
    return not note.partition("\n")[0].endswith(restarts.SUFFIX)


def addresses() -> list[str]:
    """The configured witnesses."""
    return [each.strip() for each in settings.AUDIT_WITNESSES.split(",") if each.strip()]


def _tell_file(path: Path) -> int:
    heads = Head.objects.filter(size__gt=_told(path)).order_by("size").values_list("note", flat=True)
    news = [*_restarts(path), *heads]
    if news:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write("".join(f"{json.dumps(note)}\n" for note in news))
            file.flush()
            os.fsync(file.fileno())
    return len(news)


def _told(path: Path) -> int:
    """The size of the newest head of ours that a file knows. After a restore it may know others, of a lost life."""
    here = Head.objects.order_by("-size")
    if found := here.filter(note__in=_tail(path)).first():
        return found.size
    known = set(_notes(path))
    return next((size for size, note in here.values_list("size", "note").iterator() if note in known), 0)


def _restarts(path: Path) -> list[str]:
    """What a file does not know of lives that began lately; what it missed for longer stands in every export."""
    lately = timezone.now() - _LATELY
    notes = list(Restart.objects.filter(at__gte=lately).order_by("at").values_list("note", flat=True))
    known = set(_notes(path)) if notes else set()
    return [note for note in notes if note not in known]


def _tail(path: Path) -> list[str]:
    """The newest notes of a file; of a long one the end is enough."""
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _TAIL_BYTES))
        return [_note(line) for line in file.read().decode(errors="replace").splitlines()]


def _tell_service(address: str) -> int:
    if not address.startswith("https://"):
        raise OSError("A witness is a file: or an https: address.")
    newest = Head.objects.order_by("size").last()
    if newest is None:
        return 0
    request = Request(address, data=newest.note.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})  # noqa: S310  (https only, see above)
    with urlopen(request, timeout=_TIMEOUT_SECONDS):  # noqa: S310
        return 1


def _notes(path: Path) -> Iterator[str]:
    if path.exists():
        yield from (_note(line) for line in path.read_text().splitlines())


def _path(address: str) -> Path:
    return Path(address.removeprefix("file:"))


def _note(line: str) -> str:
    """What a line keeps; what is no line of ours is handed on as it is, and found to be no head."""
    try:
        return str(json.loads(line))
    except ValueError:
        return line
