"""Finding debtors and cases by what a caller says: a name, a number, a telephone number, an invoice."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from collections_app.models import Case, CaseDebtor, Debtor
from personal_data import envelopes, search
from personal_data.models import Controller

LIMIT = 50
CASE_REFERENCE = re.compile(r"K-?(\d{4})-?(\d{6})", re.IGNORECASE)
DEBTOR_REFERENCE = re.compile(r"D-?(\d{6})", re.IGNORECASE)
_MANY_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A debtor who answers a search, with their cases."""

    debtor: Debtor
    cases: Sequence[Case]


def case_reference(text: str) -> str:
    """The case number that a text is, in the form in which we write it; empty when it is none."""
    match = CASE_REFERENCE.fullmatch(text.strip())
    return f"K-{match[1]}-{match[2]}" if match else ""


def find(text: str) -> list[Found]:
    """The debtors who answer a search. They, and nobody else, are opened and recorded."""
    debtors = envelopes.open_page(Debtor.objects.filter(pk__in=_debtor_ids(text.strip())[:LIMIT]))
    parts = CaseDebtor.objects.filter(debtor__in=debtors).select_related("case__creditor")
    cases: dict[UUID, list[Case]] = defaultdict(list)
    for part in parts.order_by("-case__opened_on", "id"):
        cases[part.debtor_id].append(part.case)
    return [Found(debtor, cases[debtor.pk]) for debtor in debtors]


def kinds_of(text: str) -> list[str]:
    """What a text may be: an address of e-mail, a number of some kind, or a name."""
    if "@" in text:
        return ["email"]
    if sum(sign.isdigit() for sign in text) >= _MANY_DIGITS:
        return ["identity_number", "phone", "reference"]
    return ["name", "reference"] if any(sign.isdigit() for sign in text) else ["name"]


def _debtor_ids(text: str) -> list[UUID]:
    if match := DEBTOR_REFERENCE.fullmatch(text):
        return list(Debtor.objects.filter(reference=f"D-{match[1]}").values_list("pk", flat=True))
    controllers = list(Controller.objects.order_by("reference").values_list("id", flat=True))
    found = search.find(controller_ids=controllers, kinds=kinds_of(text), text=text, limit=LIMIT)
    profiles = Debtor.objects.filter(envelope_id__in=found).values_list("pk")
    in_cases = CaseDebtor.objects.filter(case__envelope_id__in=found).values_list("debtor_id")
    return [row[0] for row in profiles.union(in_cases)] if found else []
