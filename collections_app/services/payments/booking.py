"""Booking one batch of a bank's file: judged against the books and written set by set, all of it or nothing."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from collections_app.models import Account, Allocation, Payment, PaymentDirection, PaymentFile
from collections_app.payments.entries import BankEntry
from collections_app.policies import allocation
from collections_app.policies.allocation import Part
from collections_app.policies.payments import AWAITED, Standing
from collections_app.record_classes import PAYMENT
from collections_app.services import ledger, references
from collections_app.services.ledger import Movement, Particulars
from collections_app.services.payments import deposits, judging, lock, matching
from collections_app.services.payments.arrivals import Arrival
from collections_app.services.payments.judging import Judged
from collections_app.services.payments.matching import Party
from collections_app.services.payments.sightings import Sightings
from personal_data import envelopes
from personal_data.bulk import Batch
from personal_data.models import Role

_PERSON = "person"
_Meanwhile = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True)
class Booked:
    """What became of one payment; ``payment_reference`` is empty when it was in the books already."""

    judged: Judged
    payment_reference: str = ""


class Booking:
    """The payments of one batch on their way into the books. Use it inside a transaction and an access context."""

    def __init__(self, file: PaymentFile, sightings: Sightings, at: datetime) -> None:
        self._file, self._sightings = file, sightings
        self._controller = file.controller
        self._at = at
        self._today = at.astimezone(ZoneInfo(file.controller.time_zone)).date()
        self._batch = Batch(file.controller)
        self._allocations: list[Allocation] = []

    def book(self, entries: Sequence[BankEntry], *, meanwhile: _Meanwhile = lambda pump: None) -> list[Booked]:
        """Judge and write the payments of some bookings.

        ``meanwhile`` is done while the database writes, and is given what lets the database have its turn.
        """
        lock.take(self._controller.pk)
        judged = judging.judge(self._controller, entries, self._sightings, lock=True)
        new = [each for each in judged if each.standing is not None]
        envelopes.keep({each.case.envelope_id for each in new if each.case})
        payers = self._payers(new)
        numbers = iter(references.take(kind="payment", year=self._at.year, count=len(new)))
        booked = [
            Booked(each, self._write(each, next(numbers), payers.get(id(each))))
            if each.standing is not None
            else Booked(each)
            for each in judged
        ]
        try:
            self._batch.send()
            meanwhile(self._batch.pump)
            self._batch.write()
        finally:
            self._batch.abandon()
        Allocation.objects.bulk_create(self._allocations)
        deposits.set_aside(self._controller, _first_parts(booked), self._at)
        return booked

    def _payers(self, judged: Sequence[Judged]) -> dict[int, Party]:
        """Payers who have the name of a debtor of their case, by place."""
        named = {id(each): each for each in judged if each.case and each.arrival.reported.party_name}
        names = {key: each.arrival.reported.party_name for key, each in named.items()}
        cases = {key: each.case for key, each in named.items() if each.case}
        return matching.same_name(self._controller.pk, names, cases)

    def _write(self, judged: Judged, number: str, payer: Party | None) -> str:
        """Payment, ledger entries and allocations of one payment."""
        who = (payer.subject_id, payer.role) if payer else (self._batch.subject(kind=_PERSON), str(Role.MENTIONED))
        self._add_payment(judged, number, who)
        if judged.standing is Standing.IN_DOUBT:
            return number  # nothing is booked of it before somebody says that it is not the other
        if judged.standing in (Standing.OUTGOING, Standing.REVERSAL):
            amount = judged.arrival.reported.amount_minor
            self._enter(judged, number, (Account.OUTGOING, Account.BANK, amount), [who])
            return number
        paid = sum(part.amount_minor for part in judged.allotment.parts)
        if paid and judged.case:
            subjects = [(party.subject_id, party.role) for party in judged.case.parties]
            entry = self._enter(judged, number, (Account.BANK, Account.CLIENT_FUNDS, paid), subjects)
            self._allocations += self._parts(judged, number, entry)
        if judged.allotment.left_minor:
            self._enter(judged, number, (Account.BANK, Account.UNALLOCATED, judged.allotment.left_minor), [who])
        return number

    def _add_payment(self, judged: Judged, number: str, who: tuple[UUID, str]) -> None:
        entry, reported, left = judged.arrival.entry, judged.arrival.reported, judged.allotment.left_minor
        settled_on = None if left or judged.standing in AWAITED else self._today
        values = {
            "envelope_id": self._batch.envelope(record_class=PAYMENT, subjects=[who], trigger_on=settled_on),
            "controller_id": self._controller.pk,
            "payer_id": who[0],
            "file_id": self._file.pk,
            "reference": number,
            "other_reference": judged.alike,
            "direction": (PaymentDirection.IN if entry.is_credit else PaymentDirection.OUT).value,
            "amount_minor": reported.amount_minor,
            "unallocated_minor": left,
            "reason": str(judged.standing),
            "case_reference": judged.case.reference if judged.case else "",
            "received_at": self._at,
        }
        self._batch.add(Payment, values | _as_reported(judged.arrival))

    def _enter(
        self, judged: Judged, number: str, moved: tuple[Account, Account, int], subjects: Sequence[tuple[UUID, str]]
    ) -> UUID:
        entry = judged.arrival.entry
        debit, credit, amount = moved
        case_number = judged.case.reference if judged.case and Account.CLIENT_FUNDS in moved else None
        return ledger.enter(
            self._batch,
            controller_id=self._controller.pk,
            movement=Movement(debit, credit, amount, entry.currency, entry.booked_on),
            particulars=Particulars(judged.arrival.reported.party_name, number, case_number),
            subjects=subjects,
        )

    def _parts(self, judged: Judged, number: str, entry: UUID) -> Iterator[Allocation]:
        assert judged.case is not None
        for part in judged.allotment.parts:
            yield allocation_of(
                part,
                envelope_id=judged.case.envelope_id,
                number=number,
                entry=entry,
                booked_on=judged.arrival.entry.booked_on,
                at=self._at,
            )


def _first_parts(booked: Sequence[Booked]) -> dict[bytes, str]:
    """The number of the first payment of each deposit that came in parts."""
    parts = [each for each in booked if each.judged.arrival.deposit and each.payment_reference]
    return {each.judged.arrival.deposit: each.payment_reference for each in reversed(parts)}


def _as_reported(arrival: Arrival) -> dict[str, Any]:
    """What the bank says, and by what it is recognised when the bank says it again."""
    entry, reported = arrival.entry, arrival.reported
    return {
        "entry_digest": arrival.digest,
        "alike_digest": arrival.alike,
        "told_digest": arrival.told or None,
        "amount_digest": arrival.amount,
        "deposit_digest": arrival.deposit or None,
        "names_digests": arrival.names or None,
        "reported_in": entry.reported_in,
        "is_named": bool(entry.bank_reference),
        "part": arrival.part,
        "currency": entry.currency,
        "booked_on": entry.booked_on,
        "value_on": entry.value_on,
        "party_name": reported.party_name or None,
        "party_account": reported.party_account or None,
        "message": reported.message or None,
        "references": list(reported.references) or None,
        "bank_reference": entry.bank_reference or entry.entry_number or None,
    }


def allocation_of(
    part: Part, *, envelope_id: UUID, number: str, entry: UUID, booked_on: date, at: datetime
) -> Allocation:
    """The row that puts a part of a payment to a claim, in the envelope of the case."""
    return Allocation(
        envelope_id=envelope_id,
        claim_id=part.claim.id,
        payment_reference=number,
        amount_minor=part.amount_minor,
        currency=part.claim.currency,
        booked_on=booked_on,
        paid_on=booked_on,
        days_late=allocation.days_late(due_on=part.claim.due_on, paid_on=booked_on),
        entry=entry,
        at=at,
    )
