"""The only way from a token back to a case or a person, with a reason; every attempt is an event (INTRUM-47).

The rows hold no number of anybody, and who works with them has no key. Whoever has this permission says why; what is
told, and what is not, stands in the trail, and where a case is told its persons see it in their own log.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, CaseStatus, PseudonymSet, SetKind
from collections_app.services.records.keeping import today_at
from collections_app.services.sets import pseudonyms
from personal_data import envelopes

CASE = "case"
"""The kind of value behind the tokens of experience: the number of a case."""


class Why(StrEnum):
    """For what somebody may be told whom a token stands for."""

    REQUEST = "rights_request"
    WRONG_DATA = "wrong_data"
    INCIDENT = "incident"
    ORDER = "authority_order"


class Refusal(StrEnum):
    """Why it is not told."""

    NO_REASON = "no_reason"
    ENDED = "ended"
    NO_CANDIDATE = "no_candidate"
    NOBODY = "nobody"


REASONS = {
    Why.REQUEST: _("A person uses a right and gave what identifies them"),
    Why.WRONG_DATA: _("Something in the set is wrong and has to be mended at its source"),
    Why.INCIDENT: _("An incident has to be looked into"),
    Why.ORDER: _("An authority ordered it"),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be behind a token of a valued portfolio, of which the house keeps no value: the column and the value."""

    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was told: the number of the case, or that the candidate is the one; or why nothing was."""

    case_reference: str = ""
    is_candidate: bool = False
    refusal: Refusal | None = None


def resolve(*, of: PseudonymSet, token: str, why: str, candidate: Candidate, at: datetime) -> Answer:
    """Say whom a token stands for. Nothing is told that is not recorded. Raises RecordingFailed."""
    if why not in set(Why):
        return _refused(of, "", Refusal.NO_REASON)
    if of.kind == SetKind.VALUATION and not candidate.value.strip():
        return _refused(of, why, Refusal.NO_CANDIDATE)
    try:
        return _told(of, token.strip().lower(), why, candidate, at)
    except (pseudonyms.NotPossible, envelopes.Gone):
        return _refused(of, why, Refusal.ENDED)


def asked_in_vain(reference: str) -> None:
    """Somebody asked of a set that is not there, or no more: an attempt as well."""
    trail.record_apart(events.PSEUDONYM_REFUSED, reference=reference, reason=Refusal.ENDED.value)


def _told(of: PseudonymSet, token: str, why: str, candidate: Candidate, at: datetime) -> Answer:
    with pseudonyms.tokens_of(of, today=today_at(of.controller, at)) as token_of:
        if of.kind == SetKind.VALUATION:
            is_one = token_of(candidate.kind, candidate.value) == token
            found = None
        else:
            cases = closed_in(of).only("reference", "envelope_id")
            found = next((each for each in cases.iterator() if token_of(CASE, each.reference) == token), None)
            is_one = False
    if found is None and not is_one:
        return _refused(of, why, Refusal.NOBODY)
    about = [found.envelope_id] if found else []
    trail.record(events.PSEUDONYM_RESOLVED, envelopes=about, reference=of.reference, reason=why)
    return Answer(case_reference=found.reference if found else "", is_candidate=is_one)


def closed_in(of: PseudonymSet) -> QuerySet[Case]:
    """The living closed cases at which a set of experience looks."""
    between = (of.closed_from, of.closed_until)
    return Case.objects.filter(controller=of.controller, status=CaseStatus.CLOSED, closed_on__range=between)


def _refused(of: PseudonymSet, why: str, refusal: Refusal) -> Answer:
    reason = f"{why}.{refusal.value}" if why else refusal.value
    trail.record_apart(events.PSEUDONYM_REFUSED, reference=of.reference, reason=reason)
    return Answer(refusal=refusal)
