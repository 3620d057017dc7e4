"""Putting debtors, cases and claims into a batch: each in its envelope, with the persons it concerns."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from collections_app.models import Case, CaseDebtor, Claim, ClaimPart, ClaimPartKind, Creditor, Debtor
from collections_app.policies import matching
from collections_app.record_classes import CASE_FILE, PROFILE
from personal_data.bulk import Batch
from personal_data.models import Role


class Particulars(NamedTuple):
    """Who a debtor is, as the creditor says."""

    kind: str
    name: str
    identity_number: str | None = None
    identity_scheme: str = ""
    address: dict[str, Any] | None = None
    phone: str | None = None
    email: str | None = None
    contact_name: str | None = None
    birth_date: date | None = None

    def __repr__(self) -> str:
        return "<Particulars>"


class FiledDebtor(NamedTuple):
    """Where a debtor stands."""

    id: UUID
    subject_id: UUID
    envelope_id: UUID


class FiledCase(NamedTuple):
    """Where a case stands."""

    id: UUID
    envelope_id: UUID


class ClaimParticulars(NamedTuple):
    """What a creditor's document says, and the digests by which it is recognised."""

    kind: str
    number: str
    amount_minor: int
    currency: str
    issued_on: date
    due_on: date | None
    ground: str | None
    seller_name: str | None
    document_digest: bytes
    content_digest: bytes
    credits_id: UUID | None = None
    interest_minor: int = 0
    costs_minor: int = 0

    def __repr__(self) -> str:
        return "<ClaimParticulars>"

    def parts(self) -> list[tuple[ClaimPartKind, int]]:
        """What the amount is made of; empty where it is principal alone."""
        beside = [(ClaimPartKind.INTEREST, self.interest_minor), (ClaimPartKind.COSTS, self.costs_minor)]
        given = [(kind, amount) for kind, amount in beside if amount]
        principal = self.amount_minor - self.interest_minor - self.costs_minor
        return [(ClaimPartKind.PRINCIPAL, principal), *given] if given else []


def debtor(batch: Batch, *, controller_id: UUID, reference: str, who: Particulars, at: datetime) -> FiledDebtor:
    """A new debtor in a profile of their own; the contact person is a data subject beside them."""
    subject_id = batch.subject(kind=who.kind)
    subjects: list[tuple[UUID, str]] = [(subject_id, Role.DEBTOR)]
    if who.contact_name:
        subjects.append((batch.subject(kind="person"), Role.CONTACT))
    envelope_id = batch.envelope(record_class=PROFILE, subjects=subjects)
    values = {
        "envelope_id": envelope_id,
        "controller_id": controller_id,
        "subject_id": subject_id,
        "reference": reference,
        "kind": who.kind,
        "is_identified": bool(who.identity_number),
        "identity_scheme": who.identity_scheme if who.identity_number else "",
        "name": who.name,
        "identity_number": who.identity_number or None,
        "birth_date": who.birth_date,
        "address": who.address or None,
        "phone": who.phone or None,
        "email": who.email or None,
        "contact_name": who.contact_name or None,
        "created_at": at,
    }
    return FiledDebtor(batch.add(Debtor, values), subject_id, envelope_id)


def case(
    batch: Batch, *, creditor: Creditor, reference: str, parties: Sequence[tuple[UUID, UUID, str]], opened_on: date
) -> FiledCase:
    """A new open case; the parties are triples of debtor, data subject and role."""
    subjects = [(subject_id, role) for _, subject_id, role in parties]
    envelope_id = batch.envelope(record_class=CASE_FILE, subjects=subjects)
    values = {
        "envelope_id": envelope_id,
        "controller_id": creditor.controller_id,
        "creditor_id": creditor.pk,
        "reference": reference,
        "debtor_set": matching.debtor_set(debtor_id for debtor_id, _, _ in parties),
        "opened_on": opened_on,
    }
    case_id = batch.add(Case, values)
    for debtor_id, _, role in parties:
        part = {"envelope_id": envelope_id, "case_id": case_id, "debtor_id": debtor_id, "role": str(role)}
        batch.add(CaseDebtor, part)
    return FiledCase(case_id, envelope_id)


def claim(batch: Batch, *, case_id: UUID, envelope_id: UUID, what: ClaimParticulars, at: datetime) -> UUID:
    """A claim or credit note in the envelope of its case."""
    values = {
        "envelope_id": envelope_id,
        "case_id": case_id,
        "kind": what.kind,
        "credits_id": what.credits_id,
        "amount_minor": what.amount_minor,
        "currency": what.currency,
        "issued_on": what.issued_on,
        "due_on": what.due_on,
        "number": what.number,
        "ground": what.ground or None,
        "seller_name": what.seller_name or None,
        "document_digest": what.document_digest,
        "content_digest": what.content_digest,
        "received_at": at,
    }
    claim_id = batch.add(Claim, values)
    if what.interest_minor or what.costs_minor:
        for kind, amount in what.parts():
            part = {"envelope_id": envelope_id, "claim_id": claim_id, "kind": kind.value, "amount_minor": amount}
            batch.add(ClaimPart, {**part, "currency": what.currency})
    return claim_id
