"""Finding another person's name or number in a text that several share, by keyed digests alone.

The other person's profile stays sealed: what stands in the text is digested as the search index does it and compared
with the digests of their profile. GDPR art. 15(4), 32.
"""

import re
from collections.abc import Mapping
from typing import Any

from personal_data import tokens
from privacy.policies.copies.others_places import OwnPlaces
from privacy.policies.held_records import MARK

_WORD = re.compile(r"[^\W_]+")
_EMAIL = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:]+\w")
# Digits with what people write between them: identity numbers, telephone numbers, references.
_NUMBER = re.compile(r"\+?\d[\d\s()./+-]{4,}[\dA-Za-z]|\d{6}[-+A-Fa-fU-Yu-y]\d{3}[0-9A-Za-z]")
_EXACT_KINDS = ("identity_number", "phone")
# A name also stands in a text with an ending: Bertils, Virtasen.
_ENDING_LETTERS = 3
_SHORTEST_STEM = 3


class OthersWords:
    """Redacts what belongs to others, given their search tokens; what the reader's own profile holds too stays."""

    def __init__(
        self, index_key: bytes, *, theirs: frozenset[int], own: frozenset[int], places: OwnPlaces | None = None
    ) -> None:
        self._index_key = index_key
        self._places = places or OwnPlaces(())
        self._theirs = theirs - own
        self._known: dict[str, bool] = {}

    def redacted(self, value: Any) -> Any:
        """The value with ``MARK`` for what is another person's: a text, or all texts of lists and mappings."""
        if not self._theirs:
            return value
        if isinstance(value, str):
            return self._in_text(value)
        if isinstance(value, Mapping):
            return {key: self.redacted(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.redacted(each) for each in value]
        return value

    def _in_text(self, text: str) -> str:
        for begin, end in reversed(self._places.others_in(text)):
            text = f"{text[:begin]}{MARK}{text[end:]}"
        text = _EMAIL.sub(lambda found: MARK if self._is("email", found[0].rstrip(".")) else found[0], text)
        text = _NUMBER.sub(self._number, text)
        return _WORD.sub(lambda found: MARK if self._is_name(found[0]) else found[0], text)

    def _number(self, found: re.Match[str]) -> str:
        return MARK if any(self._is(kind, found[0]) for kind in _EXACT_KINDS) else found[0]

    def _is(self, kind: str, value: str) -> bool:
        return bool(tokens.of_query(self._index_key, kind, value) & self._theirs)

    def _is_name(self, word: str) -> bool:
        if word not in self._known:
            shortest = max(_SHORTEST_STEM, len(word) - _ENDING_LETTERS)
            forms = [word, *(word[:length] for length in range(len(word) - 1, shortest - 1, -1))]
            self._known[word] = any(
                tokens.of_query(self._index_key, "name", form, whole=True) & self._theirs for form in forms
            )
        return self._known[word]
