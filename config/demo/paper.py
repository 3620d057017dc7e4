"""Letters of paper in the demo: sign-in letters, printed into a folder, so that a visitor can be the debtor."""

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
    for code in PortalCode.objects.filter(controller=controller, letter__isnull=False).order_by("issued_at"):
        place = _place(code)
        if code.works_at(at) and place.exists():
            return Paper(place, code.case_reference, is_new=False)
    # Who has a letter already gets the next one too, so that the demo goes on with the same debtor.
    for case in sorted(_cases(controller), key=lambda case: not _has_code(case)):
        try:
            return print_for(case, by=by, at=at)
        except codes.NotAllowed:  # such as a debtor of an imported file, whose address lacks a town
            continue
    return None


def print_for(case: Case, *, by: UUID, at: datetime) -> Paper:
    """Write one more sign-in letter to the debtor of a case and print it; a code of before ends.

    Raises NotAllowed when no letter can be written to them.
    """
    part = case.case_debtors.select_related("debtor__controller", "debtor__envelope").get(role=Role.DEBTOR)
    code = codes.issue(case=case, debtor=part.debtor, language=case.controller.language, by=by, at=at)
    place = _place(code)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.touch(mode=0o600)
    place.write_bytes(b"".join(codes.print_letter(code=code, at=at)))
    return Paper(place, case.reference, is_new=True)


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


def _place(code: PortalCode) -> Path:
    """One file for each case: a new letter takes the place of one whose code works no more."""
    return Path(settings.DEMO_FOLDER) / f"sign-in-letter-{code.case_reference}.pdf"


def _has_code(case: Case) -> bool:
    return PortalCode.objects.filter(case_reference=case.reference).exists()


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
