"""The page of what we hold: for each category why we have it, whence it came and what it says; for each record its end.

Categories, purposes, legal bases and sources are those of the controller's notice (GDPR art. 15(1)(a), (b), (g)); what
it does not mention stands there all the same, under our own words.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from personal_data.declaration import CATEGORY_LABELS, Category, Source
from privacy.policies.held_records import HeldRecord, Holdings
from privacy.policies.packs import facts as pack_facts
from privacy.policies.packs.items import BasisItem, CategoryItem
from privacy.policies.packs.pack import Pack
from privacy.policies.withheld import WITHHELD_BECAUSE, Reason
from privacy.policies.words import Words
from privacy.portal import datum_words, ending_words
from privacy.portal.datum_words import ShownRow
from privacy.portal.ending_words import EndingWords
from privacy.portal.held_words import BASES, HOLDERS, RECORD_TITLES
from privacy.portal.words import article

_SOURCES: Mapping[Source, Promise] = {
    Source.DATA_SUBJECT: _("From yourself"),
    Source.ONLINE_USE: _("From your use of our online services"),
    Source.REPRESENTATIVE: _("From somebody who speaks for you"),
    Source.CREDITOR: _("From the creditor"),
    Source.CREDIT_BUREAU: _("From a credit information agency"),
    Source.PUBLIC_REGISTER: _("From a public register"),
    Source.AGENCY: _("From our own work"),
    Source.OWN_HISTORY: _("From an earlier matter of yours with us"),
    Source.RECORDING_SYSTEM: _("From the system that records calls"),
    Source.BANK: _("From the bank"),
    Source.OTHER: _("From somebody else"),
}
FEW = 6
"""So many rows of a record stand open; more are folded together."""


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """One record: what it is called, since when we have it, when it goes."""

    place: int
    envelope_id: UUID
    title: str | Promise
    reference: str
    creditor: str
    since: datetime
    is_shared: bool
    ending: EndingWords
    withheld: Reason | None


@dataclass(frozen=True, slots=True)
class ShownPart:
    """What one record holds of one category."""

    record: ShownRecord
    rows: tuple[ShownRow, ...]

    @property
    def is_long(self) -> bool:
        """Whether the rows are folded."""
        return len(self.rows) > FEW


@dataclass(frozen=True, slots=True)
class ShownBasis:
    """One legal basis: in words, the law or interest, and the article."""

    says: str | Promise
    detail: str
    article: str


@dataclass(frozen=True, slots=True)
class ShownPurpose:
    """One purpose with what it rests on."""

    says: Words
    bases: tuple[ShownBasis, ...]


@dataclass(frozen=True, slots=True)
class ShownCategory:
    """One category of data."""

    place: int
    title: Words | Promise
    purposes: tuple[ShownPurpose, ...]
    sources: tuple[Words | Promise, ...]
    parts: tuple[ShownPart, ...]


def records_of(found: Holdings, pack: Pack, *, today: date) -> list[ShownRecord]:
    """The records, in the order in which they are held."""
    return [
        ShownRecord(
            place,
            record.envelope_id,
            RECORD_TITLES.get(record.record_class.name, record.record_class.label),
            record.reference,
            record.creditor,
            record.since,
            record.is_shared,
            ending_words.of_ending(record.ending, record_class=record.record_class.name, pack=pack, today=today),
            WITHHELD_BECAUSE[record.withheld] if record.withheld else None,
        )
        for place, record in enumerate(found.records, 1)
    ]


def categories_of(found: Holdings, shown: Sequence[ShownRecord], pack: Pack) -> list[ShownCategory]:
    """What is held of each category of the notice, then of those that it does not name."""
    facts = pack_facts.purposes(pack, found.categories)
    page = []
    for place, (item, categories) in enumerate(_groups(found, pack), 1):
        purposes = (each.purpose for each in facts if item in each.categories)
        page.append(
            ShownCategory(
                place,
                item.text if item else CATEGORY_LABELS[next(iter(categories))],
                tuple(ShownPurpose(each.text, tuple(_basis(basis) for basis in each.bases)) for each in purposes),
                tuple(_sources(found, categories, pack)),
                tuple(_parts(found.records, shown, categories, pack_facts.source_texts(pack))),
            )
        )
    return page


def _groups(found: Holdings, pack: Pack) -> Iterator[tuple[CategoryItem | None, frozenset[Category]]]:
    left = set(found.categories)
    for item in pack_facts.categories(pack, found.categories):
        mine = left & set(item.held_as)
        if mine:
            left -= mine
            yield item, frozenset(mine)
    for category in sorted(left):
        yield None, frozenset({category})


def _parts(
    records: Sequence[HeldRecord],
    shown: Sequence[ShownRecord],
    categories: Collection[Category],
    sources: Mapping[str, Words],
) -> Iterator[ShownPart]:
    for record, title in zip(records, shown, strict=True):
        rows = [datum_words.of_row(row, categories, sources) for row in record.rows]
        held = tuple(row for row in rows if row is not None)
        if held:
            yield ShownPart(title, held)


def _sources(found: Holdings, categories: Collection[Category], pack: Pack) -> Iterator[Words | Promise]:
    own = found.sources_of(categories)
    yield from (item.text for item in pack_facts.sources(pack, own, found.source_keys_of(categories)))
    yield from (_SOURCES[each] for each in sorted(pack_facts.undeclared_sources(pack, own)))


def _basis(item: BasisItem) -> ShownBasis:
    interest = str(item.interest or "")
    if item.interest and item.holder:
        interest = f"{item.interest} ({HOLDERS[item.holder]})"
    detail = "; ".join(each for each in (item.law, interest) if each)
    return ShownBasis(BASES[item.article], detail, article(item.article))
