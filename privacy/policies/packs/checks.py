"""What must hold between the parts of a pack, beyond each part being well formed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from personal_data.declaration import BY_NOTICE, Category, Source
from privacy.models import Right
from privacy.policies.authorities import AUTHORITIES
from privacy.policies.erasure_grounds import ASKED, NOT_ENOUGH, REFUSALS
from privacy.policies.packs import versions
from privacy.policies.packs.items import BasisItem, Item
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.reading import Contradiction, MissingPart, PackProblem, UnknownReference, UnknownRow
from privacy.policies.packs.reading import UnknownValue as Unknown
from privacy.policies.packs.terms import AutomatedMode, Basis, ContactKind, Feature, Limit, TransferPolicy
from privacy.policies.words import LANGUAGES

_NEEDS_LAW = {Basis.LEGAL_DUTY, Basis.PUBLIC_TASK}
_RIGHTS_OF_ALL = (
    Right.ACCESS,
    Right.RECTIFICATION,
    Right.ERASURE,
    Right.RESTRICTION,
    Right.OBJECTION,
    Right.PORTABILITY,
)
_SOURCES_OF_ALL = (Source.DATA_SUBJECT, Source.CREDITOR, Source.AGENCY)
_NO_DECISIONS = {AutomatedMode.OFF, AutomatedMode.NEVER}


def items(pack: Pack) -> Iterator[tuple[str, Item]]:
    """Every item of a pack with its key in the file, items inside items too."""
    yield from _inside(pack, "")


def _inside(part: Any, prefix: str) -> Iterator[tuple[str, Item]]:
    if isinstance(part, Item):
        yield prefix, part
    for field in fields(part):
        value = getattr(part, field.name)
        path = f"{prefix}.{field.name}" if prefix else field.name
        for number, each in enumerate(value if isinstance(value, tuple) else (value,), 1):
            if is_dataclass(each):
                name = f"{path}[{getattr(each, 'key', number)}]" if isinstance(value, tuple) else path
                yield from _inside(each, name)


def check(pack: Pack, file: str) -> None:
    """Raise the first PackProblem that is found in the whole of a pack."""
    for problem in _problems(pack, file):
        raise problem


def _problems(pack: Pack, file: str) -> Iterator[PackProblem]:
    for judge in (_rows, _keys, _references, _bases, _categories, _rights, _decisions, _transfers, _places, _erasure):
        for key, problem, says in judge(pack):
            yield problem(f"{file}: {key}", says)


Found = Iterator[tuple[str, type[PackProblem], str]]


def _rows(pack: Pack) -> Found:
    known = pack.requirement_rows.known()
    for key, item in items(pack):
        for row in item.rows:
            if row not in known:
                yield f"{key}.rows", UnknownRow, f"there is no requirement row {row} of this notice."
        if not item.rows and not item.silent:
            yield f"{key}.rows", MissingPart, "name the requirement rows, or say silent = true for a default of ours."


def _keys(pack: Pack) -> Found:
    yield from versions.judge(pack)
    for name in ("entities", "lines", "categories", "sources", "purposes", "recipients", "keeping", "kept_to_the_law"):
        for key, count in Counter(each.key for each in getattr(pack, name)).items():
            if count > 1:
                yield f"{name}[{key}]", Contradiction, f"{count} items have this key."


def _references(pack: Pack) -> Found:
    def missing(key: str, named: tuple[str, ...], among: tuple[Any, ...]) -> Found:
        for name in named:
            if name not in {each.key for each in among}:
                yield key, UnknownReference, f"nothing here is called {name!r}."

    for line in pack.lines:
        yield from missing(f"lines[{line.key}].entities", line.entities, pack.entities)
    for purpose in pack.purposes:
        yield from missing(f"purposes[{purpose.key}].lines", purpose.lines, pack.lines)
        yield from missing(f"purposes[{purpose.key}].categories", purpose.categories, pack.categories)
    for route in pack.transfers.routes:
        yield from missing(f"transfers.routes[{route.key}].recipients", route.recipients, pack.recipients)


def _bases(pack: Pack) -> Found:
    for purpose in pack.purposes:
        if not purpose.bases:
            yield f"purposes[{purpose.key}].bases", MissingPart, "no processing without a legal basis (art. 6)."
        for number, basis in enumerate(purpose.bases, 1):
            yield from _basis(basis, f"purposes[{purpose.key}].bases[{number}]")


def _basis(basis: BasisItem, key: str) -> Found:
    """A duty and a public task rest on a law, an interest is named with its holder; no other basis has either."""
    if (basis.article in _NEEDS_LAW) != bool(basis.law):
        problem = MissingPart if basis.article in _NEEDS_LAW else Contradiction
        yield f"{key}.law", problem, "a duty or a public task, and nothing else, cites its law (art. 6(3))."
    wanted = basis.article is Basis.LEGITIMATE_INTEREST
    for name, value in (("interest", basis.interest), ("holder", basis.holder)):
        if wanted != (value is not None):
            problem = MissingPart if wanted else Contradiction
            yield f"{key}.{name}", problem, "a legitimate interest, and nothing else, is named (art. 13(1)(d))."


def _categories(pack: Pack) -> Found:
    held = {category for item in pack.categories for category in item.held_as}
    for category in Category:
        if category not in held | BY_NOTICE and category is not Category.STAFF:
            says = f"nothing says {category.value!r}, which the product may hold (art. 15(1)(b))."
            yield "categories", MissingPart, says
    for source in _SOURCES_OF_ALL:
        if source not in {item.source for item in pack.sources}:
            yield (
                "sources",
                MissingPart,
                f"nothing says {source.value!r}, from which every agency has data (art. 15(1)(g)).",
            )


def _rights(pack: Pack) -> Found:
    offered = [each.right for each in pack.rights]
    for right in _RIGHTS_OF_ALL:
        if right not in offered:
            yield "rights", MissingPart, f"the right {right.value!r} cannot be left out (GDPR chapter III)."
    for right, count in Counter(offered).items():
        if count > 1:
            yield "rights", Contradiction, f"{right.value!r} is there {count} times."
    for limit in (limit for each in pack.rights for limit in each.limits):
        if bool(limit.fee_minor) != bool(limit.fee_currency) or limit.fee_minor < 0:
            yield "rights", Contradiction, "a fee has an amount and a currency."
        if limit.fee_minor and (limit.limit is not Limit.FURTHER_COPIES_COST or limit.silent):
            yield "rights", Contradiction, "only further copies may cost a fee, and only where the notice says so."
    on_consent = any(basis.article is Basis.CONSENT for each in pack.purposes for basis in each.bases)
    if on_consent and Right.WITHDRAWAL not in offered:
        yield "rights", MissingPart, "consent is a basis here, so 'withdrawal' must be offered (art. 7(3))."
    if pack.automated_decisions.mode not in _NO_DECISIONS and Right.HUMAN_REVIEW not in offered:
        yield "rights", MissingPart, "machines decide here, so 'human_review' must be offered (art. 22(3))."


def _decisions(pack: Pack) -> Found:
    said = pack.automated_decisions
    for name in ("logic", "inputs", "significance", "human_review"):
        if bool(getattr(said, name)) == (said.mode in _NO_DECISIONS):
            problem = Contradiction if said.mode in _NO_DECISIONS else MissingPart
            yield f"automated_decisions.{name}", problem, f"does not fit the mode {said.mode.value!r} (art. 15(1)(h))."


def _transfers(pack: Pack) -> Found:
    said = pack.transfers
    if said.policy is TransferPolicy.INSIDE_EU and said.routes:
        yield "transfers.routes", Contradiction, "nothing leaves the Union here, so there is no route out of it."
    for route in said.routes:
        if not route.safeguards:
            yield f"transfers.routes[{route.key}].safeguards", MissingPart, "no route without a safeguard (art. 44)."


def _places(pack: Pack) -> Found:
    if pack.jurisdiction.country not in AUTHORITIES:
        yield "jurisdiction.country", Unknown, f"known are {', '.join(AUTHORITIES)}."
    for language in pack.languages:
        if language not in LANGUAGES:
            yield "languages", Unknown, f"{language!r} is not known; known are {', '.join(LANGUAGES)}."
    if not any(each.kind in (ContactKind.PRIVACY, ContactKind.DPO) for each in pack.contacts):
        yield "contacts", MissingPart, "nobody can be asked about privacy (art. 13(1)(a))."
    for switch in pack.switches:
        if switch.on and switch.silent:
            yield f"switches[{switch.feature.value}].on", Contradiction, "what the notice does not mention is off."
    for purpose in pack.purposes:
        if purpose.silent:
            key = f"purposes[{purpose.key}].silent"
            yield key, Contradiction, "there is no purpose that the notice does not name (art. 13(1)(c))."
    if sorted(each.feature for each in pack.switches) != sorted(Feature):
        yield "switches", MissingPart, f"say once for each feature whether it is on: {', '.join(Feature)}."


def _erasure(pack: Pack) -> Found:
    for number, exception in enumerate(pack.erasure_exceptions, 1):
        if exception.exception not in REFUSALS and exception.exception not in NOT_ENOUGH:
            yield f"erasure_exceptions[{number}].exception", Unknown, f"{exception.exception!r} is not judged anywhere."
    for number, reason in enumerate(pack.erasure_reasons, 1):
        if reason.asked not in ASKED:
            yield f"erasure_reasons[{number}].asked", Unknown, f"known are {', '.join(ASKED)}."
    for kept in pack.keeping:
        if bool(kept.rule) == bool(kept.trigger and kept.kind):
            yield f"keeping[{kept.key}]", Contradiction, "name either a rule of the rule file, or trigger and kind."
