"""Which details may be kept of a debtor, from which sources, and what must be said with them (GDPR art. 5(1)(b)-(d)).

What a controller may keep and from whom is what its published notice says; a notice that does not name a source or a
category refuses it (GDPR art. 14(1)(d), 14(2)(f)).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from babel import Locale

from collections_app.models.debtor import DebtorKind
from collections_app.models.detail import CATEGORY_OF, CONTACT_KINDS, ChannelStatus, DetailKind
from personal_data import national_ids, tokens
from personal_data.declaration import Category, Source

K = DetailKind
# A register or a trader is asked for something: what for is written down. So is why a vehicle matters at all.
LOOKED_UP = frozenset({Source.PUBLIC_REGISTER, Source.CREDIT_BUREAU, Source.OTHER})
_NEEDED_FOR = frozenset({K.VEHICLE, K.TAX})
# Of a company nobody asks what only a person has, and of a person nobody enters contact persons (AXACTOR-30, OPR-30).
_OF_PERSONS = frozenset({K.INCOME, K.EMPLOYER, K.OCCUPATION, K.LANGUAGE, K.GUARDIAN})
_OF_BUSINESSES = frozenset({K.COMPANY, K.BUSINESS_ID})
# Until somebody has looked at it, nothing is done that presses for payment (INTRUM-71, -72).
HITS = frozenset({K.INSOLVENCY, K.GUARDIAN, K.SANCTION})
# Only those who work the case see what was told in confidence or says how somebody lives (AMILI-12, INTRUM-16, -19).
CONFIDENTIAL = frozenset({K.EXPLANATION, K.INCOME, K.TAX, K.EMPLOYER, K.ASSETS, K.DEBTS, K.VEHICLE, K.CREDIT_HISTORY,
                          K.OCCUPATION, K.GUARANTEE, K.SHARES, K.TIES, K.SANCTION})  # fmt: skip
# How somebody lives decides nothing in collection, unless the notice names it for that (ALMI-12).
_DECIDES_NOTHING = frozenset({Category.PROFILE})
_LANGUAGES = frozenset(Locale("en").languages)
_TOKENS: Mapping[str, str] = MappingProxyType({K.PHONE: "phone", K.EMAIL: "email"})


@dataclass(frozen=True, slots=True)
class Supplier:
    """A source of the notice: what it brings, by which names it goes now and went before; some few may be read of."""

    key: str
    source: Source
    brings: frozenset[str]
    names: tuple[str, ...] = ()
    formerly: Mapping[str, str] = field(default_factory=dict)
    guarded: frozenset[str] = frozenset()
    text: object = ""
    """How the notice calls it, in the reader's language."""

    def named(self, name: str) -> str:
        """The name of today for a name that was given; empty where none is needed or it is not one of this source."""
        if not name and len(self.names) == 1:
            return self.names[0]
        today = self.formerly.get(name, name)
        return today if not self.names or today in self.names else ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a notice allows: the categories that it names, and the sources."""

    categories: frozenset[Category] = frozenset()
    suppliers: tuple[Supplier, ...] = ()
    collected_with: frozenset[Category] = frozenset()
    """The categories that the notice names for collecting."""
    buys_claims: bool = False
    """The notice says that the controller buys claims and becomes the contracting party."""

    def supplier(self, key: str) -> Supplier | None:
        """The source of that key."""
        return next((each for each in self.suppliers if each.key == key), None)

    def kinds(self) -> list[str]:
        """The kinds that some source of the notice brings, of the categories that it names."""
        brought = frozenset[str]().union(*(each.brings for each in self.suppliers))
        return [each for each in DetailKind.values if each in brought and CATEGORY_OF[each] in self.categories]

    def serves_collection(self, kind: str) -> bool:
        """Whether those who work a case may go by such a detail."""
        return CATEGORY_OF[kind] not in _DECIDES_NOTHING or CATEGORY_OF[kind] in self.collected_with


NOTHING = Terms()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Said:
    """What somebody wants to enter. ``told_by`` is the name of the register, trader, list or representative; of what is
    known from an earlier case, the number of that case. ``edition`` is that of a sanctions list."""

    kind: str
    value: str
    source_key: str
    obtained_on: date
    told_by: str = ""
    authority: str = ""
    why: str = ""
    edition: str = ""
    until: date | None = None
    status: str = ""


def refusal(said: Said, *, terms: Terms, debtor_kind: str, country: str, today: date) -> str:
    """Why it may not be kept, as a code; empty when it may."""
    supplier = terms.supplier(said.source_key)
    if CATEGORY_OF.get(said.kind) not in terms.categories:
        return "category_not_named"
    if supplier is None:
        return "source_not_named"
    if said.kind not in supplier.brings:
        return "not_from_there"
    if said.kind in (_OF_PERSONS if debtor_kind == DebtorKind.COMPANY else ()):
        return "of_persons_only"
    if said.kind in (_OF_BUSINESSES if debtor_kind == DebtorKind.PERSON else ()):
        return "of_businesses_only"
    return _unsaid(said, supplier) or _malformed(said, debtor_kind, country) or _wrong_days(said, today)


def _unsaid(said: Said, supplier: Supplier) -> str:
    """What must be said and is not."""
    is_outside, told_by = supplier.source in LOOKED_UP, said.told_by.strip()
    is_named, speaks = bool(supplier.named(told_by)), supplier.source is Source.REPRESENTATIVE
    missing = {
        "value_missing": not said.value.strip(),
        "name_unknown": bool(told_by) and not is_named,
        "name_missing": (is_outside or speaks) and not is_named,
        "authority_missing": speaks and not said.authority.strip(),
        "no_earlier_case": supplier.source is Source.OWN_HISTORY and not told_by,
        "edition_missing": said.kind == K.SANCTION and not said.edition.strip(),
        "need_missing": (is_outside or said.kind in _NEEDED_FOR) and not said.why.strip(),
    }
    return next((code for code, is_so in missing.items() if is_so), "")


def _malformed(said: Said, debtor_kind: str, country: str) -> str:
    """A mother tongue is a code by which letters choose theirs (OPR-28). A business has a registration number of its
    country; that of a sole trader may be the person's own (OPR-30)."""
    if said.kind == K.LANGUAGE:
        return "" if said.value.strip().lower() in _LANGUAGES else "language_unknown"
    if said.kind != K.BUSINESS_ID:
        return ""
    try:
        number = national_ids.parse(country, said.value)
    except national_ids.Invalid:
        return "number_unknown"
    return "number_unknown" if number.is_personal and debtor_kind != DebtorKind.SOLE_TRADER else ""


