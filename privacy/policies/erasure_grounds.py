"""Why erasure is asked for, and the closed list of grounds on which a record may be refused (GDPR art. 17).

What a notice may name beside the list (a contract with a client, a legitimate interest, a period of the controller's
own, a recommendation) is no exception of art. 17(3) and never stands alone (AXACTOR-104, ``legal.md`` 1.6).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.models import AskedBecause


@dataclass(frozen=True, slots=True)
class Ground:
    """One exception of art. 17(3): its words for the person, its article, and what a refusal on it must name."""

    label: str | Promise
    article: str
    needs_statute: bool = False
    """The refusal names the provision that demands the record, and the day on which that ends."""
    needs_claim: bool = False
    """The refusal names the claim, and the day on which it ends or is looked at again."""

    @property
    def citation(self) -> str:
        """As a letter cites it."""
        return f"GDPR art. {self.article}"


@dataclass(frozen=True, slots=True)
class NotEnough:
    """A reason that notices give and art. 17(3) does not: where in the law it has its place instead."""

    label: str | Promise
    belongs_to: str


REFUSALS: Mapping[str, Ground] = MappingProxyType(
    {
        "legal_duty": Ground(_("A law demands that we keep it"), "17(3)(b)", needs_statute=True),
        "legal_claims": Ground(_("It is needed for a legal claim"), "17(3)(e)", needs_claim=True),
        "expression": Ground(_("Freedom of expression and information"), "17(3)(a)"),
        "public_task": Ground(_("A task in the public interest laid down by law"), "17(3)(b)", needs_statute=True),
        "public_health": Ground(_("Public interest in public health"), "17(3)(c)", needs_statute=True),
        "archiving": Ground(_("Archiving, research or statistics under art. 89"), "17(3)(d)", needs_statute=True),
    }
)

NOT_ENOUGH: Mapping[str, NotEnough] = MappingProxyType(
    {
        "client_contract": NotEnough(_("A contract with a client of ours"), "17(1)(a)"),
        "contract": NotEnough(_("A contract with you"), "17(1)(a)"),
        "legitimate_interest": NotEnough(_("Our own interest in keeping it"), "17(1)(c)"),
        "own_period": NotEnough(_("A period that we set ourselves"), "17(1)(a)"),
        "recommendation": NotEnough(_("A recommendation of the trade"), "17(1)(a)"),
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is said for keeping one record in spite of a request to erase it."""

    ground: str
    citation: str = ""
    """The article of the ground and, after a semicolon, the provision that demands the record, with act and section."""
    claim: str = ""
    """The public reference of the case whose claim the record serves."""
    until: date | None = None
    review_on: date | None = None


def judge(refusal: Refusal, *, today: date) -> tuple[str, ...]:
    """What is wrong with a refusal, as codes in the order in which to mend them; nothing when the law carries it.

    A legal duty names its statute and the day on which that ends; a legal claim names its case and the day on which it
    ends or, while it is open, is looked at again; every other ground needs a day of review. GDPR art. 12(4), 17(3).
    """
    if refusal.ground in NOT_ENOUGH:
        return ("not_enough_alone",)
    ground = REFUSALS.get(refusal.ground)
    if ground is None:
        return ("ground_unknown",)
    article, statute = refusal.citation.partition(ground.article)[1:]
    end = refusal.until if ground.needs_statute else refusal.until or refusal.review_on
    wrong = (
        "" if article else "article_missing",
        "statute_missing" if ground.needs_statute and not statute.strip(" ;,.") else "",
        "claim_missing" if ground.needs_claim and not refusal.claim.strip() else "",
        "end_missing" if end is None else "end_in_past" if end <= today else "",
    )
    return tuple(code for code in wrong if code)


@dataclass(frozen=True, slots=True)
class Asked:
    """One reason for which erasure may be asked: its words and its article; a notice may offer more than the law."""

    label: str | Promise
    article: str


ASKED: Mapping[str, Asked] = MappingProxyType(
    {
        because.value: Asked(because.label, f"17(1)({letter})")
        for because, letter in (
            (AskedBecause.NO_LONGER_NEEDED, "a"),
            (AskedBecause.CONSENT_WITHDRAWN, "b"),
            (AskedBecause.OBJECTION, "c"),
            (AskedBecause.MARKETING_OBJECTION, "c"),
            (AskedBecause.UNLAWFUL, "d"),
            (AskedBecause.DUTY_TO_ERASE, "e"),
            (AskedBecause.CHILD_SERVICE, "f"),
            (AskedBecause.MINOR, "f"),
        )
    }
)
