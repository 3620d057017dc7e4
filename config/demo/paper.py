"""The one letter of paper in the demo: a sign-in letter, printed into a folder, so that a visitor can be the debtor."""

from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from collections_app.models import Case, Debtor, DebtorKind
from personal_data import access, envelopes
from personal_data.models import Controller, Role
from personal_data.purposes import Purpose
from privacy.models import PortalCode
from privacy.services.sign_in import codes

_TRIED = 40


class Paper(NamedTuple):
    """A printed sign-in letter: where it lies, and the case number that is typed with its code."""

    place: Path
    case_reference: str
    is_new: bool


def print_one(controller: Controller, *, by: UUID, at: datetime) -> Paper | None:
    """Print a sign-in letter to one debtor with an open case, or find the one that was printed before.

    A letter whose code works no more, or whose file has gone, is written anew. None when nobody's particulars are
    complete enough for one. The file can be read by its owner only. Where it lies may be told; what it says is told to
    nobody.
    """
    for code in PortalCode.objects.filter(controller=controller).order_by("issued_at"):
        place = _place(code.case_reference)
        if code.works_at(at) and place.exists():
            return Paper(place, code.case_reference, is_new=False)
    for case in _cases(controller):
        part = case.case_debtors.select_related("debtor__controller", "debtor__envelope").get(role=Role.DEBTOR)
        try:
            code = codes.issue(case=case, debtor=part.debtor, language=controller.language, by=by, at=at)
        except codes.NotAllowed:  # such as a debtor of an imported file, whose address lacks a town
            continue
        place = _place(case.reference)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.touch(mode=0o600)
        place.write_bytes(b"".join(codes.print_letter(code=code, at=at)))
        return Paper(place, case.reference, is_new=True)
    return None


def look_at(case_reference: str, *, by: UUID) -> None:
    """Let a handler open the case of the letter today, so that the debtor finds somebody in the list of who looked."""
    case = Case.objects.get(reference=case_reference)
    debtors = [part.debtor for part in case.case_debtors.select_related("debtor")]
    with access.context(actor=access.Actor("staff", by), purpose=Purpose.COLLECTION, channel="command"):
        envelopes.open([case, *debtors])


def addressees(controller: Controller, count: int) -> list[Debtor]:
    """Debtors to whom letters can be sent, the one with the sign-in letter first, each once."""
    found = (
        part.debtor
        for case in _cases(controller)
        for part in case.case_debtors.filter(role=Role.DEBTOR).select_related("debtor__controller", "debtor__subject")
    )
    return list(islice({debtor.pk: debtor for debtor in found}.values(), count))


def _place(case_reference: str) -> Path:
    return Path(settings.DEMO_FOLDER) / f"sign-in-letter-{case_reference}.pdf"


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
        .order_by("case_debtors__debtor__reference", "reference")
        .select_related("controller")[:_TRIED]
    )