def _wrong_days(said: Said, today: date) -> str:
    if said.obtained_on > today:
        return "in_future"
    return "ends_before_it_began" if said.until is not None and said.until < said.obtained_on else ""


def status_of(said: Said, supplier: Supplier) -> str:
    """Whether a contact may be used: what traders sell is checked first (INTRUM-77); nothing for other details."""
    if said.kind not in CONTACT_KINDS:
        return ""
    if said.status == ChannelStatus.UNUSABLE:
        return ChannelStatus.UNUSABLE
    return ChannelStatus.UNVERIFIED if supplier.source is Source.OTHER else ChannelStatus.USABLE


def is_stale(source: str, obtained_on: date, today: date, *, days: int) -> bool:
    """Whether what was looked up is too old to decide anything by; what a person or creditor said does not age so."""
    return source in LOOKED_UP and obtained_on + timedelta(days=days) < today


def is_same_channel(kind: str, one: str, other: str) -> bool:
    """Whether two ways of contact are one: signs and country codes make no difference."""
    token = _TOKENS.get(kind)
    if token is None:
        return one.split() == other.split()
    return tokens.normalise(token, one) == tokens.normalise(token, other)


@dataclass(frozen=True, slots=True, repr=False)
class Channel:
    """A way of contact as it stands: ``since`` is the day from which its source told it."""

    kind: str
    value: str
    status: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def standing(channels: Iterable[Channel], kind: str, value: str, day: date) -> str:
    """What is known of a way of contact on a day: the newest word decides, what has lapsed is unusable, else empty."""
    about = [each for each in channels if each.kind == kind and is_same_channel(kind, each.value, value)]
    newest = max(about, key=lambda each: each.since, default=None)
    if newest is None:
        return ""
    return newest.status if newest.holds(day) else ChannelStatus.UNUSABLE
