"""What happened in the demo, before anything is written: which debtors, cases, claims, calls and payments, and when.

Everything is decided from one seed and one date, so the same day tells the same story.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from collections_app.intake.documents import DocumentKind, Identifier, ParsedDocument, Party, Seller
from config.demo.companies import DemoController, DemoCreditor
from config.demo.people import Mix, parties
from personal_data.models import Role

MIXES = {
    "AMILI": (Mix("SE", 120, 12, 18), Mix("NO", 34, 0, 6), Mix("DK", 34, 0, 6)),
    "INTRUM": (Mix("FI", 56, 6, 8),),
    # Three smaller books, of other people than those above.
    "ALMI": (Mix("SE", 8, 2, 6, after=132),),
    "AXACTOR": (Mix("NO", 14, 0, 2, after=34),),
    "OPR": (Mix("SE", 14, 2, 0, after=142),),
}
_CURRENCIES = {"SE": "SEK", "NO": "NOK", "DK": "DKK", "FI": "EUR"}
_NOTES = (
    "Called, no answer. Will try in the afternoon.",
    "Wrote that the invoice went to an old address. Sent it again.",
    "Asks for a payment plan; four instalments agreed.",
    "Says that the delivery was late. Asked the creditor for the delivery note.",
    "The creditor confirms the delivery.",
    "Paid part of it by bank transfer.",
)
_REASONS = ("paid", "settled", "withdrawn", "written_off", "time_barred")


class Fate(StrEnum):
    """How far a case has come."""

    OPEN = "open"
    REOPENED = "reopened"
    CLOSED = "closed"
    DUE_SOON = "due_soon"
    DUE = "due"


# Twenty cases have these fates in turn; in a small book ten have.
_FATES = (*[Fate.OPEN] * 10, *[Fate.CLOSED] * 4, Fate.REOPENED, Fate.DUE_SOON, *[Fate.DUE] * 4)
_FATES_OF_FEW = (*[Fate.OPEN] * 5, Fate.CLOSED, Fate.REOPENED, Fate.DUE_SOON, *[Fate.DUE] * 2)
_FEW = 20
_TOLD_SINCE = 2


@dataclass(frozen=True, slots=True, repr=False)
class PlannedCase:
    """One case as it is going to be filed."""

    creditor: DemoCreditor
    parties: tuple[tuple[Party, str], ...]
    documents: tuple[ParsedDocument, ...]
    fate: Fate
    opened_on: date
    closed_on: date | None
    close_reason: str
    notes: tuple[str, ...]
    calls_on: tuple[date, ...]
    paid_on: tuple[date, ...]


def months_before(day: date, months: int) -> date:
    """The day some calendar months earlier; where that month is shorter, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plan(controller: DemoController, creditors: Sequence[DemoCreditor], *, today: date) -> list[PlannedCase]:
    """All cases of one controller."""
    dice = Random(f"{controller.reference} {_TOLD_SINCE}")  # noqa: S311  (a story, not a secret)
    debtors = [party for mix in MIXES[controller.reference] for party in parties(mix, dice)]
    planned, fates = [], _FATES_OF_FEW if len(debtors) < _FEW else _FATES
    for place, group in enumerate(_groups(debtors)):
        creditor = creditors[place % len(creditors)]
        fate = fates[place % len(fates)]
        planned.append(_case(controller, creditor, group, fate, place, today, dice))
        if place % 11 == 0 and len(creditors) > 1:
            other = creditors[(place + 1) % len(creditors)]
            planned.append(_case(controller, other, group[:1], Fate.OPEN, place + 5_000, today, dice))
    return planned


def _groups(debtors: Sequence[Party]) -> Iterator[tuple[tuple[Party, str], ...]]:
    """Most owe alone; now and then two persons owe together, or one stands surety for the other."""
    waiting = list(debtors)
    place = 0
    while waiting:
        first = waiting.pop(0)
        group: tuple[tuple[Party, str], ...] = ((first, Role.DEBTOR),)
        if place % 12 == 4 and waiting and first.address and waiting[0].address:
            role = Role.GUARANTOR if place % 36 == 4 else Role.JOINT_DEBTOR
            group = (*group, (waiting.pop(0), role))
        yield group
        place += 1


