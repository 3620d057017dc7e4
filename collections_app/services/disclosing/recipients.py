"""Recipients: entering them, and the agreements and transfer mechanisms without which nothing goes to them."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Clause, Creditor, Recipient, RecipientPerson, RecipientSafeguard, SafeguardKind
from collections_app.policies.disclosures import NO_MECHANISM
from collections_app.record_classes import RECIPIENT
from collections_app.services import references
from personal_data import envelopes, subjects
from personal_data.models import Controller, Role

_REFUSALS = {
    "name_missing": _("Enter the name of the recipient."),
    "other_client": _("This client belongs to another controller."),
    "document_missing": _("Name the document: the agreement, the clauses with module and date, or the decision."),
    "clauses_missing": _("A processor agreement has every point of art. 28(3). Say that each was found in it."),
    "not_assessed": _("Enter the day on which the transfer was assessed; it lies before the first transfer."),
    "ends_before_begin": _("It cannot end before it begins."),
    "mechanism_in_force": _("Another transfer mechanism is in force in that time. End it first: one holds at a time."),
    "ended_already": _("This recipient has been ended already."),
}
_ASSESSED = {SafeguardKind.STANDARD_CLAUSES, SafeguardKind.BINDING_RULES}


class NotAllowed(ValidationError):
    """The step is not allowed; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@transaction.atomic
def register(
    *,
    controller: Controller,
    kind: str,
    name: str,
    country: str,
    at: datetime,
    contact: str = "",
    language: str = "en",
    notice_key: str = "",
    is_person: bool = False,
    creditor: Creditor | None = None,
) -> Recipient:
    """Enter a recipient of one controller's data; a natural person's name and address are sealed.

    ``creditor`` is the client that a recipient of that kind is. Raises NotAllowed without a name or with another
    controller's client, ValidationError for a kind or country that is none.
    """
    if creditor is not None and creditor.controller_id != controller.pk:
        raise NotAllowed("other_client")
    if not name.strip():
        raise NotAllowed("name_missing")
    recipient = Recipient(
        controller=controller,
        creditor=creditor,
        reference=references.take(kind="recipient", year=at.year)[0],
        kind=kind,
        is_person=is_person,
        name="" if is_person else name.strip(),
        contact="" if is_person else contact.strip(),
        country=country.strip().upper(),
        language=language,
        notice_key=notice_key,
        registered_at=at,
    )
    recipient.full_clean()
    recipient.save(force_insert=True)
    if is_person:
        _seal(recipient, name.strip(), contact.strip())
    trail.record(events.RECIPIENT_REGISTERED, reference=recipient.reference, reason=kind)
    return recipient


@transaction.atomic
def change_contact(*, recipient: Recipient, contact: str) -> Recipient:
    """Enter where letters to a recipient go from now on; a natural person's address is sealed."""
    locked = Recipient.objects.select_for_update().get(pk=recipient.pk)
    if locked.is_person:
        person = RecipientPerson.objects.get(recipient=locked)
        envelopes.prepare_to_write([person])
        person.contact = contact.strip() or None
        person.save(update_fields=["contact"])
    else:
        locked.contact = contact.strip()
        locked.save(update_fields=["contact"])
    trail.record(events.RECIPIENT_CHANGED, reference=locked.reference, reason="contact")
    return locked


