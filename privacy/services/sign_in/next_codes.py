"""The code for the next visit: a code opens the portal once, and whoever is in may take another one along.

It is shown on one page, once, and kept as a digest like that of a letter. Nobody is locked out of an answer that comes
weeks later, and nobody has to send a letter for it.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from audit import trail
from collections_app.models import Debtor
from privacy import events
from privacy.models import PortalCode
from privacy.policies.sign_in import codes, limits
from privacy.services.sign_in import code_digests, code_rows, counts


@dataclass(frozen=True, slots=True)
class Taken:
    """A code in clear, for the one page that shows it."""

    code: str
    last_day: date


def waiting(visiting: PortalCode, *, at: datetime) -> PortalCode | None:
    """The code with which the visitor can come again, if they took one and it works."""
    found = code_rows.unused(debtor=visiting.debtor, case_reference=visiting.case_reference)
    return next((each for each in found if each.works_at(at)), None)


@transaction.atomic
def take(*, visiting: PortalCode, language: str, at: datetime) -> Taken | None:
    """A new code in place of one that was taken before; None when too many were taken in one day.

    ``visiting`` is the code that began this visit, which goes on.
    """
    debtor = visiting.debtor
    bucket = code_digests.of_count(limits.NEXT_CODES.kind, str(debtor.pk))
    if counts.take((bucket,), (limits.NEXT_CODES,), at=at).wait_until:
        return None
    # Of two pages that ask at once the second replaces what the first has shown.
    Debtor.objects.select_for_update(of=("self",)).get(pk=debtor.pk)
    before = code_rows.unused(debtor=debtor, case_reference=visiting.case_reference)
    code_rows.end(before, code_rows.REPLACED, by=debtor.subject_id, at=at)
    code = codes.make(secrets.choice)
    today = at.astimezone(ZoneInfo(debtor.controller.time_zone)).date()
    last_day = today + timedelta(days=settings.PORTAL_NEXT_CODE_DAYS)
    code_rows.keep(
        code=code,
        debtor=debtor,
        case_reference=visiting.case_reference,
        letter=None,
        language=language,
        by=debtor.subject_id,
        at=at,
        last_day=last_day,
    )
    trail.record(events.PORTAL_CODE_TAKEN, envelopes=[debtor.envelope_id], reference=visiting.case_reference)
    return Taken(codes.grouped(code), last_day)
