"""Looking through bytes for what was erased: identity and telephone numbers, e-mail addresses, names with postcode.

What is looked for is known by keyed tokens only, those by which the erased profiles were found, so nobody's data are
kept in order to prove that they went. Every byte is first put into one of six classes, so that one search finds all
that might be a number; only that is taken apart and digested. GDPR art. 5(2), 17.
"""

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from personal_data import tokens
from personal_data.macs import Mac

REACH_BYTES = 200
"""How far a name may stand from its postcode, and how much of one part is looked at again with the next."""

_SHAPES = {**dict.fromkeys(b"0123456789", b"0"), **dict.fromkeys(b" +().\t/", b"+"), **dict.fromkeys(b"-", b"-"),
           **dict.fromkeys(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ", b"B"),
           **dict.fromkeys(b"abcdefghijklmnopqrstuvwxyz_", b"a")}  # fmt: skip
_SHAPE = b"".join(_SHAPES.get(byte, b" ") for byte in range(256))
# References such as K-2026-000123 stand in every other row and are no numbers of persons; six digits alone, as those of
# D-000123, are too long for a postcode and too short for anything else.
_REFERENCES = (b"B-0000-000000", b"B-000000 ")
_REFERENCES_BEGIN = b"B-0000"
# Four digits or more with nothing between them but what parts digits. Articles of law are digits with signs, too.
_NUMBER = re.compile(rb"0[+\-]*+0[+\-]*+0[+\-]*+0[0+\-]*+")
_GROUP = re.compile(rb"0+")
_FINNISH = re.compile(rb"[0-9]{6}[-+A-FU-Ya-fu-y][0-9]{3}[0-9A-Ya-y](?![0-9A-Za-z_])")
_AFTER_AT = re.compile(rb"@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,8}")
_BEFORE_AT = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~\x80-\xff\-]{1,64}$")
_PHONE_DIGITS, _IDENTITY_DIGITS, _POSTCODE_DIGITS = range(7, 16), range(9, 13), range(4, 6)
_MOST_DIGITS = _PHONE_DIGITS[-1]
_LETTERS = frozenset(b"aB")
_FINNISH_DIGITS = 6  # before the sign of the century
_PHONE_COMPARED = 8  # as the search index compares them
_PHONE_ALONE = range(_PHONE_DIGITS[0], _PHONE_COMPARED + 1)
_AT_ONCE = 10_000
_MOST_WORDS = 6
_REMEMBERED = 20_000  # of each kind


class Looked(Protocol):
    """Tokens that answer quickly whether one is among them."""

    def __contains__(self, token: int, /) -> bool: ...

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
        self._known: dict[str, dict[bytes, bool]] = defaultdict(dict)
        self.postcodes_met = 0
        """How often the postcode of somebody who was erased has stood somewhere, whatever stood beside it."""

    def __bool__(self) -> bool:
        return len(self._whole) > 0

    def find(self, block: bytes) -> Iterator[Trace]:
        """Every trace in a block of bytes, however it is written there."""
        if not self:
            return
        yield from self._emails(block)
        shape = _shape_of(block)
        phones: list[tuple[int, int]] = []
        for number in _NUMBER.finditer(shape):
            start, end = number.span()
            if shape.count(b"0", start, end) < end - start:
                yield from self._in_groups(block, shape, start, end)
            elif start and shape[start - 1] in _LETTERS:
                continue  # the tail of a word or of a reference is no number
            elif end - start in _PHONE_ALONE:
                phones.append((start, end))
                if len(phones) == _AT_ONCE:
                    yield from self._phones(block, phones)
                    phones.clear()
            elif end - start == _FINNISH_DIGITS:
                yield from self._finnish(block, start)
            elif end - start <= _MOST_DIGITS and (kind := self._kind(block, block[start:end], start, end)):
                yield Trace(kind, start, end)
        yield from self._phones(block, phones)

    def _phones(self, block: bytes, spans: Sequence[tuple[int, int]]) -> Iterator[Trace]:
        """Numbers that stand alone and are too short for anything but a telephone; of these there may be many."""
        digits = (block[start:end] for start, end in spans)
        for span, token in zip(spans, tokens.of_each(self._mac, "phone", digits), strict=True):
            if token in self._whole:
                yield Trace("phone", *span)

    def _emails(self, block: bytes) -> Iterator[Trace]:
        for after in _AFTER_AT.finditer(block):
            before = _BEFORE_AT.search(block, max(0, after.start() - 64), after.start())
            if before and self._has("email", _text(before.group() + after.group()).rstrip(".-")):
                yield Trace("email", before.start(), after.end())

    def _in_groups(self, block: bytes, shape: bytes, start: int, end: int) -> Iterator[Trace]:
        """The numbers that begin with one of some groups of digits and go on over the next ones."""
        groups: deque[tuple[int, int]] = deque(maxlen=_MOST_DIGITS)
        for group in _GROUP.finditer(shape, start, end):
            if group.start() and shape[group.start() - 1] in _LETTERS:
                continue
            groups.append(group.span())
            if group.end() - group.start() == _FINNISH_DIGITS:
                yield from self._finnish(block, group.start())
            yield from self._ending_with(block, groups)

    def _ending_with(self, block: bytes, groups: Sequence[tuple[int, int]]) -> Iterator[Trace]:
        """The numbers that end with the last of some groups of digits."""
        digits, end = b"", groups[-1][1]
        for start, stop in reversed(groups):
            digits = block[start:stop] + digits
            if len(digits) > _MOST_DIGITS:
                return
            if kind := self._kind(block, digits, start, end):
                yield Trace(kind, start, end)

    def _kind(self, block: bytes, digits: bytes, start: int, end: int) -> str:
        """What some digits are of that which was erased, if anything."""
        length = len(digits)
        if length in _IDENTITY_DIGITS and self._remembered("identity_number", digits, self._whole):
            return "identity_number"
        if length in _PHONE_DIGITS:
            return "phone" if self._remembered("phone", digits[-_PHONE_COMPARED:], self._whole) else ""
        return tokens.RESIDENCE if length in _POSTCODE_DIGITS and self._is_residence(block, digits, start, end) else ""

    def _finnish(self, block: bytes, start: int) -> Sequence[Trace]:
        """Six digits with what follows them in a Finnish identity number."""
        found = _FINNISH.match(block, start)
        if found and self._has("identity_number", _text(found.group())):
            return (Trace("identity_number", *found.span()),)
        return ()

    def _is_residence(self, block: bytes, digits: bytes, start: int, end: int) -> bool:
        if not self._remembered(tokens.POSTCODE, digits, self._parts):
            return False
        self.postcodes_met += 1
        postcode = digits.decode("ascii")
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
        return self._remembered(tokens.NAME, f"w:{word}".encode(), self._parts)

    def _has(self, kind: str, value: str) -> bool:
        return self._remembered(kind, tokens.normalise(kind, value).encode(), self._whole)

    def _remembered(self, kind: str, form: bytes, among: Looked) -> bool:
        """Dates, amounts and words repeat, so what they came to is remembered for a while."""
        forms = self._known[kind]
        known = forms.get(form)
        if known is None:
            if len(forms) >= _REMEMBERED:
                forms.clear()
            known = forms[form] = tokens.of_bytes(self._mac, kind, form) in among
        return known


def _shape_of(block: bytes) -> bytes:
    """The classes of a block's bytes, without the references in it."""
    shape = block.translate(_SHAPE)
    if _REFERENCES_BEGIN in shape:
        for reference in _REFERENCES:
            shape = shape.replace(reference, b"B".ljust(len(reference)))
    return shape


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "ignore")
