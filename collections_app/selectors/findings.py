"""Finding debtors and cases by what a caller says: a name, a number, a telephone number, an invoice."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import RawQuerySet

from collections_app.models import Debtor
from personal_data import envelopes, index_keys, reach, search

LIMIT = 50
CASE_REFERENCE = re.compile(r"K-?(\d{4})-?(\d{6})", re.IGNORECASE)
DEBTOR_REFERENCE = re.compile(r"D-?(\d{6})", re.IGNORECASE)
_MANY_DIGITS = 6


class FoundCase(NamedTuple):
    """A case as it stands with a debtor who was found."""

    reference: str
    status: str
    creditor_name: str


@dataclass(frozen=True, slots=True)
class Found:
    """A debtor who answers a search, with their cases, newest first."""

    debtor: Debtor
    cases: Sequence[FoundCase]


def case_reference(text: str) -> str:
    """The case number that a text is, in the form in which we write it; empty when it is none."""
    match = CASE_REFERENCE.fullmatch(text.strip())
    return f"K-{match[1]}-{match[2]}" if match else ""


def find(text: str) -> list[Found]:
    """The debtors who answer a search. They, and nobody else, are opened and recorded."""
    cases: dict[UUID, list[FoundCase]] = defaultdict(list)

    def add_cases(debtors: Sequence[Debtor]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_CASES, [[debtor.pk for debtor in debtors]])
            for debtor_id, *case in cursor.fetchall():
                cases[debtor_id].append(FoundCase(*case))

    for answers in _answers(text.strip()):
        if debtors := envelopes.open_page(answers, meanwhile=add_cases):
            return [Found(debtor, cases[debtor.pk]) for debtor in debtors]
    return []


def kinds_of(text: str) -> list[str]:
    """What a text may be: an address of e-mail, a number of some kind, or a name."""
    if "@" in text:
        return ["email"]
    if sum(sign.isdigit() for sign in text) >= _MANY_DIGITS:
        return ["identity_number", "phone", "reference"]
    return ["name", "reference"] if any(sign.isdigit() for sign in text) else ["name"]


def _answers(text: str) -> Iterator["QuerySet[Debtor] | RawQuerySet[Debtor]"]:
    """Who may be meant, to be asked in turn until somebody answers."""
    if match := DEBTOR_REFERENCE.fullmatch(text):
        yield Debtor.objects.filter(reach.within(), reference=f"D-{match[1]}")[:LIMIT]
        return
    keys_of = index_keys.of_all()
    for found, parameters in search.statements(keys_of=keys_of, kinds=kinds_of(text), text=text, limit=LIMIT):
        # Both parts of the statement are constants of the code; what was typed is among the parameters only.
        yield Debtor.objects.raw(_BELONGING.format(found=found), [*parameters, LIMIT])


# Four columns: fifty debtors with their cases and creditors as objects would take longer than finding them.
_CASES = """
SELECT party.debtor_id, file.reference, file.status, creditor.name
FROM collections_app_casedebtor party
JOIN collections_app_case file ON file.id = party.case_id
JOIN collections_app_creditor creditor ON creditor.id = file.creditor_id
WHERE party.debtor_id = ANY (%s) ORDER BY file.opened_on DESC, party.id"""

# An array, because the planner would compare every debtor with a list of unknown length, but looks up an array.
_BELONGING = """
SELECT debtor.* FROM collections_app_debtor debtor WHERE debtor.id = ANY (ARRAY(
    WITH found AS MATERIALIZED ({found})
    SELECT person.id FROM found JOIN collections_app_debtor person ON person.envelope_id = found.envelope_id
    UNION
    SELECT party.debtor_id FROM found JOIN collections_app_case file ON file.envelope_id = found.envelope_id
    JOIN collections_app_casedebtor party ON party.case_id = file.id)) LIMIT %s"""
