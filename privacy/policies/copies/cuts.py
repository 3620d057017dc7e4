"""What somebody has decided to leave out of what a person is shown, and on which ground (GDPR art. 15(4), 23).

A cut names one field of one row, or one file; with places it takes words out of a text. What is left out is said with
its kind and ground, unless a law forbids even that. Nothing here can leave out everything (ALMI-74).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.policies.held_records import MARK, Datum, HeldFile, HeldRecord, HeldRow
from privacy.policies.withheld import Withheld

LAW, BUSINESS_SECRET, RIGHTS_OF_OTHERS = "law", "business_secret", "rights_of_others"
GRADE = "grade"
"""Left out as a rule and by nobody's hand (INTRUM-119); no ground for leaving anything else out."""
GROUNDS: Mapping[str, str | Promise] = MappingProxyType(
    {
        LAW: _("A law forbids us to show it"),
        BUSINESS_SECRET: _("It is a business secret: know-how, an internal assessment or working material"),
        RIGHTS_OF_OTHERS: _("It would harm the rights or freedoms of others"),
    }
)
_REASON = {
    LAW: Withheld.LAW,
    BUSINESS_SECRET: Withheld.BUSINESS_SECRET,
    RIGHTS_OF_OTHERS: Withheld.ANOTHER_PERSON,
    GRADE: Withheld.GRADE,
}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cut:
    """One decision to leave something out."""

    row: UUID
    """The row, or the file."""
    field: str
    """Table and column of a datum, or the column of a file."""
    ground: str
    citation: str
    is_secret: bool = False
    """Not even that something is left out may be said."""
    spans: tuple[Span, ...] = ()
    """Where the words stand in the text; none for all of it."""
    of_length: int = 0
    """How long the text was: of a text that has changed since, everything is left out."""


Cuts = Mapping[tuple[UUID, str], Cut]


def places_of(words: str, text: str) -> tuple[Span, ...]:
    """Every place where some words stand in a text, as begin and end."""
    found: list[Span] = []
    begin = text.find(words) if words else -1
    while begin >= 0:
        found.append((begin, begin + len(words)))
        begin = text.find(words, begin + len(words))
    return tuple(found)


def by_place(cuts: Iterable[Cut]) -> Cuts:
    """The cuts by row and field."""
    return {(cut.row, cut.field): cut for cut in cuts}


def applied(records: Sequence[HeldRecord], cuts: Cuts) -> tuple[HeldRecord, ...]:
    """The records without what was cut. A record of which nothing is left, and nothing may be said, is not there."""
    if not cuts:
        return tuple(records)
    found = []
    for record in records:
        rows = tuple(left for row in record.rows if (left := _row(row, cuts)) is not None)
        if rows or not record.rows:
            found.append(replace(record, rows=rows))
    return tuple(found)


def leaves_something(records: Iterable[HeldRecord]) -> bool:
    """Whether any datum is still shown: rights of others and secrets cut parts out and never leave nothing."""
    return any(datum.value is not None for record in records for datum in record.data())


def _row(row: HeldRow, cuts: Cuts) -> HeldRow | None:
    data = tuple(kept for each in row.data if (kept := _datum(each, cuts.get((row.id, each.field)))) is not None)
    files = tuple(left for each in row.files if (left := _file(each, cuts.get((each.id, each.kind)))) is not None)
    former = tuple(each for each in row.former if (row.id, each.datum.field) not in cuts)
    if (row.data or row.files) and not (data or files):
        return None
    return replace(row, data=data, files=files, former=former)


def _datum(datum: Datum, cut: Cut | None) -> Datum | None:
    if cut is None or datum.value is None:
        return datum
    text = datum.value
    if cut.spans and isinstance(text, str) and len(text) == cut.of_length:
        shown = _without(text, cut.spans, "" if cut.is_secret else MARK)
        if cut.is_secret:
            return replace(datum, value=shown)
        return replace(datum, value=shown, withheld=_REASON[cut.ground], law=cut.citation)
    if cut.is_secret:
        return None
    return replace(datum, value=None, says="", withheld=_REASON[cut.ground], law=cut.citation)


def _file(file: HeldFile, cut: Cut | None) -> HeldFile | None:
    if cut is None or file.withheld is not None:
        return file
    return None if cut.is_secret else replace(file, withheld=_REASON[cut.ground], law=cut.citation)


def _without(text: str, spans: Iterable[Span], sign: str) -> str:
    for begin, end in sorted(spans, reverse=True):
        text = f"{text[:begin]}{sign}{text[end:]}"
    return text
