"""The new sign-in letters that were asked for, as the desk lists them. Nothing is opened."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from collections_app.models import Case, CaseDebtor, Debtor, DebtorKind
from personal_data import reach
from privacy.models import AskedLetter, PortalCode

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """One case for which a letter was asked, with its persons and the newest code of each."""

    case: Case
    asked_at: datetime
    persons: Sequence[tuple[Debtor, PortalCode | None]]


def oldest() -> Sequence[Asked]:
    """Up to fifty that wait, of the cases that one may see, the oldest first. Numbers of no case stay out."""
    cases = Case.objects.filter(reach.within("controller"), reference__in=AskedLetter.objects.values("case_reference"))
    asked = dict(
        AskedLetter.objects.filter(case_reference__in=cases.values("reference"))
        .order_by("asked_at")
        .values_list("case_reference", "asked_at")[:_PAGE]
    )
    found = {case.reference: case for case in Case.objects.filter(reference__in=asked)}
    persons = _persons(asked)
    return [Asked(found[reference], at, persons[reference]) for reference, at in asked.items()]


def one(reference: str) -> Case:
    """The case of a letter that waits. Raises Case.DoesNotExist."""
    waiting = AskedLetter.objects.filter(case_reference=reference).values("case_reference")
    return Case.objects.get(reach.within("controller"), reference__in=waiting)


def _persons(references: dict[str, datetime]) -> dict[str, list[tuple[Debtor, PortalCode | None]]]:
    codes = PortalCode.objects.filter(case_reference__in=references).order_by("issued_at")
    newest = {(code.case_reference, code.debtor_id): code for code in codes}
    found = defaultdict(list)
    parts = CaseDebtor.objects.select_related("case", "debtor").filter(case__reference__in=references)
    for part in parts.exclude(debtor__kind=DebtorKind.COMPANY).order_by("role", "id"):
        code = newest.get((part.case.reference, part.debtor_id))
        found[part.case.reference].append((part.debtor, code))
    return found
