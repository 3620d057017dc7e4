"""Sign-in letters, as the handler's desk shows them. Nothing is opened."""

from collections.abc import Sequence
from uuid import UUID

from collections_app.models import Case, CaseDebtor, Debtor
from personal_data import reach
from privacy.models import PortalCode


def part_of(*, case_reference: str, debtor_reference: str) -> tuple[Case, Debtor]:
    """A case and one of its debtors. Raises CaseDebtor.DoesNotExist when they do not belong together."""
    part = CaseDebtor.objects.select_related(
        "case__creditor", "case__controller", "debtor__controller", "debtor__envelope", "debtor__subject"
    ).get(reach.within("case__controller"), case__reference=case_reference, debtor__reference=debtor_reference)
    return part.case, part.debtor


def of_case(case: Case) -> dict[UUID, PortalCode]:
    """The newest letter of each debtor of a case, by the debtor's id."""
    letters = PortalCode.objects.filter(case_reference=case.reference).order_by("issued_at")
    return {letter.debtor_id: letter for letter in letters}


def of_debtor(*, case: Case, debtor: Debtor) -> Sequence[PortalCode]:
    """All letters to one debtor for one case, newest first."""
    return list(PortalCode.objects.filter(case_reference=case.reference, debtor=debtor).order_by("-issued_at"))


def living(*, case: Case, debtor: Debtor) -> PortalCode:
    """The letter whose code has not been revoked. Raises PortalCode.DoesNotExist."""
    return PortalCode.objects.get(case_reference=case.reference, debtor=debtor, revoked_at__isnull=True)
