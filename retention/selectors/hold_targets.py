"""What can be held in a matter: the case, a person in it, a single record. Opens nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from collections_app.models import Case, CaseDebtor
from collections_app.models.records import KeptRecord
from collections_app.record_kinds import Desk
from collections_app.selectors import records
from personal_data import catalogue, record_classes
from personal_data.models import BlockKind, Controller, DataSubject, Envelope, EnvelopeBlock
from personal_data.purposes import Purpose
from retention.models import HoldScope, LegalHold


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
    return _open_to_claims({case_envelope, *_bearing([case_reference])})


def coming_under_holds(controller: Controller, *, by: date) -> Sequence[UUID]:
    """What is due by a day and came into held cases after the hold was placed: the next proposal holds it too
    (``services.holds.follow``). A few statements, however many cases are held."""
    standing = LegalHold.objects.filter(controller=controller, scope=HoldScope.CASE, released_at=None)
    cases = Case.objects.filter(controller=controller, reference__in=standing.values("about"))
    found = set(_bearing(list(cases.values_list("reference", flat=True))))
    held = EnvelopeBlock.objects.filter(envelope_id__in=found, kind=BlockKind.HOLD, lifted_at=None)
    rest = found.difference(held.values_list("envelope_id", flat=True))
    return _open_to_claims(rest, due_on__lte=by) if rest else []


def _bearing(case_references: Sequence[str]) -> Iterator[UUID]:
    """The envelopes of everything that bears the number of one of some cases."""
    if not case_references:
        return
    for model in catalogue.personal_models():
        if any(each.name == "case_reference" for each in model._meta.fields):
            rows: QuerySet[Any] = model._default_manager.all()
            yield from rows.filter(case_reference__in=case_references).values_list("envelope_id", flat=True)


def _open_to_claims(found: Iterable[UUID], **more: date) -> list[UUID]:
    classes = record_classes.open_to(Purpose.LEGAL_CLAIM)
    kept = Envelope.objects.filter(id__in=list(found), record_class__in=classes, **more)
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
