"""Search tokens: keyed 64-bit digests of normalised values.

Exact for identity numbers, e-mail, phone and references; whole words and prefixes of three and five letters for
names. Without the controller's index key a token says nothing but how often it occurs.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from struct import Struct

from personal_data.macs import Mac

_BEGINNING = Struct(">q").unpack_from
_WORD = re.compile(r"[^\W_]+")
_NOT_DIGITS = re.compile(r"\D+")
_SPACES_AND_HYPHENS = re.compile(r"[\s\-]+")
# Of the signs only the plus says something: the century of a Finnish number.
_SIGNS = re.compile(r"[^\w+]+|_+")
PREFIX_LENGTHS = (3, 5)
_PHONE_DIGITS = 8
NAME = "name"
POSTCODE = "postcode"
RESIDENCE = "residence"
"""A full name with the postcode at which it lives: together they are somebody, each alone is not."""
BIRTH = "birth"
"""A full name with a date of birth, which several people may share: found by it, known by it nobody is."""
BIRTH_AT_HOME = "birth_at_home"
"""The same with the address: by this somebody is recognised who is named without an identity number (ADR 66)."""
_AS_GIVEN = (RESIDENCE, BIRTH, BIRTH_AT_HOME)
_PARTS = (NAME, POSTCODE, BIRTH)
"""What identifies nobody by itself: neither the suppression list nor the check for what was left over goes by it."""


def token(index_key: bytes, kind: str, value: str) -> int:
    """One token as a signed 64-bit integer."""
    return of(Mac(index_key), kind, value)


def of(mac: Mac, kind: str, value: str) -> int:
    """One token of a form of a value, under a key whose two passes have been made."""
    return of_bytes(mac, kind, value.encode())


def of_bytes(mac: Mac, kind: str, value: bytes) -> int:
    """The same of a form as it stands among bytes."""
    return int.from_bytes(mac(b"%b\x00%b" % (kind.encode(), value))[:8], "big", signed=True)


def of_each(mac: Mac, kind: str, values: Iterable[bytes]) -> Iterator[int]:
    """The same of many forms, in their order."""
    before = kind.encode() + b"\x00"
    for digest in mac.each(before + value for value in values):
        yield _BEGINNING(digest)[0]


def of_value(index_key: bytes, kind: str, value: str) -> set[int]:
    """All tokens under which a value can be found."""
    mac = Mac(index_key)
    return {of(mac, kind, form) for form in _stored_forms(kind, value)}


class Entry:
    """The tokens of one envelope on their way into the index: those of whole values apart from those of ``_PARTS``."""

    __slots__ = ("parts", "whole")

    def __init__(self, tokens: Sequence[int] = (), whole_count: int = 0) -> None:
        self.whole, self.parts = set(tokens[:whole_count]), set(tokens[whole_count:])

    def add(self, kind: str, found: Iterable[int]) -> None:
        """Add what a value of some kind is found by."""
        (self.parts if kind in _PARTS else self.whole).update(found)

    def ordered(self) -> tuple[list[int], int]:
        """All tokens, those of whole values first, and how many of these there are."""
        return [*sorted(self.whole), *sorted(self.parts - self.whole)], len(self.whole)


class Remembering:
    """Tokens of many values under one key; the words of names repeat, so theirs are remembered for a batch."""

    def __init__(self, index_key: bytes) -> None:
        self._mac = Mac(index_key)
        self._words: dict[str, frozenset[int]] = {}

    def __call__(self, kind: str, value: str) -> set[int]:
        """All tokens under which a value can be found."""
        if kind != NAME:
            return {of(self._mac, kind, form) for form in _stored_forms(kind, value)}
        found: set[int] = set()
        for word in words_of(value):
            known = self._words.get(word)
            if known is None:
                known = frozenset(of(self._mac, kind, form) for form in _stored_forms(kind, word))
                self._words[word] = known
            found |= known
        return found


def of_query(index_key: bytes, kind: str, text: str, *, whole: bool = False) -> set[int]:
    """The tokens that an envelope must all have to answer a query; empty when the text is too short.

    ``whole`` asks for whole words only; without it the words of a name may be beginnings.
    """
    mac = Mac(index_key)
    return {of(mac, kind, form) for form in _asked_forms(kind, text, whole=whole)}


def with_century(number: str) -> list[str]:
    """The identity numbers of twelve digits that ``number`` is the end of; none unless it has ten digits."""
    normalised = normalise("identity_number", number)
    return [f"{century:02}{normalised}" for century in range(100)] if _is_digits(normalised, 10) else []


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def _stored_forms(kind: str, value: str) -> set[str]:
    if kind == NAME:
        words = words_of(value)
        return {f"w:{word}" for word in words} | {
            f"p:{word[:length]}" for word in words for length in PREFIX_LENGTHS if len(word) >= length
        }
    normalised = normalise(kind, value)
    forms = {normalised} if normalised else set()
    if kind == "identity_number" and _is_digits(normalised, 12):
        forms.add(normalised[2:])  # a Swedish number is also asked for without its century
    return forms


def _asked_forms(kind: str, text: str, *, whole: bool) -> set[str]:
    if kind != NAME:
        normalised = normalise(kind, text)
        return {normalised} if normalised else set()
    forms = set()
    for word in words_of(text):
        fitting = [length for length in PREFIX_LENGTHS if length <= len(word)]
        forms.add(f"p:{word[: fitting[-1]]}" if fitting and not whole else f"w:{word}")
    return forms


def normalise(kind: str, value: str) -> str:
    """The form of a value that is compared. Foreign identity numbers have dots and slashes in some files and none in
    others. The Finnish century separator is part of the identity and stays."""
    if kind == "phone":
        return _NOT_DIGITS.sub("", value)[-_PHONE_DIGITS:]
    if kind == "email":
        return value.strip().lower()
    if kind in _AS_GIVEN:
        return value
    if kind == "identity_number":
        return _SIGNS.sub("", value).upper()
    return _SPACES_AND_HYPHENS.sub("", value).upper()


def residence(words: Iterable[str], postcode: str) -> str:
    """How a name and a postcode are compared together: the words in whatever order, the digits without spaces."""
    digits = _NOT_DIGITS.sub("", postcode)
    return f"{' '.join(sorted(set(words)))}@{digits}" if digits else ""


def of_residence(residence: str) -> dict[str, str]:
    """By what a residence is found: as a whole, and its postcode as a part of it."""
    return {RESIDENCE: residence, POSTCODE: residence.rpartition("@")[2]} if residence else {}


def words_of(text: str) -> set[str]:
    """The words of a name as they are compared."""
    return set(words_in(text))


def words_in(text: str) -> list[str]:
    """The words of a text in their order, as they are compared."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
