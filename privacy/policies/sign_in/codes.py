"""What is typed at sign-in from a letter: the code and the case number, as tolerant as a tired reader needs.

A code has fifteen random characters and one that checks them. The 23 characters look like no other one, and 23 is a
prime, so the check finds every single mistake and every two neighbours exchanged. 15 x log2(23) = 67.8 bits.
"""

import re
from collections.abc import Callable, Sequence

ALPHABET = "23456789CDFHJKMNPRTVWXY"
RANDOM_CHARACTERS = 15
_GROUP = 4
# What a character of ours is mistaken for when it is typed by hand.
_MEANT = str.maketrans({"S": "5", "B": "8", "Z": "2", "G": "6"})
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015_.]+")
_CASE = re.compile(r"K?([0-9]{4})([0-9]{6,12})")


class Mistyped(ValueError):
    """What was typed can be no code or case number, whatever is on file."""


def make(choose: Callable[[Sequence[str]], str]) -> str:
    """A code without groups; ``choose`` picks one character at random (``secrets.choice``)."""
    characters = [choose(ALPHABET) for _ in range(RANDOM_CHARACTERS)]
    return "".join([*characters, _check(characters)])


def grouped(code: str) -> str:
    """A code as it is printed: 7KWX-M2FD-9TRW-4HPN."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def read_code(typed: str) -> str:
    """The code that was typed, without groups. Raises Mistyped when a character is wrong or missing."""
    code = _BETWEEN.sub("", typed).upper().translate(_MEANT)
    if len(code) != RANDOM_CHARACTERS + 1 or set(code) - set(ALPHABET) or _check(code[:-1]) != code[-1]:
        raise Mistyped("A code has sixteen characters, and the last one belongs to the others.")
    return code


def read_case_number(typed: str) -> str:
    """The case number that was typed, as it is written: K-2026-000123. Raises Mistyped."""
    parts = _CASE.fullmatch(_BETWEEN.sub("", typed).upper())
    if not parts:
        raise Mistyped("A case number looks like K-2026-000123.")
    return f"K-{parts[1]}-{parts[2]}"


def _check(characters: Sequence[str]) -> str:
    weighted = sum(place * ALPHABET.index(each) for place, each in enumerate(characters, start=1))
    return ALPHABET[weighted % len(ALPHABET)]
