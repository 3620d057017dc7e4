"""What is still owed on the claims of some cases, on any day. Opens nothing: amounts and dates are in the clear."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import Q, Sum

from collections_app.models import Allocation, Claim, ClaimKind
from collections_app.policies.allocation import OpenClaim


def of_cases(case_ids: Collection[UUID], *, on: date | None = None) -> dict[UUID, list[OpenClaim]]:
    """The invoices of each case with what is owed on them at the end of a day, or now.

    A claim counts from the day of its document, a payment from the day on which it was booked. Less than zero is owed
    where more was paid and credited than was claimed.
    """
    documents, payments = Q(case_id__in=case_ids), Q(claim__case_id__in=case_ids)
    if on is not None:
        documents, payments = documents & Q(issued_on__lte=on), payments & Q(booked_on__lte=on)
    paid = dict(Allocation.objects.filter(payments).values_list("claim_id").annotate(Sum("amount_minor")))
    columns = ("id", "case_id", "kind", "credits_id", "amount_minor", "currency", "issued_on", "due_on")
    rows = Claim.objects.filter(documents).order_by("id").values_list(*columns)
    credited: dict[UUID | None, int] = defaultdict(int)
    found: dict[UUID, list[OpenClaim]] = defaultdict(list)
    for _, _, kind, credits_id, amount, *_ in rows:
        if kind == ClaimKind.CREDIT_NOTE:
            credited[credits_id] += amount
    for claim_id, case_id, kind, _, amount, currency, issued_on, due_on in rows:
        if kind == ClaimKind.INVOICE:
            owed = amount - credited[claim_id] - paid.get(claim_id, 0)
            found[case_id].append(OpenClaim(claim_id, owed, currency, issued_on, due_on))
    return found
