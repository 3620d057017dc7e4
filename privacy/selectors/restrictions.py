"""Restrictions that stand, for the desk and for the person. Nothing is opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from collections_app.models import Case, Debtor
from personal_data import reach
from privacy.models import PermittedUse, Restriction

PAGE = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """One restriction with what it lies on: a case by its number, the profile, or (empty) everything."""

    restriction: Restriction
    case: str
    is_profile: bool


def standing() -> list[Standing]:
    """The restrictions that stand with the controllers in reach, the oldest first."""
    rows = Restriction.objects.filter(reach.within("request__controller"), lifted_at=None)
    return _with_scope(rows.select_related("request__controller").order_by("since", "id")[:PAGE])


def of_subjects(subjects: Iterable[UUID]) -> list[Standing]:
    """One person's restrictions that stand, the oldest first."""
    rows = Restriction.objects.filter(request__subject_id__in=list(subjects), lifted_at=None)
    return _with_scope(rows.select_related("request__controller").order_by("since", "id"))


def uses_to_approve() -> list[PermittedUse]:
    """Uses of restricted data that wait for a second person, the oldest first."""
    rows = PermittedUse.objects.filter(reach.within("restriction__request__controller"), approved_by=None)
    waiting = rows.filter(restriction__lifted_at=None).select_related("restriction__request")
    return list(waiting.order_by("asked_at", "id")[:PAGE])


def _with_scope(found: Iterable[Restriction]) -> list[Standing]:
    rows = list(found)
    records = [each.record for each in rows if each.record]
    cases = dict(Case.objects.filter(envelope_id__in=records).values_list("envelope_id", "reference"))
    profiles = set(Debtor.objects.filter(envelope_id__in=records).values_list("envelope_id", flat=True))
    return [Standing(each, cases.get(each.record, "") if each.record else "", each.record in profiles) for each in rows]