def _case(
    controller: DemoController,
    creditor: DemoCreditor,
    group: tuple[tuple[Party, str], ...],
    fate: Fate,
    place: int,
    today: date,
    dice: Random,
) -> PlannedCase:
    closed_on = _closed_on(controller, fate, place, today, dice)
    is_old = fate is Fate.DUE and place % 4 == 0
    age = dice.randint(3_300, 3_500) if is_old else dice.randint(20, 400)
    opened_on = (closed_on or today) - timedelta(days=age)
    reason = _REASONS[place % len(_REASONS)]
    paid = [closed_on] if closed_on and reason in ("paid", "settled") else []
    if is_old:
        paid.append(opened_on + timedelta(days=40))
    return PlannedCase(
        creditor=creditor,
        parties=group,
        documents=tuple(_documents(creditor, group[0][0], opened_on, place, dice)),
        fate=fate,
        opened_on=opened_on,
        closed_on=closed_on,
        close_reason=reason,
        notes=tuple(dice.sample(_NOTES, place % 3)),
        calls_on=_calls(place, opened_on, today),
        paid_on=tuple(paid),
    )


def _closed_on(controller: DemoController, fate: Fate, place: int, today: date, dice: Random) -> date | None:
    """When it was closed, so that it falls due today, in some days, or much later."""
    if fate is Fate.OPEN:
        return None
    if fate is Fate.CLOSED:
        return today - timedelta(days=dice.randint(10, controller.keeps_months * 25))
    if fate is Fate.REOPENED:
        return today - timedelta(days=dice.randint(5, 19))
    due_on = today + timedelta(days=1 + place % 9) if fate is Fate.DUE_SOON else today
    last_day = due_on - timedelta(days=1) if controller.keeps_the_last_day else due_on
    return months_before(last_day, controller.keeps_months)


def _calls(place: int, opened_on: date, today: date) -> tuple[date, ...]:
    """Every seventh case has calls: one past its six months, one lately, never before the case was opened."""
    if place % 7:
        return ()
    wanted = (months_before(today, 6) - timedelta(days=1 + place % 20), today - timedelta(days=2 + place % 9))
    return tuple(day for day in wanted if day > opened_on) or (today - timedelta(days=1),)


def _documents(
    creditor: DemoCreditor, debtor: Party, opened_on: date, place: int, dice: Random
) -> Iterator[ParsedDocument]:
    """One to three invoices that fell due before the case was opened; now and then a credit note."""
    country = debtor.address.country if debtor.address else creditor.country
    for number in range(1, 2 + place % 3):
        due_on = opened_on - timedelta(days=14 + 30 * number)
        invoice = ParsedDocument(
            kind=DocumentKind.INVOICE,
            number=f"{creditor.reference[2:4]}{place:05d}-{number}",
            seller=Seller(Identifier(creditor.organisation_number), creditor.name),
            buyer=debtor,
            issued_on=due_on - timedelta(days=30),
            due_on=due_on,
            currency=_CURRENCIES[country],
            amount_minor=dice.randint(19_900, 899_900),
            ground=creditor.grounds[(place + number) % len(creditor.grounds)],
        )
        yield invoice
        if place % 10 == 3 and number == 1:
            yield ParsedDocument(
                kind=DocumentKind.CREDIT_NOTE,
                number=f"{creditor.reference[2:4]}{place:05d}-K",
                seller=invoice.seller,
                buyer=debtor,
                issued_on=due_on,
                due_on=None,
                currency=invoice.currency,
                amount_minor=invoice.amount_minor // 4,
                credits_number=invoice.number,
                ground="Returned goods",
            )
