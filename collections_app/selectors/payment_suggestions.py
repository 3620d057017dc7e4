"""Which cases an unallocated payment may belong to, and why: for people to judge, never for a machine to book.

The payments must be open. Of the persons in the suggested cases only those shown are opened, by whoever shows them.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from collections_app.models import Case, CaseStatus, Claim, Creditor, Debtor, Payment
from collections_app.payments import references
from collections_app.selectors import claims_owed
from personal_data import search
from personal_data.models import Controller

_MOST = 5
_MOST_NUMBERS = 20
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]{2,29}")
_FEWEST_LETTERS = 4


class Because(StrEnum):
    """What speaks for a case, the strongest first."""

    NAMED = "named"
    NEARLY_NAMED = "nearly_named"
    INVOICE_NUMBER = "invoice_number"
    SAME_NAME = "same_name"
    SAME_AMOUNT = "same_amount"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case with all that speaks for it, and what is owed in it in the payment's currency."""

    case: Case
    because: tuple[Because, ...]
    owed_minor: int
    currency: str


def of_page(payments: Sequence[Payment]) -> dict[UUID, Suggestion]:
    """The best suggestion for each payment of a list, by references and invoice numbers, in a few queries for all."""
    found: dict[UUID, dict[UUID, list[Because]]] = defaultdict(dict)
    for controller in {payment.controller for payment in payments}:
        of_one = [payment for payment in payments if payment.controller_id == controller.pk and _is_open(payment)]
        _by_references(controller, of_one, found)
        _by_invoice_numbers(controller, of_one, found)
    best = {payment.pk: _suggestions(payment, found[payment.pk], 1) for payment in payments}
    return {key: each[0] for key, each in best.items() if each}


def of_payment(payment: Payment) -> list[Suggestion]:
    """At most five cases for one payment."""
    found: dict[UUID, dict[UUID, list[Because]]] = defaultdict(dict)
    if not _is_open(payment):
        return []
    _by_references(payment.controller, [payment], found)
    _by_invoice_numbers(payment.controller, [payment], found)
    for case_id in _with_debtors_name(payment):
        found[payment.pk].setdefault(case_id, []).append(Because.SAME_NAME)
    for case_id in _with_creditor_and_amount(payment):
        found[payment.pk].setdefault(case_id, []).append(Because.SAME_AMOUNT)
    return _suggestions(payment, found[payment.pk], _MOST)


def _is_open(payment: Payment) -> bool:
    """Whether the payment could be opened: a blocked one stays sealed, and suggests nothing."""
    return any(
        value is not None and value.is_open
        for value in (payment.references, payment.message, payment.party_name, payment.bank_reference)
    )


def _words(payment: Payment) -> tuple[list[str], str]:
    given = payment.references.reveal() if payment.references is not None else []
    message = str(payment.message.reveal()) if payment.message is not None else ""
    return [references.plain(str(each)) for each in given], message


def _by_references(
    controller: Controller, payments: Iterable[Payment], found: dict[UUID, dict[UUID, list[Because]]]
) -> None:
    named: dict[str, list[tuple[UUID, Because]]] = defaultdict(list)
    for payment in payments:
        given, message = _words(payment)
        if payment.case_reference:
            named[payment.case_reference].append((payment.pk, Because.NAMED))
        for reference in {*given, *references.in_message(message)}:
            for number in references.case_numbers_of(reference):
                named[number].append((payment.pk, Because.NAMED))
            for number in references.nearly_case_numbers_of(reference):
                named[number].append((payment.pk, Because.NEARLY_NAMED))
    cases = Case.objects.filter(controller=controller, reference__in=named).values_list("id", "reference")
    for case_id, reference in cases:
        for payment_id, because in named[reference]:
            found[payment_id].setdefault(case_id, []).append(because)


def _by_invoice_numbers(
    controller: Controller, payments: Iterable[Payment], found: dict[UUID, dict[UUID, list[Because]]]
) -> None:
    said: dict[str, list[UUID]] = defaultdict(list)
    for payment in payments:
        given, message = _words(payment)
        words = [word for word in _NUMBER.findall(message) if any(sign.isdigit() for sign in word)]
        for word in list(dict.fromkeys([*given, *words]))[:_MOST_NUMBERS]:
            said[word].append(payment.pk)
    if not said:
        return
    held = search.find_each(controller_id=controller.pk, kind="reference", texts=list(said))
    envelope_ids = {each for ids in held.values() for each in ids}
    cases = dict(
        Case.objects.filter(controller=controller, envelope_id__in=envelope_ids).values_list("envelope_id", "id")
    )
    for word, ids in held.items():
        for case_id in {cases[each] for each in ids if each in cases}:
            for payment_id in said[word]:
                found[payment_id].setdefault(case_id, []).append(Because.INVOICE_NUMBER)


def _with_debtors_name(payment: Payment) -> list[UUID]:
    """Open cases of debtors in whose name all words of the payer's stand."""
    if payment.party_name is None:
        return []
    name = str(payment.party_name.reveal())
    profiles = search.find(controller_ids=[payment.controller_id], kinds=["name"], text=name)
    debtors = Debtor.objects.filter(envelope_id__in=profiles)
    return list(_open_cases(payment).filter(case_debtors__debtor__in=debtors).values_list("id", flat=True)[:_MOST])


def _with_creditor_and_amount(payment: Payment) -> list[UUID]:
    """Open cases of a creditor whose name stands in the message, on which exactly this amount is owed."""
    message = _words(payment)[1].casefold()
    creditors = [
        creditor.pk
        for creditor in Creditor.objects.filter(controller=payment.controller_id)
        if len(word := creditor.name.split()[0].casefold()) >= _FEWEST_LETTERS and word in message
    ]
    if not creditors:
        return []
    claims = Claim.objects.filter(amount_minor=payment.unallocated_minor, currency=payment.currency)
    cases = _open_cases(payment).filter(creditor__in=creditors, claims__in=claims).values_list("id", flat=True)
    owed = claims_owed.of_cases(list(cases[: _MOST * _MOST]))
    return [
        case_id
        for case_id, open_claims in owed.items()
        if any(each.owed_minor == payment.unallocated_minor for each in open_claims)
    ][:_MOST]


def _open_cases(payment: Payment) -> QuerySet[Case]:
    return Case.objects.filter(controller=payment.controller_id, status=CaseStatus.OPEN).order_by("id")


def _suggestions(payment: Payment, found: dict[UUID, list[Because]], most: int) -> list[Suggestion]:
    order = list(Because)
    ranked = sorted(found, key=lambda case_id: (min(order.index(each) for each in found[case_id]), case_id))[:most]
    return list(_made(payment, ranked, found)) if ranked else []


def _made(payment: Payment, ranked: Collection[UUID], found: dict[UUID, list[Because]]) -> Iterable[Suggestion]:
    cases = Case.objects.select_related("creditor").in_bulk(ranked)
    owed = claims_owed.of_cases(ranked)
    for case_id in ranked:
        sums = (each.owed_minor for each in owed.get(case_id, []) if each.currency == payment.currency)
        reasons = tuple(each for each in Because if each in found[case_id])
        if Because.NAMED in reasons:
            reasons = tuple(each for each in reasons if each is not Because.NEARLY_NAMED)
        yield Suggestion(cases[case_id], reasons, sum(sums), payment.currency)
