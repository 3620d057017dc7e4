"""The sign-in letter of a representative, and the end of an authorisation with every visit on it."""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import letters
from collections_app.models import Authorisation, Debtor
from collections_app.policies import authorisations as rules
from collections_app.services import authorisations
from collections_app.services.disclosing import recipients
from privacy import events
from privacy.policies.sign_in import codes
from privacy.services.sign_in import code_rows

_TEMPLATE = "representative_code"
_REFUSALS = {
    "not_in_force": _("The authorisation is not in force today: it has to be verified, and not to be over."),
    "no_address": _("The letter cannot be written: an element that it needs is not known."),
}


class NotAllowed(ValidationError):
    """The letter cannot be written; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@transaction.atomic
def write_letter(*, kept: Authorisation, debtor: Debtor, language: str, by: UUID, at: datetime) -> bytes:
    """The letter with a new code, as PDF, once: it is kept nowhere, so whoever needs it again writes another.

    The code works no longer than the authorisation. A code before it ends, and a visit with it. Raises NotAllowed.
    """
    kept = (
        Authorisation.objects.select_for_update(of=("self",)).select_related("recipient", "controller").get(pk=kept.pk)
    )
    today = at.astimezone(ZoneInfo(kept.controller.time_zone)).date()
    if rules.is_void(rules.standing_of(kept), day=today):
        raise NotAllowed("not_in_force")
    Debtor.objects.select_for_update(of=("self",)).get(pk=debtor.pk)
    code_rows.end(code_rows.of_authorisation(kept.pk), code_rows.REPLACED, by=by, at=at)
    code = codes.make(secrets.choice)
    last_day = min(today + timedelta(days=settings.PORTAL_CODE_DAYS), kept.valid_until)
    content = _written(kept, language, code, {"date": today, "expires_on": last_day})
    row = code_rows.keep(
        code=code,
        debtor=debtor,
        case_reference=kept.case_reference,
        letter=None,
        language=language,
        by=by,
        at=at,
        last_day=last_day,
        authorisation=kept.pk,
    )
    concerned = [row.envelope_id, kept.envelope_id]
    for event in (events.PORTAL_CODE_ISSUED, events.PORTAL_CODE_PRINTED):
        trail.record(event, envelopes=concerned, reference=kept.case_reference, recipient=kept.recipient.reference)
    return content


def _written(kept: Authorisation, language: str, code: str, days: dict[str, Any]) -> bytes:
    to = kept.recipient
    data = {
        "controller": letters.of_controller(kept.controller),
        "recipient": {"name": recipients.names([to])[to.pk], "address": recipients.address_of(to).splitlines()},
        "reference": kept.case_reference,
        "portal_address": settings.PORTAL_ADDRESS,
        "case_number": kept.case_reference,
        "code": codes.grouped(code),
        "valid_until": kept.valid_until,
        **days,
    }
    try:
        return letters.render(_TEMPLATE, data, language=language)
    except letters.MissingElements:
        raise NotAllowed("no_address") from None


@transaction.atomic
def revoke(*, kept: Authorisation, because: str, by: UUID, at: datetime) -> Authorisation:
    """End an authorisation and with it every code and visit, at once. Raises ``authorisations.NotAllowed``."""
    revoked = authorisations.revoke(kept=kept, because=because, by=by, at=at)
    code_rows.end(code_rows.of_authorisation(kept.pk), "asked", by=by, at=at)
    return revoked
