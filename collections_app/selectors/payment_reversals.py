"""Which payments the bank may have taken back by a booking, for people to choose from."""

from dataclasses import dataclass

from collections_app.models import Payment, PaymentDirection
from collections_app.payments import references
from collections_app.policies.reversals import NOT_IN_THE_BOOKS
from personal_data import envelopes

_MOST = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A payment of the same amount; ``is_named`` where the bank's references lead to its case."""

    payment: Payment
    is_named: bool


def of(reversal: Payment) -> list[Candidate]:
    """At most five payments of this amount and currency, those whose case the bank's booking names first, then the
    latest. Only these are opened. The reversal must be open."""
    alike = Payment.objects.filter(
        controller=reversal.controller_id,
        direction=PaymentDirection.IN,
        amount_minor=reversal.amount_minor,
        currency=reversal.currency,
        booked_on__lte=reversal.booked_on,
    ).exclude(reason__in=NOT_IN_THE_BOOKS)
    cases = _cases_named_by(reversal)
    named = list(alike.filter(case_reference__in=cases).order_by("-booked_on", "-reference")[:_MOST]) if cases else []
    others = alike.exclude(pk__in=[each.pk for each in named]).order_by("-booked_on", "-reference")
    chosen = [*named, *others[: _MOST - len(named)]]
    opened = {
        each.pk: each for each in envelopes.open_page(Payment.objects.filter(pk__in=[each.pk for each in chosen]))
    }
    known = {each.pk for each in named}
    return [Candidate(opened[each.pk], each.pk in known) for each in chosen if each.pk in opened]


def _cases_named_by(reversal: Payment) -> set[str]:
    given = reversal.references.reveal() if reversal.references is not None and reversal.references.is_open else []
    has_words = reversal.message is not None and reversal.message.is_open
    words = references.in_message(str(reversal.message.reveal())) if has_words else []
    return {
        number
        for reference in [*(references.plain(str(each)) for each in given), *words]
        for number in references.case_numbers_of(reference)
    }
