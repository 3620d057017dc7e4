"""The one letter of paper in the demo: a sign-in letter, printed into a folder, so that a visitor can be the debtor."""

from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from collections_app.models import Case, Debtor, DebtorKind
from personal_data.models import Controller, Role
from privacy.models import PortalCode
from privacy.services import portal_codes


def print_one(controller: Controller, *, by: UUID, at: datetime) -> Path | None:
    """Write a sign-in letter to one debtor with an open case and print it; None when there is a letter already.

    The file can be read by its owner only. Where it lies may be told; what it says is told to nobody.
    """
    if PortalCode.objects.filter(controller=controller).exists():
        return None
    case, debtor = _first(controller)
    code = portal_codes.issue(case=case, debtor=debtor, language=controller.language, by=by, at=at)
    place = Path(settings.DEMO_FOLDER) / f"sign-in-letter-{case.reference}.pdf"
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.touch(mode=0o600)
    place.write_bytes(b"".join(portal_codes.print_letter(code=code, at=at)))
    return place


def _first(controller: Controller) -> tuple[Case, Debtor]:
    """A person who owes alone and whose address is known, and their newest open case."""
    parts = (
        Case.objects.open()
        .filter(
            controller=controller,
            case_debtors__role=Role.DEBTOR,
            case_debtors__debtor__kind=DebtorKind.PERSON,
            case_debtors__debtor__address__isnull=False,
        )
        .order_by("-opened_on", "reference")
    )
    case = parts.select_related("controller").first()
    if case is None:
        raise LookupError("The demo has no person with an open case and an address.")
    part = case.case_debtors.select_related("debtor__controller", "debtor__envelope").get(role=Role.DEBTOR)
    return case, part.debtor