@transaction.atomic
def add_safeguard(
    *,
    recipient: Recipient,
    kind: str,
    document: str,
    valid_from: date,
    by: UUID,
    at: datetime,
    valid_until: date | None = None,
    assessed_on: date | None = None,
    clauses: Collection[str] = (),
) -> RecipientSafeguard:
    """Enter an agreement or a transfer mechanism. Raises NotAllowed when it lacks something or another one is in force.

    A processor agreement is entered when every point of art. 28(3) was found in it (ALMI-66), so nothing goes there
    before. Clauses and corporate rules are assessed for the country before they open a way (CJEU C-311/18).
    """
    Recipient.objects.select_for_update().get(pk=recipient.pk)
    if not document.strip():
        raise NotAllowed("document_missing")
    if valid_until is not None and valid_until < valid_from:
        raise NotAllowed("ends_before_begin")
    if kind == SafeguardKind.PROCESSOR_AGREEMENT and set(clauses) != set(Clause.values):
        raise NotAllowed("clauses_missing")
    if kind in _ASSESSED and (assessed_on is None or assessed_on > valid_from):
        raise NotAllowed("not_assessed")
    if kind not in NO_MECHANISM and _overlaps(recipient, valid_from, valid_until):
        raise NotAllowed("mechanism_in_force")
    safeguard = RecipientSafeguard.objects.create(
        recipient=recipient,
        kind=kind,
        document=document.strip(),
        clauses=sorted(clauses) if kind == SafeguardKind.PROCESSOR_AGREEMENT else [],
        assessed_on=assessed_on,
        valid_from=valid_from,
        valid_until=valid_until,
        entered_by=by,
        entered_at=at,
    )
    trail.record(events.SAFEGUARD_ENTERED, reference=recipient.reference, reason=kind)
    return safeguard


@transaction.atomic
def end_safeguard(*, safeguard: RecipientSafeguard, last_day: date) -> RecipientSafeguard:
    """End an agreement or mechanism; that day is the last on which it holds. Raises NotAllowed before its first day."""
    locked = RecipientSafeguard.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=safeguard.pk)
    if last_day < locked.valid_from:
        raise NotAllowed("ends_before_begin")
    locked.valid_until = last_day
    locked.save(update_fields=["valid_until"])
    trail.record(events.SAFEGUARD_ENTERED, reference=locked.recipient.reference, reason=f"{locked.kind}.ended")
    return locked


@transaction.atomic
def end(*, recipient: Recipient, on: date) -> Recipient:
    """Pass nothing more to a recipient from that day on; of a natural person the retention clock starts."""
    locked = Recipient.objects.select_for_update().get(pk=recipient.pk)
    if locked.ended_on is not None:
        raise NotAllowed("ended_already")
    locked.ended_on = on
    locked.save(update_fields=["ended_on"])
    person = RecipientPerson.objects.filter(recipient=locked).first()
    if person is not None:
        envelopes.set_trigger(envelopes=[person.envelope_id], trigger_on=on)
    trail.record(events.RECIPIENT_CHANGED, reference=locked.reference, reason="ended")
    return locked


def names(of: Iterable[Recipient]) -> dict[int, str]:
    """The names of some recipients by their id, for those who may know them: what is sealed of persons is opened."""
    asked = {each.pk: each for each in of}
    persons = list(RecipientPerson.objects.filter(recipient__in=[pk for pk, each in asked.items() if each.is_person]))
    if persons:
        envelopes.open(persons)
    revealed = {person.recipient_id: str(person.name.reveal()) for person in persons}
    return {pk: revealed.get(pk, each.called) for pk, each in asked.items()}


def address_of(recipient: Recipient) -> str:
    """The postal address of a recipient, a person's opened; empty when none is known."""
    person = RecipientPerson.objects.filter(recipient=recipient).first()
    if person is None:
        return recipient.contact
    envelopes.open([person])
    return str(person.contact.reveal()) if person.contact is not None else ""


def _seal(recipient: Recipient, name: str, contact: str) -> None:
    subject = subjects.create(controller=recipient.controller, kind="sole_trader")
    envelope = envelopes.create(
        controller=recipient.controller, record_class=RECIPIENT, subjects=[(subject, Role.CONTACT)]
    )
    RecipientPerson.objects.create(envelope=envelope, recipient=recipient, name=name, contact=contact or None)


def _overlaps(recipient: Recipient, valid_from: date, valid_until: date | None) -> bool:
    others = recipient.safeguards.exclude(kind__in=NO_MECHANISM).exclude(valid_until__lt=valid_from)
    return (others if valid_until is None else others.exclude(valid_from__gt=valid_until)).exists()
