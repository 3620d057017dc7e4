"""What a pack answers about one person's data: the facts of art. 15(1)(a)-(h) and 15(2), as pure functions.

The same facts make the notice under art. 13 and 14. Which data there are and who received them comes from the data map
and the register; here is what the controller has declared about them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from collections_app.policies.calls import OFF, RecordingTerms
from personal_data.declaration import Category, Source
from personal_data.purposes import Purpose
from privacy.models import Right
from privacy.policies.authorities import Authority, authority_of
from privacy.policies.erasure_grounds import REFUSALS
from privacy.policies.packs.items import CategoryItem, Contact, PurposeItem, SourceItem, Version
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.promises import AutomatedDecisions, ErasureException, Recipient, RightItem, Route
from privacy.policies.packs.terms import AutomatedMode, Basis, ContactKind, Feature, RecipientKind
from privacy.policies.words import Words

_PORTABLE = frozenset({Basis.CONSENT, Basis.CONTRACT})
_OPEN_TO_OBJECTION = frozenset({Basis.PUBLIC_TASK, Basis.LEGITIMATE_INTEREST})


@dataclass(frozen=True, slots=True)
class PurposeFact:
    """One purpose with the bases it rests on and the categories of this person's data that serve it."""

    purpose: PurposeItem
    bases: tuple[Basis, ...]
    categories: tuple[CategoryItem, ...]


def categories(pack: Pack, held: Collection[Category]) -> tuple[CategoryItem, ...]:
    """The categories of the notice to which the data belong that are held (GDPR art. 15(1)(b))."""
    return tuple(item for item in pack.categories if set(item.held_as) & set(held))


def purposes(pack: Pack, held: Collection[Category]) -> tuple[PurposeFact, ...]:
    """The purposes that the held data serve, each with its legal bases (GDPR art. 15(1)(a), 13(1)(c))."""
    found = {item.key: item for item in categories(pack, held)}
    facts = (
        PurposeFact(
            purpose,
            tuple(basis.article for basis in purpose.bases),
            tuple(found[key] for key in purpose.categories if key in found),
        )
        for purpose in pack.purposes
    )
    return tuple(fact for fact in facts if fact.categories)


def purpose_of_opening(pack: Pack, purpose: Purpose) -> PurposeItem | None:
    """The declared purpose that an opening served, for the list of who looked."""
    return next((item for item in pack.purposes if purpose in item.opens), None)


def collection_bases(pack: Pack) -> tuple[Basis, ...]:
    """On what collecting rests here: a public task at one controller, an interest or a contract at others (ALMI-26)."""
    return tuple(
        dict.fromkeys(
            basis.article for item in pack.purposes if Purpose.COLLECTION in item.opens for basis in item.bases
        )
    )


def openings(pack: Pack) -> dict[Purpose, str]:
    """What data may be opened for under this notice, each purpose with the first legal basis that the notice names.

    A purpose that is not among them is off (AMILI-45, INTRUM-152, OPR-81).
    """
    named: dict[Purpose, str] = {}
    for item in pack.purposes:
        for purpose in item.opens:
            named.setdefault(purpose, item.bases[0].article.value)
    return named


def sources(pack: Pack, found: Collection[Source], keys: Collection[str] = ()) -> tuple[SourceItem, ...]:
    """The sources of the notice from which the held data may have come (GDPR art. 15(1)(g)): those of some kinds, and
    those that are known by their keys."""
    return tuple(item for item in pack.sources if item.source in found or item.key in keys)


def source_texts(pack: Pack) -> dict[str, Words]:
    """Each source of the notice in its words, by its key."""
    return {item.key: item.text for item in pack.sources}


def undeclared_sources(pack: Pack, found: Collection[Source]) -> frozenset[Source]:
    """Sources of held data of which the notice says nothing; the person is told of them all the same."""
    return frozenset(found) - {item.source for item in pack.sources}


def recipients(pack: Pack, kinds: Collection[RecipientKind] = tuple(RecipientKind)) -> tuple[Recipient, ...]:
    """The recipients that may receive data; who did is named from the register of disclosures (GDPR art. 15(1)(c))."""
    return tuple(item for item in pack.recipients if item.kind in kinds)


