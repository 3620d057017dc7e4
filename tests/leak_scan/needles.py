"""Values to look for, the forms in which one might be hidden, and what is planted to prove a scan."""

import base64
import json
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

PLANTED = "Plånbok Von Leakenstein 19121212-1212"
_SHORTEST = 4


class Overlooked(AssertionError):
    """A value that was planted was not found, so the scan proves nothing."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A personal value was found: where, in which form, and which of the values by its position."""

    place: str
    form: str
    value: int


class Needles:
    """Values to look for, in every form in which one might be hidden by accident."""

    def __init__(self, values: Iterable[str]) -> None:
        self.values = sorted({spelling for value in values for spelling in spellings(value)})
        for value in self.values:
            if len(value) < _SHORTEST:
                raise ValueError("A value of less than four characters would be found everywhere.")
        self._forms = [(number, *form) for number, value in enumerate(self.values) for form in _forms(value)]

    def hits(self, place: str, content: str | bytes) -> list[Hit]:
        """Where and how any of the values occurs in some text or bytes."""
        raw = content.encode() if isinstance(content, str) else content
        folded = _fold(raw.decode(errors="replace")).encode()
        return [
            Hit(place, form, number)
            for number, form, sought, is_folded in self._forms
            if sought in (folded if is_folded else raw)
        ]


def spellings(value: str) -> set[str]:
    """A value as written and, for a number, without its separators."""
    bare = "".join(sign for sign in value if sign not in "-+ ")
    return {value, bare} if bare.isdigit() else {value}


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _forms(value: str) -> Iterator[tuple[str, bytes, bool]]:
    """The forms of a value: name, bytes to look for, and whether to look in the case-folded content."""
    yield "plain", value.encode(), False
    yield "case-folded", _fold(value).encode(), True
    yield "escaped", json.dumps(value)[1:-1].lower().encode(), True
    yield "quoted", quote(value).lower().encode(), True
    written_as = {value, _fold(value), value.upper(), json.dumps(value)[1:-1], quote(value)}
    for written in written_as:
        yield "hex", written.encode().hex().encode(), True
        for core in _base64_cores(written.encode()):
            yield "base64", core, False
            yield "base64", core.translate(bytes.maketrans(b"+/", b"-_")), False


def _base64_cores(value: bytes) -> Iterator[bytes]:
    """What base64 makes of a value at each of the three alignments, without the signs that its neighbours share."""
    for shift in range(3):
        whole = base64.b64encode(bytes(shift) + value).rstrip(b"=")
        start = -(-shift * 8 // 6)
        end = (shift + len(value)) * 8 // 6
        yield whole[start:end]


def plantings(value: str = PLANTED) -> dict[str, str]:
    """A value as it may be planted, by form."""
    return {
        "plain": f"before {value} after",
        "case-folded": f"before {value.upper()} after",
        "hex": f"before {value.encode().hex()} after",
        "base64": base64.b64encode(f"before {value} after".encode()).decode(),
    }


def must_find(place: str, form: str, found: Sequence[Hit]) -> None:
    if not any(hit.form == form and hit.place == place for hit in found):
        raise Overlooked(f"A value planted in {place} as {form} was not found.")
