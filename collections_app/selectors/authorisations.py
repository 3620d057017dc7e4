"""Who may speak for whom. Nothing is opened."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from collections_app.models import Authorisation, Debtor, Recipient, RecipientPerson
from personal_data import reach
from personal_data.models import DataSubject, EnvelopeSubject


def of_recipient(recipient: Recipient) -> Authorisation | None:
    """The authorisation on which a recipient gets data, if there is one."""
    return Authorisation.objects.filter(recipient=recipient).first()


def of_debtor(debtor: Debtor) -> Sequence[Authorisation]:
    """Everybody who speaks or spoke for a debtor, the newest first."""
    found = Authorisation.objects.filter(debtor_reference=debtor.reference, controller=debtor.controller_id)
    return list(found.select_related("recipient__controller").order_by("-entered_at", "-id"))


def by_id(found: UUID) -> Authorisation | None:
    """One authorisation with its recipient, or None when it has been erased."""
    return Authorisation.objects.select_related("recipient__controller", "controller").filter(pk=found).first()


def of_debtor_by_id(*, debtor: Debtor, found: UUID) -> Authorisation:
    """One authorisation of a debtor within reach. Raises Authorisation.DoesNotExist."""
    rows = Authorisation.objects.filter(reach.within(), debtor_reference=debtor.reference)
    return rows.select_related("recipient__controller", "controller").get(pk=found)


def person_of(recipient: Recipient) -> DataSubject:
    """The representative as a data subject. Raises RecipientPerson.DoesNotExist when they have been erased."""
    person = RecipientPerson.objects.get(recipient=recipient)
    return EnvelopeSubject.objects.select_related("subject").get(envelope=person.envelope_id).subject


def person_speaking(found: UUID) -> DataSubject | None:
    """The representative of an authorisation, or None when either has been erased."""
    kept = by_id(found)
    try:
        return person_of(kept.recipient) if kept else None
    except RecipientPerson.DoesNotExist:
        return None


def speaking_among(subject: DataSubject, actors: Iterable[UUID | None]) -> frozenset[UUID]:
    """Those of some data subjects who have a part in an authorisation of this person: they speak or spoke for them.

    Asks only where another than the person is among them.
    """
    if not {each for each in actors if each and each != subject.pk}:
        return frozenset()
    shared = Authorisation.objects.filter(envelope__parts__subject=subject).values("envelope")
    parts = EnvelopeSubject.objects.filter(envelope__in=shared).exclude(subject=subject)
    return frozenset(parts.values_list("subject_id", flat=True))
