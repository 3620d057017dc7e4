"""Sets of experience: what closed cases teach of measures, under pseudonyms, for choosing measures in cases to come.

A set is a question and a key, not a copy. Its rows exist in the file that is given out and nowhere else; of each file
is kept by which day it has to be removed: when the first of its cases goes, or the set.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import PseudonymSet, SetKind
from collections_app.services.sets import exports, pseudonyms
from collections_app.services.sets.pseudonyms import About, NotPossible, Token
from collections_app.services.sets.reidentifying import CASE
from personal_data.models import Controller
from retention.policies.anonymising import levels
from retention.selectors import experience
from retention.selectors.due import local_today
from retention.selectors.experience import Learnt


@transaction.atomic
def make(*, controller: Controller, about: About, by: UUID, at: datetime) -> PseudonymSet:
    """Make a set over the cases that were closed in some time. Raises NotPossible."""
    made = pseudonyms.make(controller=controller, kind=SetKind.EXPERIENCE, about=about, by=by, at=at)
    trail.record(events.SET_MADE, reference=made.reference, reason=made.kind)
    return made


@transaction.atomic
def export(*, of: PseudonymSet, by: UUID, at: datetime) -> str:
    """The rows as CSV, as the cases are today: a token each, facts made less exact, measures and outcome.

    Raises NotPossible when the set has ended or none of its cases is inside its retention time any more.
    """
    today = local_today(of.controller)
    if of.kind != SetKind.EXPERIENCE or of.ends_on <= today:
        raise NotPossible("ended")
    found = list(experience.of_set(of, today=today))
    if not found:
        raise NotPossible("no_cases")
    with pseudonyms.tokens_of(of, today=today) as token:
        rows = [row_of(each, token) for each in found]
    until: date = min(of.ends_on, *(each.due_on for each in found))
    return exports.given(of=of, rows=sorted(rows, key=lambda row: row["token"]), use_until=until, by=by, at=at)


def row_of(learnt: Learnt, token: Token) -> dict[str, str]:
    """One row: nothing in it is exact enough to name anybody, and it is still personal data (recital 26)."""
    facts = {name: values[0] for name, values in levels(learnt.case).items()}
    return {
        "token": token(CASE, learnt.reference),
        **facts,
        "calls": _band(learnt.calls),
        "reached": _said(learnt.was_reached),
        "court": _said(learnt.was_in_court),
        "enforcement": _said(learnt.was_enforced),
    }


def _band(calls: int) -> str:
    return "none" if not calls else "1-3" if calls <= 3 else "4-"


def _said(is_so: bool) -> str:
    return "yes" if is_so else "no"
