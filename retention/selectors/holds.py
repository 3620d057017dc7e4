"""Legal holds that stand, those that somebody has to look at, and those on one case. Opens nothing."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from collections_app.models import Case
from personal_data import reach
from retention.models import LegalHold
from retention.policies import hold_terms
from retention.selectors.due import local_today

PAGE = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """One hold with the name of its owner and what it waits for: ``expired``, ``review`` or nothing yet."""

    hold: LegalHold
    owner: str
    waits_for: str


def standing() -> list[Standing]:
    """The holds that stand within reach, the soonest review first. Uses index retention_hold_review."""
    rows = _within().filter(released_at=None).order_by("review_on", "reference")[:PAGE]
    return _with_owner(list(rows))


def released() -> list[LegalHold]:
    """The holds released last, as long as what they held is there."""
    return list(_within().exclude(released_at=None).order_by("-released_at")[:20])


def by_reference(reference: str) -> LegalHold:
    """One hold within reach. Raises LegalHold.DoesNotExist."""
    return _within().select_related("envelope").get(reference=reference)


def of_case(case: Case) -> list[Standing]:
    """The holds that stand on a case, its records or the persons in it."""
    persons = case.case_debtors.values_list("debtor__reference", flat=True)
    rows = _within().filter(about__in=[case.reference, *persons], released_at=None).order_by("placed_at")
    return _with_owner(list(rows))


def owners(hold: LegalHold) -> dict[UUID, str]:
    """The names of those who answer for a hold, placed and released it."""
    acted = {hold.owner, hold.placed_by, *([hold.released_by] if hold.released_by else [])}
    return dict(User.objects.filter(pk__in=acted).values_list("pk", "name"))


def _within() -> QuerySet[LegalHold]:
    return LegalHold.objects.filter(reach.within()).select_related("controller")


def _with_owner(rows: list[LegalHold]) -> list[Standing]:
    names = dict(User.objects.filter(pk__in={row.owner for row in rows}).values_list("pk", "name"))
    return [
        Standing(
            row,
            names.get(row.owner, ""),
            hold_terms.waits_for(row.review_on, row.expires_on, today=local_today(row.controller)),
        )
        for row in rows
    ]
