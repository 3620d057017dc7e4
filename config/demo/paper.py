"""The one letter of paper in the demo: a sign-in letter, printed into a folder, so that a visitor can be the debtor."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from collections_app.models import Case, DebtorKind
from personal_data.models import Controller, Role
from privacy.models import PortalCode
from privacy.services import portal_codes

_TRIED = 20


def print_one(controller: Controller, *, by: UUID, at: datetime) -> Path | None:
    """Write a sign-in letter to one debtor with an open case and print it.

    None when there is a letter already, or when nobody's particulars are complete enough for one. The file can be read
    by its owner only. Where it lies may be told; what it says is told to nobody.
    """
    if PortalCode.objects.filter(controller=controller).exists():
        return None
    for case in _cases(controller):
        part = case.case_debtors.select_related("debtor__controller", "debtor__envelope").get(role=Role.DEBTOR)
        try:
            code = portal_codes.issue(case=case, debtor=part.debtor, language=controller.language, by=by, at=at)
        except portal_codes.NotAllowed:  # such as a debtor of an imported file, whose address lacks a town
            continue
        place = Path(settings.DEMO_FOLDER) / f"sign-in-letter-{case.reference}.pdf"
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.touch(mode=0o600)
        place.write_bytes(b"".join(portal_codes.print_letter(code=code, at=at)))
        return place
    return None


def _cases(controller: Controller) -> QuerySet[Case]:
    """Open cases of a person with an address, the oldest debtors first: the demo came before what was imported."""
    return (
        Case.objects.open()
        .filter(
            controller=controller,
            case_debtors__role=Role.DEBTOR,
            case_debtors__debtor__kind=DebtorKind.PERSON,
            case_debtors__debtor__address__isnull=False,
        )
        .order_by("case_debtors__debtor__reference")
        .select_related("controller")[:_TRIED]
    )
