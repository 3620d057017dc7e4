"""What is still owed in a case, and what may be done about a claim."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency."""

    amount_minor: int
    currency: str


def owed(documents: Iterable[tuple[str, Money]]) -> list[Money]:
    """What is owed is the invoices less credit notes and payments, for each currency by itself.

    A negative amount is owed to the debtor. The documents are pairs of kind and amount; a payment that was taken back
    is a negative one.
    """
    sums: dict[str, int] = defaultdict(int)
    for kind, money in documents:
        sums[money.currency] += money.amount_minor if kind == "invoice" else -money.amount_minor
    return [Money(sums[currency], currency) for currency in sorted(sums)]


def may_demand(*, due_on: date | None, today: date) -> bool:
    """Interest and collection letters presuppose that a due date is known and has passed.

    Swedish Debt Recovery Act (1974:182) section 5; Swedish Interest Act (1975:635) section 3.
    """
    return due_on is not None and due_on < today
