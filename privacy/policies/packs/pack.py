"""Policy packs: one controller's published privacy notice as data (GDPR art. 13-15, 24).

The law's rights and duties hold for every controller; a pack says what this one has promised beside them, and where its
notice is silent or weaker, what is done instead.
"""

from dataclasses import dataclass

from privacy.policies.packs.items import (
    CategoryItem,
    Contact,
    Entity,
    Jurisdiction,
    Line,
    Notice,
    PurposeItem,
    SourceItem,
)
from privacy.policies.packs.promises import (
    AutomatedDecisions,
    ErasureException,
    ErasureReason,
    Keeping,
    KeptToTheLaw,
    MandatoryData,
    Recipient,
    RightItem,
    Statement,
    Switch,
    Transfers,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRows:
    """The numbered requirement rows of this notice: their prefix and how many there are."""

    prefix: str
    count: int

    def known(self) -> frozenset[str]:
        """The ids of all of them, such as ``AMILI-07``."""
        return frozenset(f"{self.prefix}-{number:02}" for number in range(1, self.count + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """One notice, whole. ``controller`` is the reference of the controller that it binds."""

    controller: str
    languages: tuple[str, ...]
    rule_file: str
    requirement_rows: RequirementRows
    jurisdiction: Jurisdiction
    notice: Notice
    entities: tuple[Entity, ...]
    lines: tuple[Line, ...]
    contacts: tuple[Contact, ...]
    categories: tuple[CategoryItem, ...]
    sources: tuple[SourceItem, ...]
    purposes: tuple[PurposeItem, ...]
    recipients: tuple[Recipient, ...]
    transfers: Transfers
    automated_decisions: AutomatedDecisions
    rights: tuple[RightItem, ...]
    erasure_exceptions: tuple[ErasureException, ...]
    keeping: tuple[Keeping, ...]
    mandatory_data: MandatoryData
    switches: tuple[Switch, ...]
    statements: tuple[Statement, ...]
    erasure_reasons: tuple[ErasureReason, ...] = ()
    kept_to_the_law: tuple[KeptToTheLaw, ...] = ()
