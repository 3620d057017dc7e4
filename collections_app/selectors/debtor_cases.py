"""The cases of one debtor, as the debtor sees them."""

from collections.abc import Sequence

from collections_app.models import Case, Debtor


def of_debtor(debtor: Debtor) -> Sequence[Case]:
    """All cases that the debtor is part of, open ones first, then the newest. Nothing is opened."""
    cases = Case.objects.filter(case_debtors__debtor=debtor).select_related("creditor")
    return list(cases.order_by("-status", "-opened_on", "reference"))
