"""Sign-in codes and their letters, as the desks show them. Nothing is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from collections_app.models import Case, CaseDebtor, Debtor
from personal_data import reach
from personal_data.models import DataSubject
from privacy.models import PortalCode


@dataclass(frozen=True, slots=True)
class WayIn:
    """How a person can come into the portal: the code that works, or else the parts of cases that a letter can name."""

    code: PortalCode | None
    parts: Sequence[CaseDebtor]


def way_in(subject: DataSubject, *, at: datetime) -> WayIn:
    """Whether a person can sign in now, for the desk that puts an answer into the portal."""
    unused = PortalCode.objects.filter(
        debtor__subject=subject, authorisation=None, revoked_at__isnull=True, used_at__isnull=True
    )
    code = unused.filter(expires_at__gt=at).order_by("-issued_at").first()
    parts = CaseDebtor.objects.filter(debtor__subject=subject).select_related("case", "debtor").order_by("-case__id")
    return WayIn(code, () if code else list(parts[:1]))


def part_of(*, case_reference: str, debtor_reference: str) -> tuple[Case, Debtor]:
    """A case and one of its debtors. Raises CaseDebtor.DoesNotExist when they do not belong together."""
    part = person_of(case_reference=case_reference, debtor_reference=debtor_reference)
    return part.case, part.debtor


def person_of(*, case_reference: str, debtor_reference: str) -> CaseDebtor:
    """The part of a debtor in a case. Raises CaseDebtor.DoesNotExist when they do not belong together."""
    return CaseDebtor.objects.select_related(
        "case__creditor", "case__controller", "debtor__controller", "debtor__envelope", "debtor__subject"
    ).get(reach.within("case__controller"), case__reference=case_reference, debtor__reference=debtor_reference)


def of_case(case: Case) -> dict[UUID, PortalCode]:
    """The newest code of each debtor of a case, by the debtor's id."""
    letters = PortalCode.objects.filter(case_reference=case.reference, authorisation=None).order_by("issued_at")
    return {letter.debtor_id: letter for letter in letters}


def of_debtor(*, case: Case, debtor: Debtor) -> Sequence[PortalCode]:
    """All codes of one debtor for one case, newest first."""
    found = PortalCode.objects.filter(case_reference=case.reference, debtor=debtor, authorisation=None)
    return list(found.order_by("-issued_at"))


def living(*, case: Case, debtor: Debtor) -> PortalCode:
    """The newest code that has not been revoked, used or not. Raises PortalCode.DoesNotExist."""
    found = of_debtor(case=case, debtor=debtor)
    newest = next((each for each in found if each.revoked_at is None), None)
    if newest is None:
        raise PortalCode.DoesNotExist
    return newest