def transfers(pack: Pack) -> tuple[Route, ...]:
    """The ways out of the European Economic Area with their safeguards; none where nothing leaves (GDPR art. 15(2))."""
    return pack.transfers.routes


def authority(pack: Pack) -> Authority:
    """Where the person may complain: the authority of the controller's country (GDPR art. 15(1)(f), 77)."""
    return authority_of(pack.jurisdiction.country)


def automated_decisions(pack: Pack) -> AutomatedDecisions | None:
    """Logic, inputs and significance of what machines decide; None where they decide nothing (GDPR art. 15(1)(h))."""
    is_none = pack.automated_decisions.mode in (AutomatedMode.OFF, AutomatedMode.NEVER)
    return None if is_none else pack.automated_decisions


def rights(pack: Pack) -> tuple[RightItem, ...]:
    """The rights of this controller's people, each with its limits (GDPR art. 15(1)(e))."""
    return pack.rights


def right(pack: Pack, wanted: Right) -> RightItem | None:
    """One right; None where this controller has not offered it and the law does not demand it."""
    return next((item for item in pack.rights if item.right == wanted), None)


def contact(pack: Pack) -> Contact:
    """Who is asked about privacy: the data protection officer where one is named, else the privacy mailbox."""
    order = (ContactKind.DPO, ContactKind.PRIVACY)
    return min((each for each in pack.contacts if each.kind in order), key=lambda each: order.index(each.kind))


def notice_on(pack: Pack, day: date) -> Version | None:
    """The version of the notice in force on a day; None before the first one that is known (INTRUM-151).

    A version without a date counts as in force since ever.
    """
    begun = [each for each in pack.notice.versions if each.effective_on is None or each.effective_on <= day]
    return max(begun, key=lambda each: each.effective_on or date.min, default=None)


def is_portable(basis: Basis) -> bool:
    """Whether data processed on this basis can be taken along: consent and contract only (GDPR art. 20(1)(a))."""
    return basis in _PORTABLE


def may_object(basis: Basis) -> bool:
    """Whether a person may object to processing on this basis (GDPR art. 21(1))."""
    return basis in _OPEN_TO_OBJECTION


def portable_purposes(pack: Pack) -> tuple[PurposeItem, ...]:
    """The purposes of which provided data can be taken along; none of them is a refusal with its reason (AMILI-42)."""
    return tuple(each for each in pack.purposes if any(is_portable(basis.article) for basis in each.bases))


def purposes_open_to_objection(pack: Pack) -> tuple[PurposeItem, ...]:
    """The purposes that stop when a person objects, until it is decided (AMILI-41, INTRUM-140)."""
    return tuple(each for each in pack.purposes if any(may_object(basis.article) for basis in each.bases))


def reach(pack: Pack, right: Right) -> tuple[PurposeItem, ...] | None:
    """The purposes for which a right can be used where their legal basis decides it: objection, portability, withdrawal
    of consent. None for the rights that hold whatever the basis (INTRUM-121)."""
    if right == Right.OBJECTION:
        return purposes_open_to_objection(pack)
    if right == Right.PORTABILITY:
        return portable_purposes(pack)
    if right == Right.WITHDRAWAL:
        return tuple(each for each in pack.purposes if any(basis.article == Basis.CONSENT for basis in each.bases))
    return None


def exceptions_not_enough_alone(pack: Pack) -> tuple[ErasureException, ...]:
    """What the notice names for keeping data and art. 17(3) does not know: no refusal stands on it (AXACTOR-104)."""
    return tuple(each for each in pack.erasure_exceptions if each.exception not in REFUSALS)


def recording_terms(pack: Pack) -> RecordingTerms:
    """Whether calls are recorded, and for which of the notice's purposes recordings are listened to (INTRUM-38)."""
    if not is_on(pack, Feature.CALL_RECORDING):
        return OFF
    return RecordingTerms(is_on=True, purposes=frozenset(each for item in pack.purposes for each in item.listens))


def is_on(pack: Pack, feature: Feature) -> bool:
    """Whether this controller's installation does this; what its notice does not mention is off (AMILI-45)."""
    return next(each.on for each in pack.switches if each.feature is feature)
