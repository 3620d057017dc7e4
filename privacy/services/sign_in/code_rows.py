"""The rows of sign-in codes: keeping the digest of one, and ending those that could still be used."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from audit import trail
from collections_app.models import Debtor
from privacy import events
from privacy.models import PortalCode
from privacy.services.sign_in import code_digests

REPLACED = "replaced"


def keep(
    *,
    code: str,
    debtor: Debtor,
    case_reference: str,
    letter: UUID | None,
    language: str,
    by: UUID,
    at: datetime,
    last_day: date,
    authorisation: UUID | None = None,
) -> PortalCode:
    """Keep the digest of a new code, which works until the last minute of a day by the controller's clock."""
    salt = secrets.token_bytes(code_digests.SALT_BYTES)
    zone = ZoneInfo(debtor.controller.time_zone)
    return PortalCode.objects.create(
        envelope_id=debtor.envelope_id,
        controller_id=debtor.controller_id,
        debtor=debtor,
        case_reference=case_reference,
        salt=salt,
        digest=code_digests.of_code(code, salt=salt),
        letter=letter,
        authorisation=authorisation,
        language=language,
        issued_at=at,
        issued_by=by,
        expires_at=datetime.combine(last_day + timedelta(days=1), time(0), zone),
    )


def unused(*, debtor: Debtor, case_reference: str) -> Sequence[PortalCode]:
    """The debtor's own code for this case that nobody has used or revoked: one or none."""
    return list(
        PortalCode.objects.filter(
            debtor=debtor,
            case_reference=case_reference,
            authorisation=None,
            revoked_at__isnull=True,
            used_at__isnull=True,
        )
    )


def of_authorisation(authorisation: UUID) -> Sequence[PortalCode]:
    """The codes of a representative that nobody has revoked; a visit that one began ends with it."""
    return list(PortalCode.objects.filter(authorisation=authorisation, revoked_at__isnull=True))


def still_open(*, debtor: Debtor, case_reference: str, at: datetime) -> Sequence[PortalCode]:
    """The unused code, and those whose visit may still go on."""
    longest = at - timedelta(hours=settings.PORTAL_LONGEST_HOURS)
    return list(
        PortalCode.objects.filter(
            Q(used_at__isnull=True) | Q(used_at__gt=longest),
            debtor=debtor,
            case_reference=case_reference,
            authorisation=None,
            revoked_at__isnull=True,
        )
    )


def end(codes: Sequence[PortalCode], because: str, *, by: UUID, at: datetime) -> None:
    """Revoke codes, and with each the visit that it began."""
    for code in codes:
        code.revoked_at, code.revoked_by, code.revoked_because = at, by, because
        code.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
        trail.record(
            events.PORTAL_CODE_REVOKED, envelopes=[code.envelope_id], reference=code.case_reference, reason=because
        )
