"""Addresses and telephone numbers in a text that several persons share: what is not the reader's own is cut out.

Addresses have no search digests, so they are known by their form: a street of the Nordic countries with its number, a
postcode with its place. What only looks like one is cut as well: a word too few can be asked for, a neighbour's address
cannot be called back (GDPR art. 15(4)).
"""

import re
from collections.abc import Iterable

_STREET_ENDS = (
    "gatan|gata|vägen|väg|gränd|gränden|stigen|torget|torg|backen|allén|allé|kajen|leden|"
    "katu|tie|kuja|polku|kaari|raitti|tori|ranta|"
    "gate|gaten|gata|vei|veien|veg|vegen|stien|plass|plassen|"
    "gade|vej|stræde|plads|torv|"
    "street|road"
)
_TOWN = r"[A-ZÅÄÖÆØ][\w-]+"
_PLACE = rf"(?:[A-Z]{{2}}-)?(?:\d{{3}} ?\d{{2}})\s+{_TOWN}"
# After a street also the postcodes of four digits, which alone might be a year or an hour.
_AFTER_STREET = rf"(?:\s*,?\s*(?:{_PLACE}|\d{{4}}\s+{_TOWN}))?"
_NAMED = rf"(?:{_TOWN}\s+)?[\w-]*(?i:{_STREET_ENDS})"
_DOOR = r"\d{1,4}(?:\s?[A-Za-z]\b)?(?:\s+(?:lgh|as\.?|bst\.?)\s*\d+)?"
_ADDRESS = re.compile(rf"\b(?:{_NAMED}\s+{_DOOR}{_AFTER_STREET}|{_PLACE})")
_PHONE = re.compile(r"(?<![\w-])(?:\+|00?)\d[\d\s()./-]{5,}\d(?!\w)")
_WORDS = re.compile(r"[^\W_]+")


class OwnPlaces:
    """The reader's own addresses and numbers, present and former, as texts that stay."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._own = tuple(_plain(text) for text in texts if text.strip())

    def others_in(self, text: str) -> list[tuple[int, int]]:
        """Where another's address or number stands in a text, as pairs of begin and end that do not overlap."""
        spans = [found.span() for found in _ADDRESS.finditer(text) if not self._is_own(found[0])]
        spans += [found.span() for found in _PHONE.finditer(text) if not self._is_own_number(found[0])]
        kept: list[tuple[int, int]] = []
        for begin, end in sorted(spans):
            if not kept or begin >= kept[-1][1]:
                kept.append((begin, end))
        return kept

    def _is_own(self, text: str) -> bool:
        plain = _plain(text)
        return any(plain in own or own in plain for own in self._own)

    def _is_own_number(self, text: str) -> bool:
        digits = re.sub(r"\D", "", text)[-8:]
        return any(re.sub(r"\D", "", own)[-8:] == digits for own in self._own)


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))
