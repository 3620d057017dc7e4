"""What an identity or organisation number is, whichever of the four countries issued it."""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """The registers' own names for the numbers they issue."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    ORGANISATIONSNUMMER = "organisationsnummer"
    HENKILOTUNNUS = "henkilotunnus"
    Y_TUNNUS = "y_tunnus"
    FODSELSNUMMER = "fodselsnummer"
    D_NUMMER = "d_nummer"
    ORGANISASJONSNUMMER = "organisasjonsnummer"
    CPR = "cpr"
    CVR = "cvr"


ORGANISATION_KINDS = frozenset({Kind.ORGANISATIONSNUMMER, Kind.Y_TUNNUS, Kind.ORGANISASJONSNUMMER, Kind.CVR})

# Where a normalised number is broken when it is shown: the length of the first part and what stands between the parts.
_BREAKS = {
    Kind.PERSONNUMMER: (8, "-"),
    Kind.SAMORDNINGSNUMMER: (8, "-"),
    Kind.ORGANISATIONSNUMMER: (6, "-"),
    Kind.FODSELSNUMMER: (6, " "),
    Kind.D_NUMMER: (6, " "),
    Kind.CPR: (6, "-"),
}


class Invalid(ValueError):
    """The text is not a number of that country; the message says why and never repeats the text."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, repr=False)
class NationalId:
    """A well-formed number (not: one that exists), normalised so that equal numbers are equal texts.

    `birth_date` is only what the number itself can tell; where it cannot, it is None. `warnings` hold codes of soft
    doubts that never make the number wrong.
    """

    country: str
    kind: Kind
    normalised: str
    birth_date: date | None = None
    is_test: bool = False
    warnings: tuple[str, ...] = field(default=())

    @property
    def is_personal(self) -> bool:
        """Whether it identifies a natural person: a sole trader's organisation number is the owner's own number."""
        return self.kind not in ORGANISATION_KINDS

    @property
    def formatted(self) -> str:
        """The number as its register writes it."""
        length, between = _BREAKS.get(self.kind, (0, ""))
        return f"{self.normalised[:length]}{between}{self.normalised[length:]}"

    @property
    def masked(self) -> str:
        """The number as a screen shows it: enough to tell two people of one household apart, too little to use."""
        hidden = 5 if self.kind in (Kind.FODSELSNUMMER, Kind.D_NUMMER) else 4
        return mask(self.formatted, hidden=hidden)

    def __repr__(self) -> str:
        return f"<NationalId {self.country} {self.kind.value}>"


_SIGN = re.compile(r"[^\W_]")


def mask(text: str, *, hidden: int = 4) -> str:
    """Replace the last letters and digits of any number, checked or as given, with dots."""
    shown = len(_SIGN.findall(text)) - hidden
    position = -1

    def cover(match: re.Match[str]) -> str:
        nonlocal position
        position += 1
        return match.group() if position < shown else "•"

    return _SIGN.sub(cover, text)


# Look-alikes of the hyphen, then characters that take no room at all.
_REPLACED: dict[int, str] = {
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0xFE63, 0xFF0D), "-"),
    **dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF), ""),
}
_LONGEST = 40


def compact(text: str) -> str:
    """Take away what typing and copying add: spaces of any width, invisible characters, look-alikes of the hyphen."""
    if len(text) > _LONGEST:
        raise Invalid("format", "The number is far too long. Write the number alone.")
    if not text.isascii():
        text = text.translate(_REPLACED)
    return "".join(text.split()).upper()
