"""What a bank's file says: entries on an account, each with the payments that it is made of."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Payment:
    """One transaction of an entry: who paid what, with which reference."""

    amount_minor: int
    references: tuple[str, ...] = field(default=(), repr=False)
    message: str = field(default="", repr=False)
    party_name: str = field(default="", repr=False)
    party_account: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One booking on the agency's account, as the bank reports it. Amounts are positive; the direction says the rest.

    ``bank_reference`` is what the bank itself knows the booking by, and no other; empty where it gives none. Then only
    the ``statement`` that reports it, and which of equals it is there, tell it from another.
    """

    account: str
    currency: str
    amount_minor: int
    is_credit: bool
    booked_on: date
    bank_reference: str
    payments: tuple[Payment, ...]
    value_on: date | None = None
    is_reversal: bool = False
    is_return: bool = False
    reported_in: str = ""
    statement: str = ""
    entry_number: str = ""
    line: int | None = None
    ordinal: int = 0
    deposit_minor: int = 0
    """What the bank paid in together with it, in one sum that a statement may show alone; 0 where that is not said."""

    @property
    def identity(self) -> str:
        """A digest of what names the booking: account, reference, day, amount, direction, which of equals. With a
        reference of the bank's it is the same in every file, without one in every copy of the same statement."""
        named = [
            self.account, self.bank_reference, self.booked_on.isoformat(), self.currency, self.amount_minor,
            self.is_credit, self.is_reversal, self.ordinal,
        ]  # fmt: skip
        return _digest(named if self.bank_reference else [*named, self.reported_in, self.statement])

    @property
    def alike(self) -> str:
        """A digest that is equal for bookings which may be one: same account, day, amount and direction."""
        return _digest(
            [
                self.account,
                self.booked_on.isoformat(),
                self.currency,
                self.amount_minor,
                self.is_credit,
                self.is_reversal,
            ]
        )

    def of_amount(self, amount_minor: int) -> str:
        """A digest that is equal wherever this amount goes the same way on the same value date, in whatever kind of
        file: kinds of files have different names for one account."""
        day = self.value_on or self.booked_on
        return _digest([day.isoformat(), self.currency, amount_minor, self.is_credit, self.is_reversal])

    @property
    def told(self) -> str:
        """A digest of what the bank tells of the other side; empty where it tells nothing."""
        told = [[*each.references, each.message, each.party_name, each.party_account] for each in self.payments]
        return _digest(told) if any(any(each) for each in told) else ""


def _digest(named: list[Any]) -> str:
    return hashlib.sha256(json.dumps(named).encode()).hexdigest()


class Ordinals:
    """Counts bookings that are alike in all that names them: two equal payments on one day are two."""

    def __init__(self) -> None:
        # Counted by hash: the names themselves would be as large as the file.
        self._seen: Counter[int] = Counter()

    def next(self, *named: object) -> int:
        """Which of those with this name it is, from 0."""
        name = hash(named)
        self._seen[name] += 1
        return self._seen[name] - 1
