"""Documents from creditors that wait for somebody's decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from collections_app.models import Claim, Debtor, IntakeItem, IntakeItemStatus
from personal_data import envelopes, reach

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of waiting documents, oldest first, and where the next begins."""

    items: Sequence[IntakeItem]
    next: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A document that was set aside, beside what the books hold under the same number (a conflict) or nothing."""

    item: IntakeItem
    booked: Claim | None
    debtor: Debtor | None


def page(*, kind: str = "", after: str = "") -> Page:
    """Fifty waiting documents, opened and recorded in one go. References count upwards, so they are the cursor."""
    items = _waiting()
    if kind:
        items = items.filter(kind=kind)
    if after:
        items = items.filter(reference__gt=after)
    found = envelopes.open_page(items.order_by("reference")[:PAGE_SIZE])
    is_more = len(found) == PAGE_SIZE and items.filter(reference__gt=found[-1].reference).exists()
    return Page(found, found[-1].reference if is_more else "")


def by_reference(reference: str) -> IntakeItem:
    """One document within reach, waiting or decided. Raises IntakeItem.DoesNotExist."""
    return (
        IntakeItem.objects.filter(reach.within())
        .select_related("creditor", "controller", "import_file")
        .get(reference=reference)
    )


def compare(item: IntakeItem) -> Comparison:
    """Open a document and what stands in the books under its number. Raises envelopes.Refused."""
    booked = (
        Claim.objects.filter(document_digest=item.document_digest, case__controller_id=item.controller_id)
        .select_related("case")
        .first()
    )
    if booked is None:
        envelopes.open([item])
        return Comparison(item, None, None)
    debtors = [part.debtor for part in booked.case.case_debtors.select_related("debtor").order_by("role", "id")]
    envelopes.open([item, booked, *debtors])
    return Comparison(item, booked, debtors[0] if debtors else None)


def _waiting() -> QuerySet[IntakeItem]:
    waiting = IntakeItem.objects.filter(reach.within(), status=IntakeItemStatus.OPEN)
    return waiting.select_related("creditor", "controller", "import_file")
