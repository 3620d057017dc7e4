"""What a bank's file says: entries on an account, each with the payments that it is made of."""

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date


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

    ``identity`` is the same whenever and in whichever file the bank reports this booking, so that it is booked once.
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
    line: int | None = None
    ordinal: int = 0

    @property
    def identity(self) -> str:
        """A digest of what names the booking: account, reference, day, amount, direction, which of equals."""
        named = [
            self.account, self.bank_reference, self.booked_on.isoformat(), self.currency, self.amount_minor,
            self.is_credit, self.is_reversal, self.ordinal,
        ]  # fmt: skip
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
