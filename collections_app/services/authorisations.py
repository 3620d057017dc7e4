"""Authorisations: entering one with its document, verifying it as a second person, revoking it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from audit.vocabulary import EventName
from collections_app import events
from collections_app.models import Authorisation, AuthorityKind, Case, Debtor, DebtorKind, Recipient, RecipientPerson
from collections_app.policies import authorisations as rules
from collections_app.record_classes import RECIPIENT
from collections_app.selectors import authorisations
from collections_app.services.disclosing import recipients
from personal_data import envelopes, files
from personal_data.models import Envelope, Role

FILE_COLUMN = "authorisation.evidence.v1"
LARGEST_DOCUMENT = 10 * 1024 * 1024
"""Bytes: some scanned pages."""

REVOKED_BECAUSE = {
    "asked": _("the debtor asked for it"),
    "ended": _("the appointment or the authority has ended"),
    "doubted": _("there are doubts about the document"),
    "mistake": _("it was entered by mistake"),
}
BY_THE_DEBTOR = "asked"
_REFUSALS = {
    "not_in_case": _("This debtor is not part of the case."),
    "not_a_person": _("A company has no personal data of its own, so nobody is authorised to get any."),
    "name_missing": _("Enter the name of the person who speaks for the debtor."),
    "address_missing": _("Enter the postal address: the sign-in letter goes there."),
    "document_missing": _("Say which document it is, who gave it, and its date."),
    "not_a_document": _("Only a PDF is taken here. Save the document as PDF and choose it again."),
    "too_large": _("The document is larger than 10 MB. Save it with fewer dots to the inch."),
    "scope_missing": _("Say how far the authority goes."),
    "kind_unknown": _("Choose by what the person may speak for the debtor."),
    "ends_before_begin": _("It cannot end before it begins."),
    "too_long": _("Enter a last day within two years: whether it still stands is asked anew then."),
    "same_person": _("You entered it. Somebody else looks at the document and verifies it."),
    "verified_already": _("It has been verified already."),
    "revoked_already": _("It has been revoked already."),
    "no_reason": _("Choose one of the listed reasons."),
}


class NotAllowed(ValidationError):
    """The step is not allowed; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@dataclass(frozen=True, slots=True, repr=False)
class Stated:
    """What a document says: who speaks for the debtor, by what, how far and until when."""

    name: str
    address: str
    country: str
    language: str
    kind: str
    scope: tuple[str, ...]
    is_protected: bool
    valid_from: date
    valid_until: date
    document: str


@transaction.atomic
def enter(
    *, case: Case, debtor: Debtor, stated: Stated, content: BinaryIO, size: int, by: UUID, at: datetime
) -> Authorisation:
    """Keep an authorisation with its document, sealed in an envelope of both persons. It opens nothing yet.

    Raises NotAllowed when something is missing, or it would last for more than two years.
    """
    _check(case, debtor, stated, content, size)
    recipient = recipients.register(
        controller=case.controller,
        kind=rules.recipient_kind(stated.kind),
        name=stated.name,
        contact=stated.address,
        country=stated.country,
        language=stated.language,
        is_person=True,
        at=at,
    )
    home = _home(recipient, debtor, stated)
    kept = Authorisation.objects.create(
        envelope=home,
        controller=case.controller,
        recipient=recipient,
        debtor_reference=debtor.reference,
        case_reference=case.reference,
        kind=stated.kind,
        scope=sorted(stated.scope),
        is_protected=stated.is_protected,
        valid_from=stated.valid_from,
        valid_until=stated.valid_until,
        document=stated.document.strip(),
        evidence=files.store(envelope=home, column_id=FILE_COLUMN, media_type="application/pdf", content=content).pk,
        entered_by=by,
        entered_at=at,
    )
    _record(events.AUTHORISATION_ENTERED, kept, stated.kind)
    return kept


def _home(recipient: Recipient, debtor: Debtor, stated: Stated) -> Envelope:
    """An envelope of both persons. It and that of the representative go by their own clock, revoked or not."""
    person = RecipientPerson.objects.get(recipient=recipient)
    envelopes.set_trigger(envelopes=[person.envelope_id], trigger_on=stated.valid_until)
    role = Role.CONTACT if stated.kind == AuthorityKind.POWER_OF_ATTORNEY else Role.GUARDIAN
    return envelopes.create(
        controller=recipient.controller,
        record_class=RECIPIENT,
        subjects=[(debtor.subject, Role.DEBTOR), (authorisations.person_of(recipient), role)],
        trigger_on=stated.valid_until,
    )


def _check(case: Case, debtor: Debtor, stated: Stated, content: BinaryIO, size: int) -> None:
    head = content.read(5)
    content.seek(0)
    wrong = {
        "not_in_case": not case.case_debtors.filter(debtor=debtor).exists(),
        "not_a_person": debtor.kind == DebtorKind.COMPANY,
        "kind_unknown": stated.kind not in AuthorityKind.values,
        "name_missing": not stated.name.strip(),
        "address_missing": not stated.address.strip(),
        "document_missing": not stated.document.strip(),
        "scope_missing": not stated.scope,
        "ends_before_begin": stated.valid_until < stated.valid_from,
        "too_long": rules.lasts_too_long(valid_from=stated.valid_from, valid_until=stated.valid_until),
        "too_large": size > LARGEST_DOCUMENT,
        "not_a_document": head != b"%PDF-",
    }
    if reason := next((code for code, is_so in wrong.items() if is_so), ""):
        raise NotAllowed(reason)


@transaction.atomic
def verify(*, kept: Authorisation, by: UUID, at: datetime) -> Authorisation:
    """Say as a second person that the document bears it, and that no duty of secrecy stands against it."""
    locked = _locked(kept)
    if locked.revoked_at is not None:
        raise NotAllowed("revoked_already")
    if locked.verified_at is not None:
        raise NotAllowed("verified_already")
    if locked.entered_by == by:
        raise NotAllowed("same_person")
    locked.verified_by, locked.verified_at = by, at
    locked.save(update_fields=["verified_by", "verified_at"])
    _record(events.AUTHORISATION_VERIFIED, locked, locked.kind)
    return locked


@transaction.atomic
def revoke(*, kept: Authorisation, because: str, by: UUID, at: datetime) -> Authorisation:
    """End it now, for the debtor or for us: from this moment nothing opens on it. Raises NotAllowed."""
    if because not in REVOKED_BECAUSE:
        raise NotAllowed("no_reason")
    locked = _locked(kept)
    if locked.revoked_at is not None:
        raise NotAllowed("revoked_already")
    today = at.astimezone(ZoneInfo(locked.controller.time_zone)).date()
    locked.revoked_by, locked.revoked_at, locked.revoked_because = by, at, because
    locked.save(update_fields=["revoked_by", "revoked_at", "revoked_because"])
    envelopes.set_trigger(envelopes=[locked.envelope_id], trigger_on=min(today, locked.valid_until))
    if locked.recipient.ended_on is None:
        recipients.end(recipient=locked.recipient, on=today)
    _record(events.AUTHORISATION_REVOKED, locked, because)
    return locked


def _locked(kept: Authorisation) -> Authorisation:
    rows = Authorisation.objects.select_for_update(of=("self",)).select_related("recipient", "controller")
    return rows.get(pk=kept.pk)


def _record(name: EventName, kept: Authorisation, reason: str) -> None:
    trail.record(
        name,
        envelopes=[kept.envelope_id],
        reference=kept.case_reference,
        reason=reason,
        recipient=kept.recipient.reference,
    )
