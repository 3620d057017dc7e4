"""What can be held in a matter: the case, a person in it, a single record. Opens nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from collections_app.models import Case, CaseDebtor
from collections_app.models.records import KeptRecord
from collections_app.record_kinds import Desk
from collections_app.selectors import records
from personal_data import catalogue, record_classes
from personal_data.models import Controller, DataSubject, Envelope
from personal_data.purposes import Purpose
from retention.models import HoldScope


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that can be held. ``anchor`` is the envelope in which the hold itself is written down."""

    key: str
    scope: HoldScope
    controller: Controller
    about: str
    anchor: UUID
    envelopes: Sequence[UUID] = ()
    subject: DataSubject | None = None
    record_class: record_classes.RecordClass | None = field(default=None, compare=False)
    since: datetime | None = None


def of_case(case: Case) -> list[Target]:
    """The case, then its persons, then its single records."""
    envelopes = envelopes_of(case.reference, case.envelope_id)
    rest = Envelope.objects.filter(id__in=envelopes).order_by("created_at", "id")
    return [
        Target("case", HoldScope.CASE, case.controller, case.reference, case.envelope_id, envelopes),
        *(_person(case, part) for part in _parts(case)),
        *(_record(each, case.controller, case.reference) for each in rest),
    ]


def of_kept(record: KeptRecord) -> list[Target]:
    """A record beside the cases, such as an application for work in a dispute (AXACTOR-93)."""
    return [of_record(record.envelope, record.reference)]


def kept(reference: str, desks: Sequence[Desk]) -> KeptRecord | None:
    """The record beside the cases of that number within reach, at some desks; None where there is none."""
    found = (records.one(desk, reference) for desk in desks)
    return next((record for record in found if record is not None), None)


def of_record(envelope: Envelope, about: str) -> Target:
    """One record by itself."""
    return _record(envelope, envelope.controller, about)


def envelopes_of(case_reference: str, case_envelope: UUID) -> list[UUID]:
    """The envelopes of a case: its file and every record of its own that bears its number, but for those that no legal
    claim may open (ledger entries, lines of registers) or that are not told of."""
    found = {case_envelope}
    for model in catalogue.personal_models():
        if any(each.name == "case_reference" for each in model._meta.fields):
            rows: QuerySet[Any] = model._default_manager.all()
            found.update(rows.filter(case_reference=case_reference).values_list("envelope_id", flat=True))
    open_to_claims = record_classes.open_to(Purpose.LEGAL_CLAIM)
    kept = Envelope.objects.filter(id__in=found, record_class__in=open_to_claims)
    return list(kept.order_by("id").values_list("id", flat=True))


def _parts(case: Case) -> Iterator[CaseDebtor]:
    yield from case.case_debtors.select_related("debtor__subject").order_by("role", "id")


def _person(case: Case, part: CaseDebtor) -> Target:
    debtor = part.debtor
    return Target(
        f"person-{debtor.reference}",
        HoldScope.PERSON,
        case.controller,
        debtor.reference,
        debtor.envelope_id,
        subject=debtor.subject,
    )


def _record(envelope: Envelope, controller: Controller, about: str) -> Target:
    return Target(
        f"record-{envelope.id}",
        HoldScope.RECORD,
        controller,
        about,
        envelope.id,
        [envelope.id],
        record_class=record_classes.get(envelope.record_class),
        since=envelope.created_at,
    )
