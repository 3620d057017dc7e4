"""Witnesses: where heads go that whoever has the database cannot reach, so that a replaced tree is found out.

``AUDIT_WITNESSES`` names them: ``file:/path`` of a file elsewhere, to which each head is appended as a line of JSON,
and ``https://address``, to which the newest is sent. What a file has missed it gets the next time.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

from django.conf import settings

from audit.models import Head
from audit.tree import checkpoints

_TIMEOUT_SECONDS = 5


class Unreachable(Exception):
    """A witness could not be told: the heads have not left this system."""


def tell() -> int:
    """Tell every witness what it does not know yet. Returns how many heads went out. Raises Unreachable at the end."""
    told, failed = 0, []
    for address in addresses():
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
                yield f"Witness file {_path(address).name}, head {number}", note


def addresses() -> list[str]:
    """The configured witnesses."""
    return [each.strip() for each in settings.AUDIT_WITNESSES.split(",") if each.strip()]


def _tell_file(path: Path) -> int:
    known = list(_notes(path))
    size = checkpoints.read(known[-1]).size if known else 0
    news = list(Head.objects.filter(size__gt=size).order_by("size").values_list("note", flat=True))
    if news:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a") as file:
            file.write("".join(f"{json.dumps(note)}\n" for note in news))
            file.flush()
            os.fsync(file.fileno())
    return len(news)


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
