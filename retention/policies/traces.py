"""Looking through bytes for what was erased: identity and telephone numbers, e-mail addresses, names with postcode.

What is looked for is known by keyed tokens only, those by which the erased profiles were found, so nobody's data are
kept in order to prove that they went. A block is first asked in bulk whether it can hold a number or an address at all;
only what might be one is taken apart and digested. GDPR art. 5(2), 17.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from personal_data import tokens
from personal_data.macs import Mac

PIECE_BYTES = 64 * 1024
"""So much is asked in bulk at once."""
DETAIL_BYTES = 2 * 1024
"""A piece that may hold a number is asked again in parts of this size, and only those are taken apart."""
REACH_BYTES = 200
"""How far a name may stand from its postcode, and how much of one part is looked at again with the next."""

_SHAPES = {**dict.fromkeys(b"0123456789", b"0"), **dict.fromkeys(b" +().\t/", b"+"), **dict.fromkeys(b"-", b"-"),
           **dict.fromkeys(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"B"),
           **dict.fromkeys(b"abcdefghijklmnopqrstuvwxyz_", b"a")}  # fmt: skip
_SHAPE = b"".join(_SHAPES.get(byte, b" ") for byte in range(256))
# References such as K-2026-000123 stand in every other row and are no numbers of persons; six digits alone, as those of
# D-000123, are too long for a postcode and too short for anything else.
_REFERENCES = (b"B-0000-000000", b"B-000000 ")
_NUMBER = re.compile(rb"0[0+\-]{3,40}")
_GROUP = re.compile(rb"0+")
_FINNISH = re.compile(rb"[0-9]{6}[-+A-FU-Ya-fu-y][0-9]{3}[0-9A-Ya-y](?![0-9A-Za-z_])")
_AFTER_AT = re.compile(rb"@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_BEFORE_AT = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\x80-\xff\-]{1,64}$")
_PHONE_DIGITS, _IDENTITY_DIGITS, _POSTCODE_DIGITS = range(7, 16), range(9, 13), range(4, 6)
_MOST_DIGITS = _PHONE_DIGITS[-1]
_FINNISH_DIGITS = 6  # before the sign of the century
_PHONE_COMPARED = 8  # as the search index compares them
_MOST_WORDS = 6
_REMEMBERED = 20_000  # of each kind


class Looked(Protocol):
    """Tokens that answer quickly whether one is among them."""

    def __contains__(self, token: object, /) -> bool: ...

    def __len__(self) -> int: ...


class Trace(NamedTuple):
    """Something that was erased and is there: of which kind, and where in the block."""

    kind: str
    start: int
    end: int


class Erased:
    """What was erased, for one controller: tokens of whole values, and of the words of names."""

    def __init__(self, index_key: bytes, *, whole: Looked, parts: Looked) -> None:
        self._mac = Mac(index_key)
        self._whole, self._parts = whole, parts
        self._known: dict[str, dict[str, bool]] = defaultdict(dict)

    def __bool__(self) -> bool:
        return len(self._whole) > 0

    def find(self, block: bytes) -> Iterator[Trace]:
        """Every trace in a block of bytes, however it is written there."""
        if not self:
            return
        yield from self._emails(block)
        shape = block.translate(_SHAPE)
        for reference in _REFERENCES:
            shape = shape.replace(reference, b"B".ljust(len(reference)))
        for start in _parts(shape, 0, len(shape), PIECE_BYTES):
            for detail in _parts(shape, start, min(start + PIECE_BYTES, len(shape)), DETAIL_BYTES):
                yield from self._numbers(block, shape, detail, detail + DETAIL_BYTES)

    def _emails(self, block: bytes) -> Iterator[Trace]:
        for after in _AFTER_AT.finditer(block):
            before = _BEFORE_AT.search(block, max(0, after.start() - 64), after.start())
            if before and self._has("email", _text(before.group() + after.group()).rstrip(".-")):
                yield Trace("email", before.start(), after.end())

    def _numbers(self, block: bytes, shape: bytes, start: int, end: int) -> Iterator[Trace]:
        """The numbers that begin between two places. A number ends where no digit follows within two separators."""
        for number in _NUMBER.finditer(shape, max(0, start - REACH_BYTES), min(end + REACH_BYTES, len(shape))):
            if number.start() >= end or number.end() <= start:
                continue
            if number.group().isdigit():  # most stand alone
                groups = [number.span()]
            else:
                groups = [each.span() for each in _GROUP.finditer(shape, number.start(), number.end())]
            for first, (begin, stop) in enumerate(groups):
                if shape[begin - 1 : begin] in (b"a", b"B") and begin:
                    continue  # the tail of a word or of a reference
                if stop - begin == _FINNISH_DIGITS:
                    finnish = _FINNISH.match(block, begin)
                    if finnish and self._has("identity_number", _text(finnish.group())):
                        yield Trace("identity_number", *finnish.span())
                    if first + 1 == len(groups):
                        continue  # too long for a postcode, too short for anything else
                yield from self._beginning_at(block, groups[first:])

    def _beginning_at(self, block: bytes, groups: Sequence[tuple[int, int]]) -> Iterator[Trace]:
        """What the digits are that begin with the first of some groups and go on over the next ones."""
        start, digits = groups[0][0], ""
        for begin, end in groups:
            length = len(digits) + end - begin
            if length > _MOST_DIGITS:
                return
            digits += block[begin:end].decode("ascii")
            if length in _IDENTITY_DIGITS and self._remembered("identity_number", digits, self._whole):
                yield Trace("identity_number", start, end)
            elif length in _PHONE_DIGITS and self._remembered("phone", digits[-_PHONE_COMPARED:], self._whole):
                yield Trace("phone", start, end)
            elif length in _POSTCODE_DIGITS and self._is_residence(block, digits, start, end):
                yield Trace(tokens.RESIDENCE, start, end)

    def _is_residence(self, block: bytes, postcode: str, start: int, end: int) -> bool:
        if not self._remembered(tokens.POSTCODE, postcode, self._parts):
            return False
        before, after = block[max(0, start - REACH_BYTES) : start], block[end : end + REACH_BYTES]
        return any(self._lives_at(_text(text), postcode) for text in (before, after))

    def _lives_at(self, text: str, postcode: str) -> bool:
        """Whether some words that follow each other are a name that was erased together with this postcode."""
        run: list[str] = []
        for word in tokens.words_in(text):
            run = [*run[1 - _MOST_WORDS :], word] if self._is_of_a_name(word) else []
            for count in range(1, len(run) + 1):
                if self._has(tokens.RESIDENCE, tokens.residence(run[-count:], postcode)):
                    return True
        return False

    def _is_of_a_name(self, word: str) -> bool:
        return self._remembered(tokens.NAME, f"w:{word}", self._parts)

    def _has(self, kind: str, value: str) -> bool:
        return self._remembered(kind, tokens.normalise(kind, value), self._whole)

    def _remembered(self, kind: str, form: str, among: Looked) -> bool:
        """Dates, amounts and words repeat, so what they came to is remembered for a while."""
        forms = self._known[kind]
        known = forms.get(form)
        if known is None:
            if len(forms) >= _REMEMBERED:
                forms.clear()
            known = forms[form] = tokens.of(self._mac, kind, form) in among
        return known


def _parts(shape: bytes, start: int, end: int, size: int) -> Iterator[int]:
    """Where those parts begin that may hold four digits, with nothing between them but what parts digits."""
    for begin in range(start, end, size):
        if b"0000" in shape[max(0, begin - REACH_BYTES) : begin + size].translate(None, b"+-"):
            yield begin


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "ignore")
