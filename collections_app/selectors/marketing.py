"""Who may be in a batch for direct marketing, as far as can be said without opening anything (OPR-39)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery

from collections_app.models import (
    Authorisation,
    AuthorityKind,
    CaseDebtor,
    CaseStatus,
    Debtor,
    DebtorKind,
    Disclosure,
    DisclosurePurpose,
    LegalFile,
    MarketingBatch,
    MatterKind,
    Recipient,
    RecipientKind,
)
from collections_app.policies.marketing import LeftOut, Standing, barred
from personal_data import reach
from personal_data.models import BlockKind, Controller, EnvelopeBlock, Role, SuppressionReason
from personal_data.purposes import Purpose
from personal_data.services import suppression

PART = 200
"""So many persons to a batch: each is opened and gets a line in the register."""
_FACTS = ("is_opted_out", "is_restricted", "is_in_dispute", "is_protected", "has_guardian", "is_customer", "is_person")


@dataclass(frozen=True, slots=True)
class Extent:
    """How many persons a batch could reach, and how many are left out beforehand, by reason."""

    people: int
    left_out: dict[str, int]

    @property
    def parts(self) -> range:
        """The numbers of the parts, from 1."""
        return range(1, -(-self.people // PART) + 1)


def suppliers() -> Sequence[Recipient]:
    """The suppliers of direct marketing within reach that have not been ended."""
    found = Recipient.objects.filter(reach.within(), kind=RecipientKind.MARKETING, ended_on=None)
    return list(found.select_related("controller").order_by("name", "reference"))


def supplier(reference: str) -> Recipient:
    """One of them. Raises Recipient.DoesNotExist."""
    within = Recipient.objects.filter(reach.within(), kind=RecipientKind.MARKETING).select_related("controller")
    return within.get(reference=reference)


def log(recipient: Recipient) -> Sequence[MarketingBatch]:
    """The newest batches of a supplier."""
    return list(MarketingBatch.objects.filter(recipient=recipient).order_by("-at")[:50])


def references_of(lines: Sequence[Disclosure]) -> dict[UUID, str]:
    """The batch in which each line of the register left, by the line; what left in no batch is not in the answer.

    A batch and its lines are written at one moment for one supplier.
    """
    moments = [line.at for line in lines if line.purpose == DisclosurePurpose.MARKETING]
    if not moments:
        return {}
    suppliers_of = {line.recipient_id for line in lines}
    made = MarketingBatch.objects.filter(recipient__in=suppliers_of, at__in=moments)
    batches = {(batch.recipient_id, batch.at): batch.reference for batch in made}
    found = {line.pk: batches.get((line.recipient_id, line.at)) for line in lines}
    return {line: reference for line, reference in found.items() if reference}


def extent(controller: Controller) -> Extent:
    """How many persons of a controller stand where, counted in one query. Opens nothing."""
    judged = _everybody(controller).annotate(**{name: _so(what) for name, what in _known(controller).items()})
    counted = Counter[LeftOut | None]()
    for *facts, count in judged.values_list(*_FACTS).annotate(count=Count("pk")).order_by():
        counted[barred(Standing(*facts))] += count
    people = counted.pop(None, 0)
    return Extent(people, {str(reason): count for reason, count in counted.items()})


def part(controller: Controller, number: int) -> Sequence[Debtor]:
    """The persons of one part, by their numbers, each with ``case_reference``; whoever is barred is left out."""
    known = _known(controller)
    wanted = known.pop("is_customer"), known.pop("is_person")
    usable = _everybody(controller).filter(*wanted).exclude(reduce(or_, known.values()))
    newest = CaseDebtor.objects.filter(debtor=OuterRef("pk")).order_by("-case__reference").values("case__reference")
    named = usable.annotate(case_reference=Subquery(newest[:1])).select_related("controller", "subject")
    return list(named.order_by("reference")[PART * (number - 1) : PART * number])


def _everybody(controller: Controller) -> QuerySet[Debtor]:
    """Everybody who is in a case of a controller."""
    in_cases = CaseDebtor.objects.filter(debtor__controller=controller)
    return Debtor.objects.filter(controller=controller, pk__in=in_cases.values("debtor"))


def _known(controller: Controller) -> dict[str, Q]:
    """What each of ``_FACTS`` asks of the database."""
    opted_out = suppression.profiles_of(controller_id=controller.pk, reason=SuppressionReason.MARKETING_OBJECTION)
    objected = EnvelopeBlock.objects.filter(lifted_at=None, kind=BlockKind.MARKETING)
    stops = EnvelopeBlock.objects.filter(lifted_at=None, allowed__isnull=False).exclude(kind=BlockKind.MARKETING)
    stops = stops.exclude(allowed__contains=[Purpose.MARKETING.value])
    open_files = LegalFile.objects.filter(controller=controller, ended_on=None).exclude(kind=MatterKind.DAMAGE)
    authorities = Authorisation.objects.filter(controller=controller, revoked_at=None)
    in_cases = CaseDebtor.objects.filter(debtor__controller=controller)
    # The notice speaks of its register of customers: a guarantor has agreed nothing, and what is closed is kept only.
    customers = in_cases.exclude(role=Role.GUARANTOR).filter(case__status=CaseStatus.OPEN)
    return {
        "is_opted_out": Q(envelope__in=opted_out.values("envelope")) | _blocked(objected, in_cases),
        "is_restricted": _blocked(stops, in_cases),
        "is_in_dispute": _in_a_case(in_cases, Q(case__reference__in=open_files.values("case_reference"))),
        "is_protected": Q(reference__in=authorities.filter(is_protected=True).values("debtor_reference")),
        "has_guardian": Q(reference__in=authorities.filter(kind=AuthorityKind.PARENT).values("debtor_reference")),
        "is_customer": Q(pk__in=customers.values("debtor")),
        "is_person": Q(kind=DebtorKind.PERSON),
    }


def _blocked(blocks: QuerySet[EnvelopeBlock], in_cases: QuerySet[CaseDebtor]) -> Q:
    """Whether one of some blocks stands on the person, on their profile, or on a case in which they are."""
    envelopes = blocks.filter(envelope__isnull=False).values("envelope")
    on_person = Q(subject__in=blocks.filter(subject__isnull=False).values("subject")) | Q(envelope__in=envelopes)
    return on_person | _in_a_case(in_cases, Q(case__envelope__in=envelopes))


def _in_a_case(in_cases: QuerySet[CaseDebtor], condition: Q) -> Q:
    return Q(pk__in=in_cases.filter(condition).values("debtor"))


def _so(condition: Q) -> "ExpressionWrapper[Q]":
    return ExpressionWrapper(condition, output_field=BooleanField())
