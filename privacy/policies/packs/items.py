"""The items of a policy pack: who, what, whence and why. Each carries the requirement rows that it honours."""

from dataclasses import dataclass
from datetime import date

from collections_app.models import DetailKind
from collections_app.policies.calls import ListeningPurpose
from personal_data.declaration import Category, Source
from personal_data.purposes import Purpose
from privacy.policies.packs.terms import Basis, BusinessRole, CheckKey, ContactKind, Holder, Sensitivity
from privacy.policies.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One statement of a notice, or a default of ours where the notice is silent."""

    rows: tuple[str, ...] = ()
    silent: bool = False
    """The notice does not say it; it is what the law or our default demands."""
    checks: tuple[CheckKey, ...] = ()
    """The checks of the compliance monitor that measure whether it is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Item):
    """A company behind the notice, by its legal name."""

    key: str
    name: str
    country: str
    company_number: str = ""
    licensed_by: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Item):
    """A line of business: which companies stand for it, and in which role."""

    key: str
    text: Words
    entities: tuple[str, ...]
    role: BusinessRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Version(Item):
    """One published version: from which day it binds, and the digest of the text as it was captured."""

    name: str
    captured_on: date
    sha256: str
    effective_on: date | None = None
    """None for a text without a date: it counts as in force until a later version."""
    significant: bool = False
    """It changes so much that those whom it concerns are told (ALMI-114; GDPR art. 12(1), 13(3))."""
    changes: Words | None = None
    """What it changes, for them to read, in every language of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Item):
    """The published notice: its title, the publisher's site, its versions from the oldest on."""

    title: Words
    site: str
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Item):
    """A contact point (GDPR art. 13(1)(a) and (b))."""

    kind: ContactKind
    email: str = ""
    post: str = ""
    phone: str = ""
    hours: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Jurisdiction(Item):
    """Whose law and whose authority apply; independent of the language of the notice (INTRUM-152)."""

    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryItem(Item):
    """A category of personal data, and as which declared categories the product holds it; none where it does not."""

    key: str
    text: Words
    held_as: tuple[Category, ...] = ()
    sensitivity: Sensitivity = Sensitivity.ORDINARY


@dataclass(frozen=True, slots=True)
class SourceName:
    """A register or company by its name of today, and by those that it had; ``guarded`` are read by few (art. 10)."""

    name: str
    formerly: tuple[str, ...] = ()
    guarded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceItem(Item):
    """Where data come from (GDPR art. 14(2)(f), 15(1)(g)), and which details about a debtor it brings.

    ``names`` are the registers or companies that it consists of; where there are none, the name is written each time.
    """

    key: str
    text: Words
    source: Source
    brings: tuple[DetailKind, ...] = ()
    names: tuple[SourceName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisItem(Item):
    """A legal basis, with the law of a duty or a public task, or the interest and whose it is."""

    article: Basis
    law: str = ""
    interest: Words | None = None
    holder: Holder | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PurposeItem(Item):
    """Why data are processed, on which bases, for which lines, with which categories.

    ``opens`` are the purposes of opening that serve it, ``listens`` those of listening to recorded calls.
    """

    key: str
    text: Words
    lines: tuple[str, ...]
    bases: tuple[BasisItem, ...]
    categories: tuple[str, ...]
    opens: tuple[Purpose, ...] = ()
    listens: tuple[ListeningPurpose, ...] = ()
