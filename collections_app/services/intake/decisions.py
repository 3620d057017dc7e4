"""Deciding what becomes of a document that was set aside."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collections_app.models import CaseStatus, Claim, IntakeDecision, IntakeItem, IntakeItemStatus
from collections_app.policies import intake as policy
from collections_app.services.intake import arrivals, taking_in
from personal_data import envelopes, search


class AlreadyDecided(ValidationError):
    """Somebody has decided already."""

    def __init__(self) -> None:
        super().__init__(_("This document has already been decided upon."), code="already_decided")


class NotPossible(ValidationError):
    """This decision does not fit the document or the books as they are."""

    def __init__(self) -> None:
        super().__init__(
            _("This cannot be decided so: the books do not hold what it refers to, or already hold something else."),
            code="not_possible",
        )


@transaction.atomic
def decide(*, item: IntakeItem, decision: IntakeDecision, by: UUID, at: datetime) -> IntakeItem:
    """Dismiss the document, book it, or let it replace the content of the claim that it contradicts.

    Raises AlreadyDecided, or NotPossible when the decision does not fit.
    """
    locked = IntakeItem.objects.select_for_update(of=("self",)).select_related("creditor__controller").get(pk=item.pk)
    if locked.status != IntakeItemStatus.OPEN:
        raise AlreadyDecided
    if not policy.may_decide(kind=locked.kind, decision=decision.value):
        raise NotPossible
    if decision is not IntakeDecision.DISMISSED:
        envelopes.open([locked])
        (_book if decision is IntakeDecision.BOOKED else _replace)(locked, at)
    taking_in.settle(items=[locked], decision=decision, by=by, at=at)
    locked.refresh_from_db()
    return locked


def _book(item: IntakeItem, at: datetime) -> None:
    counts = taking_in.book(creditor=item.creditor, arrivals=[taking_in.arrival_of(item)], at=at, is_decided=True)
    if counts.new + counts.credited != 1:
        raise NotPossible


def _replace(item: IntakeItem, at: datetime) -> None:
    """The claim keeps its place, its history and its debtors; what the document says of the debt is new."""
    claim = Claim.objects.filter(document_digest=item.document_digest).select_related("case").first()
    if claim is None or claim.case.status == CaseStatus.CLOSED:  # an archive is not written over (AXACTOR-87)
        raise NotPossible
    what = arrivals.claim_particulars(taking_in.arrival_of(item), item.creditor)
    of_case = list(Claim.objects.filter(case=claim.case).exclude(pk=claim.pk))
    envelopes.open([claim])
    claim.amount_minor, claim.currency = what.amount_minor, what.currency
    claim.issued_on, claim.due_on = what.issued_on, what.due_on
    claim.number, claim.ground, claim.seller_name = what.number, what.ground, what.seller_name
    claim.content_digest, claim.received_at = what.content_digest, at
    claim.save()
    search.index(claim, *of_case)
