"""Who paid: a payment of a debtor belongs to the debtor's data, one of somebody else to that person's."""

from uuid import UUID

from collections_app.models import Case, CaseDebtor, Payment
from collections_app.selectors import payment_entries
from collections_app.services.payments import matching
from collections_app.services.payments.matching import NamedCase, Party
from personal_data import envelopes
from personal_data.models import EnvelopeSubject

_ONE = 0


def name_of(payment: Payment) -> str:
    """The payer's name at the bank; empty when the bank gave none, or when the payment may not be opened now."""
    if payment.party_name is None:
        return ""
    try:
        envelopes.open([payment])
    except envelopes.Refused:
        return ""
    return str(payment.party_name.reveal())


def subjects_of(payment: Payment) -> list[tuple[UUID, str]]:
    """The persons whom a payment is about."""
    return list(EnvelopeSubject.objects.filter(envelope_id=payment.envelope_id).values_list("subject_id", "role"))


def recognise(*, payment: Payment, case: Case, name: str) -> None:
    """When the payer has the name of a debtor of the case, the payment and its entries are the debtor's own data."""
    parts = CaseDebtor.objects.filter(case=case).values_list("debtor__subject_id", "role", "debtor__envelope_id")
    parties = [Party(*part) for part in parts.order_by("role", "id")]
    if payment.payer_id in {party.subject_id for party in parties}:
        return
    named = NamedCase(case.pk, case.envelope_id, case.reference, is_open=True, parties=parties)
    party = matching.same_name(payment.controller_id, {_ONE: name}, {_ONE: named}).get(_ONE)
    if party is None:
        return
    concerned = [payment.envelope_id, *payment_entries.envelopes_of(payment)]
    known = EnvelopeSubject.objects.filter(envelope_id__in=concerned, subject_id=party.subject_id)
    told = set(known.values_list("envelope_id", flat=True))
    EnvelopeSubject.objects.bulk_create(
        EnvelopeSubject(envelope_id=each, subject_id=party.subject_id, role=party.role)
        for each in concerned
        if each not in told
    )
    payment.payer_id = party.subject_id
    payment.save(update_fields=["payer"])
