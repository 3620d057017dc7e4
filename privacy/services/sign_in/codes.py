"""Sign-in letters: issuing, printing and revoking them. The code exists in the sealed letter and nowhere else."""

import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import letters
from collections_app.models import Case, Debtor, DebtorKind
from personal_data import envelopes, files
from personal_data.models import SealedFile
from privacy import events
from privacy.models import PortalCode
from privacy.policies.sign_in import codes
from privacy.services.sign_in import asked_letters, code_rows
from privacy.services.sign_in import letters as portal_letters

_REFUSALS = {
    "not_in_case": _("This debtor is not part of the case."),
    "not_a_person": _("A company has no personal data of its own, so it gets no sign-in letter."),
    "no_address": _("The letter cannot be written: the debtor's postal address is not known."),
    "no_contacts": _("The letter cannot be written: the controller's address, phone or privacy contact is not known."),
    "revoked": _("The code was revoked before."),
    "used": _("The code has been used and works no more. Write a new letter."),
    "expired": _("The code has expired. Write a new letter."),
    "no_letter": _("The person took this code during a visit, so there is no letter to print."),
    "no_reason": _("Choose one of the listed reasons."),
}
REVOKED_BECAUSE = {
    "lost": _("The letter is lost or somebody else has it"),
    "wrong_person": _("It went to the wrong person or address"),
    "asked": _("The person asked for it"),
}
ENDED_BECAUSE = {**REVOKED_BECAUSE, code_rows.REPLACED: _("A newer code replaced it")}


class NotAllowed(ValidationError):
    """The letter cannot be written or the code not revoked; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@transaction.atomic
def issue(*, case: Case, debtor: Debtor, language: str, by: UUID, at: datetime) -> PortalCode:
    """Write and seal a letter with a new code; a code that this debtor had for this case ends, and a visit with it.

    Opens the debtor's profile. Raises NotAllowed when the debtor is a company or not part of the case, or when an
    element that the letter needs is not known.
    """
    check(case=case, debtor=debtor)
    # Of two that issue at once the second replaces what the first has written.
    Debtor.objects.select_for_update(of=("self",)).get(pk=debtor.pk)
    living = code_rows.still_open(debtor=debtor, case_reference=case.reference, at=at)
    code_rows.end(living, code_rows.REPLACED, by=by, at=at)
    envelopes.open([debtor])
    code = codes.make(secrets.choice)
    content = _written(debtor, case, code, language, at)
    file = files.store(
        envelope=debtor.envelope,
        column_id=portal_letters.COLUMN_ID,
        media_type=portal_letters.MEDIA_TYPE,
        content=BytesIO(content),
    )
    row = code_rows.keep(
        code=code,
        debtor=debtor,
        case_reference=case.reference,
        letter=file.id,
        language=language,
        by=by,
        at=at,
        last_day=lasts(case=case, at=at)[1],
    )
    asked_letters.written(case=case)
    trail.record(events.PORTAL_CODE_ISSUED, envelopes=[debtor.envelope_id], reference=case.reference)
    return row


def check(*, case: Case, debtor: Debtor) -> None:
    """Raises NotAllowed when this debtor can get no letter for this case."""
    if not case.case_debtors.filter(debtor=debtor).exists():
        raise NotAllowed("not_in_case")
    if debtor.kind == DebtorKind.COMPANY:
        raise NotAllowed("not_a_person")


def lasts(*, case: Case, at: datetime) -> tuple[date, date]:
    """The day of a letter that is written now, and the last day of its code, by the controller's calendar."""
    today = at.astimezone(ZoneInfo(case.controller.time_zone)).date()
    return today, today + timedelta(days=settings.PORTAL_CODE_DAYS)


def preview(*, case: Case, debtor: Debtor, language: str, at: datetime) -> bytes:
    """The letter as it would be, with dots for the code. Opens the debtor's profile. Raises NotAllowed."""
    check(case=case, debtor=debtor)
    envelopes.open([debtor])
    return _written(debtor, case, portal_letters.HIDDEN, language, at)


@transaction.atomic
def print_letter(*, code: PortalCode, at: datetime) -> Iterator[bytes]:
    """The sealed letter, to be put in an envelope of paper: who takes it out can read the code, so that is an event.

    Raises NotAllowed when the code does not work any more.
    """
    locked = PortalCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
    if not locked.works_at(at):
        raise NotAllowed(locked.state_at(at).value)
    if locked.letter is None:
        raise NotAllowed("no_letter")
    envelopes.open([locked])
    locked.printed_at = at
    locked.save(update_fields=["printed_at"])
    trail.record(events.PORTAL_CODE_PRINTED, envelopes=[locked.envelope_id], reference=locked.case_reference)
    return files.read(SealedFile.objects.get(pk=locked.letter))


@transaction.atomic
def revoke(*, code: PortalCode, because: str, by: UUID, at: datetime) -> PortalCode:
    """End a code before its time, with it what the person took since for the next visit, and every visit that goes on.

    Raises NotAllowed.
    """
    if because not in REVOKED_BECAUSE:
        raise NotAllowed("no_reason")
    locked = PortalCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
    if locked.revoked_at is not None:
        raise NotAllowed("revoked")
    others = code_rows.still_open(debtor=locked.debtor, case_reference=locked.case_reference, at=at)
    code_rows.end([locked, *(each for each in others if each.pk != locked.pk)], because, by=by, at=at)
    return locked


def _written(debtor: Debtor, case: Case, code: str, language: str, at: datetime) -> bytes:
    written_on, expires_on = lasts(case=case, at=at)
    try:
        return portal_letters.write(
            debtor=debtor,
            case_reference=case.reference,
            code=code,
            language=language,
            written_on=written_on,
            expires_on=expires_on,
        )
    except letters.MissingElements as missing:
        raise _not_known(missing) from None


def _not_known(missing: letters.MissingElements) -> NotAllowed:
    about_recipient = any(name.startswith("recipient.") for name in missing.names)
    return NotAllowed("no_address" if about_recipient else "no_contacts")
