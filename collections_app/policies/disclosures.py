"""Which data may go to which kind of recipient, and what must be in place first (GDPR art. 5(1)(c), 28, 44; art. 6).

The lists are closed: what stands in none of them, such as explanations, hardship and recordings, is passed on to nobody
through this service (AXACTOR-74, INTRUM-33). Notes go to a few, by how confidential each is (INTRUM-11).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from collections_app.models import (
    AUTHORITIES,
    OF_ONE_DEBTOR,
    PROCESSORS,
    DisclosurePurpose,
    Level,
    RecipientKind,
    SafeguardKind,
    SecrecyCheck,
)
from collections_app.policies import transfers
from collections_app.policies.transfers import Limits

_NAME, _NUMBER, _ADDRESS = "debtor.name", "debtor.identity_number", "debtor.address"
_REACH = (_ADDRESS, "debtor.phone", "debtor.email")
_CLAIM = ("claim.kind", "claim.number", "claim.ground", "claim.amount_minor", "claim.owed_minor",
          "claim.issued_on", "claim.due_on")  # fmt: skip
_CASE = ("case.status", "case.opened_on", "case.closed_on")
NOTES = "note.text"
FIELDS: tuple[str, ...] = (_NAME, _NUMBER, *_REACH, *_CLAIM, *_CASE, NOTES)
_ALL = frozenset(FIELDS) - {NOTES}
_WITH_NOTES = _ALL | {NOTES}
# How confidential a note may be that goes to whom; of none is said that special categories go there, and what nobody
# has classified goes to nobody (INTRUM-11). Clients and other companies of the group get none (AXACTOR-37).
_OPEN, _IN_CONFIDENCE = frozenset({Level.NORMAL}), frozenset({Level.NORMAL, Level.CONFIDENTIAL})
LEVELS_FOR: Mapping[str, frozenset[Level]] = MappingProxyType(
    {
        RecipientKind.COURT: _IN_CONFIDENCE,
        RecipientKind.SUPERVISOR: _IN_CONFIDENCE,
        RecipientKind.ADVISER: _IN_CONFIDENCE,
        RecipientKind.ENFORCEMENT: _OPEN,
        RecipientKind.AUTHORITY: _OPEN,
    }
)

# What presses for payment, so that it stops when a register says that the debtor is insolvent (INTRUM-72).
PRESSING = frozenset(
    {
        DisclosurePurpose.CREDIT_REPORTING,
        DisclosurePurpose.COURT_PROCEEDINGS,
        DisclosurePurpose.ENFORCEMENT,
        DisclosurePurpose.COLLECTION_ABROAD,
        DisclosurePurpose.DEDUCTION,
    }
)

FIELDS_FOR: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # The creditor knows who owes; where the debtor lives now, and why nothing was paid, is not part of a report.
        RecipientKind.CREDITOR: frozenset({_NAME, *_CLAIM, *_CASE}),
        RecipientKind.SUCCESSOR: _ALL,
        RecipientKind.CREDIT_BUREAU: frozenset({_NAME, _NUMBER, "claim.amount_minor", "claim.due_on"}),
        RecipientKind.COURT: _WITH_NOTES,
        RecipientKind.ENFORCEMENT: _WITH_NOTES,
        RecipientKind.AUTHORITY: _WITH_NOTES,
        RecipientKind.SUPERVISOR: _WITH_NOTES,
        RecipientKind.REGISTER: frozenset({_NAME, _NUMBER}),
        RecipientKind.AGENT: _ALL,
        RecipientKind.GROUP: _ALL,
        RecipientKind.EMPLOYER: frozenset({_NAME, _NUMBER, "claim.amount_minor"}),
        RecipientKind.BANK: frozenset({_NAME, "claim.number", "claim.amount_minor"}),
        RecipientKind.ESTATE: _ALL,
        RecipientKind.INSURER: frozenset({_NAME, *_CLAIM}),
        RecipientKind.ADVISER: _WITH_NOTES,
        RecipientKind.REPRESENTATIVE: _ALL,
        # Of one debtor, and no more than the authorisation's scope says (``authorisations``).
        RecipientKind.SELF: _ALL,
        RecipientKind.GUARDIAN: _ALL,
        RecipientKind.AUTHORISED: _ALL,
        RecipientKind.LETTER_DELIVERY: frozenset({_NAME, _ADDRESS}),
        RecipientKind.IT_SUPPLIER: _ALL,
        RecipientKind.IT_CLOUD: _ALL,
        RecipientKind.IT_SUPPORT: _ALL,
        RecipientKind.AUDIT: frozenset({_NAME, *_CLAIM, *_CASE}),
        RecipientKind.TELEPHONY: frozenset({_NAME, "debtor.phone", "debtor.email"}),
        RecipientKind.EXPERIENCE: frozenset({_NAME, "debtor.phone", "debtor.email"}),
        RecipientKind.LEGAL_SERVICES: _ALL,
        RecipientKind.DOCUMENT_SERVICE: frozenset({_NAME, _NUMBER, _ADDRESS, "debtor.phone"}),
        RecipientKind.MARKETING: frozenset({_NAME, *_REACH}),
        RecipientKind.GROUP_PROVIDER: frozenset({_NAME, _NUMBER, *_REACH, *_CLAIM}),
        RecipientKind.PROCESSOR: frozenset({_NAME, _NUMBER, *_REACH, *_CLAIM}),
    }
)


# What opens no way abroad.
NO_MECHANISM = frozenset({SafeguardKind.PROCESSOR_AGREEMENT, SafeguardKind.BUREAU_LICENCE})
_IN_LEGAL_ACTION = frozenset({RecipientKind.COURT, RecipientKind.ENFORCEMENT, RecipientKind.ESTATE})


@dataclass(frozen=True, slots=True)
class Term:
    """One agreement or transfer mechanism, in force from one day to another, both included."""

    kind: str
    valid_from: date
    valid_until: date | None = None

    def binds(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class To:
    """Who is to receive, as far as the judgement needs to know."""

    kind: str
    country: str
    notice_key: str
    ended_on: date | None
    terms: tuple[Term, ...]


def may_receive(to: To, *, day: date, limits: Limits) -> str:
    """Why a recipient may receive nothing on that day, as a code; empty when it may."""
    if to.ended_on is not None and to.ended_on <= day:
        return "recipient_ended"
    in_force = {term.kind for term in to.terms if term.binds(day)}
    if to.kind in PROCESSORS and SafeguardKind.PROCESSOR_AGREEMENT not in in_force:
        return "no_agreement"
    # One mechanism holds at a time; the service that enters them sees to it.
    mechanism = next(iter(sorted(in_force - NO_MECHANISM)), None)
    return transfers.judge(limits, country=to.country, notice_key=to.notice_key, mechanism=mechanism).reason


@dataclass(frozen=True, slots=True)
class Asked:
    """What a disclosure is for, and what was seen to beforehand; ``is_batch``: that marketing reaches whom it may."""

    purpose: str
    is_report: bool
    secrecy_check: str
    noticed_on: date | None
    in_legal_stage: bool
    is_batch: bool = False


def may_serve(to: To, asked: Asked, *, day: date, limits: Limits) -> str:
    """Why a recipient may not get data for this purpose, as a code; empty when it may.

    A default is reported to a licensed bureau only, after the debtor has been told (AXACTOR-77).
    """
    licensed = any(term.kind == SafeguardKind.BUREAU_LICENCE and term.binds(day) for term in to.terms)
    is_legal = to.kind in _IN_LEGAL_ACTION or to.notice_key in limits.in_legal_stage
    is_order = asked.purpose == DisclosurePurpose.AUTHORITY_ORDER
    needs_two = asked.purpose == DisclosurePurpose.LEGAL_DUTY or (is_order and limits.orders_by_two)
    is_default = asked.purpose == DisclosurePurpose.CREDIT_REPORTING
    is_marketing = asked.purpose == DisclosurePurpose.MARKETING or to.notice_key in limits.for_marketing
    wrong = {
        "by_batch": (is_marketing or to.kind == RecipientKind.MARKETING) and not asked.is_batch,
        "second_person": needs_two and not asked.is_report,
        "no_lenders": asked.purpose == DisclosurePurpose.OTHER_LENDER
        and not (limits.has_lenders and to.kind == RecipientKind.CREDIT_BUREAU),
        "not_in_legal_stage": bool(limits.in_legal_stage) and is_legal and not asked.in_legal_stage,
        "no_licence": is_default and to.kind == RecipientKind.CREDIT_BUREAU and not licensed,
        "notice_missing": is_default and (asked.noticed_on is None or asked.noticed_on > day),
        "secrecy_unchecked": limits.checks_secrecy and not asked.secrecy_check,
        "secrecy_not_cleared": asked.secrecy_check == SecrecyCheck.NOT_CLEARED,
    }
    return next((code for code, is_so in wrong.items() if is_so), "")


def may_contain(kind: str, fields: Iterable[str]) -> str:
    """Why these data may not go to that kind of recipient, as a code; empty when they may."""
    wanted = frozenset(fields)
    if not wanted:
        return "nothing_chosen"
    return "" if wanted <= FIELDS_FOR[kind] else "more_than_needed"


def may_be_told(fields: Iterable[str], *, unclassified: int) -> str:
    """Why notes may not go, as a code: somebody says first how confidential each of the case is (INTRUM-11)."""
    return "unclassified" if NOTES in fields and unclassified else ""


def is_grounded(kind: str, *, provision: str, asked_as: str) -> str:
    """Why the grounds do not do, as a code: an authority gets data on a provision, under a reference (AMILI-27); an
    insurance company when it is said why the case concerns it (INTRUM-89); who speaks for the debtor shows an authority
    or proof of the appointment (AMILI-31), and of the debtor it is said how we know who they are (INTRUM-85)."""
    if kind in AUTHORITIES and not (provision.strip() and asked_as.strip()):
        return "provision_missing"
    if kind == RecipientKind.INSURER and not provision.strip():
        return "relevance_missing"
    if kind == RecipientKind.REPRESENTATIVE and not provision.strip():
        return "authority_missing"
    if kind in OF_ONE_DEBTOR and not provision.strip():
        return "evidence_missing"
    return ""
