"""The items of a policy pack: who receives, how long, which rights, and what else the notice promises."""

from dataclasses import dataclass

from privacy.models import Right
from privacy.policies.packs.items import Item
from privacy.policies.packs.terms import AutomatedMode, Feature, Limit, RecipientKind, Safeguard, Topic, TransferPolicy
from privacy.policies.words import Words
from retention.policies.due_dates import Anchor, RuleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient(Item):
    """Who may receive data; named where the notice names them."""

    key: str
    text: Words
    kind: RecipientKind
    names: tuple[str, ...] = ()
    only_if: Words | None = None
    in_legal_action: bool = False
    """Gets data in legal action only."""
    by_two: bool = False
    """A second person approves what it has ordered."""
    for_marketing: bool = False
    """Gets data for direct marketing, in batches that leave out whom it must not reach."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route(Item):
    """One way out of the European Economic Area, with the safeguards that may open it."""

    key: str
    text: Words
    safeguards: tuple[Safeguard, ...]
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers(Item):
    """Transfers to third countries (GDPR art. 13(1)(f), 15(2), 44)."""

    policy: TransferPolicy
    text: Words
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomatedDecisions(Item):
    """Automated decisions with logic, inputs, significance and the way to a person (GDPR art. 15(1)(h), 22)."""

    mode: AutomatedMode
    text: Words
    logic: Words | None = None
    inputs: tuple[Words, ...] = ()
    significance: Words | None = None
    human_review: Words | None = None
    grade_is_shown: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitItem(Item):
    """A limit of a right."""

    limit: Limit
    text: Words
    fee_minor: int = 0
    """What a further copy costs in minor units; 0 where it is free. Only a notice that names a fee has one."""
    fee_currency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RightItem(Item):
    """A right in this controller's words, with its limits."""

    right: Right
    text: Words
    limits: tuple[LimitItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureException(Item):
    """What the notice names for not erasing: a ground of art. 17(3), or a reason that is not enough alone."""

    exception: str
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureReason(Item):
    """A reason for which the notice invites to ask for erasure, by its name in ``erasure_grounds.ASKED``."""

    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping(Item):
    """How long something is kept: by a rule of the rule file, or a period for records that the product has not yet."""

    key: str
    text: Words
    rule: str = ""
    trigger: str = ""
    anchor: Anchor = Anchor.TRIGGER
    period_months: int = 0
    kind: RuleKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandatoryData(Item):
    """Whether a person must provide data, and what follows from not doing so (GDPR art. 13(2)(e))."""

    is_mandatory: bool
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Item):
    """Whether a feature is on for this controller."""

    feature: Feature
    on: bool
    text: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Item):
    """Anything else that the notice promises or explains."""

    topic: Topic
    text: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptToTheLaw(Item):
    """Where the notice is weaker than the GDPR: what it says, and what is done instead."""

    key: str
    article: str
    notice_says: Words
    we_do: Words
