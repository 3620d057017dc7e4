"""What would leave in a disclosure: the chosen fields of a case, entry by entry, once the case has been opened."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from collections_app.models import Case, CaseDebtor, Claim, Debtor, Note
from collections_app.selectors import claims_owed
from personal_data import catalogue
from personal_data.declaration import Category, Declared, Source
from personal_data.values import Sealed

Entry = dict[str, Any]
OWED = "claim.owed_minor"
NOTE = "note.text"
# No column holds it: it follows from the documents of a claim and what was paid on it.
_FOLLOWING = {OWED: Declared(Category.PAYMENT_HISTORY, _("Still owed"), Source.AGENCY)}


def declared(field: str) -> Declared:
    """What the data map says of a field such as ``debtor.name``: its category and its label."""
    return _declared()[field]


@cache
def _declared() -> dict[str, Declared]:
    held = {f"{column.model._meta.model_name}.{column.name}": column.declared for column in catalogue.columns()}
    return {**held, **_FOLLOWING}


def debtors_of(case: Case) -> list[Debtor]:
    """Who owes in a case, not opened."""
    parties = CaseDebtor.objects.filter(case=case).select_related("debtor")
    return [party.debtor for party in parties.order_by("role", "id")]


def rows_of(
    case: Case, fields: Collection[str], *, levels: Collection[str] = (), about: Debtor | None = None
) -> list[Case | Debtor]:
    """The rows to open for some fields: the case, and the profiles of its debtors when something of them is chosen.

    ``levels`` says how confidential the notes may be that leave; without one no note does.
    """
    if NOTE in fields:
        leaving = Note.objects.filter(level__in=levels).order_by("at", "id")
        prefetch_related_objects([case], Prefetch("notes", queryset=leaving, to_attr="leaving"))
    return rows_of_each([case], fields, about=about)[case.pk]


def rows_of_each(
    cases: Sequence[Case], fields: Collection[str], *, about: Debtor | None = None
) -> dict[UUID, list[Case | Debtor]]:
    """The rows to open of each case, in two queries at most, with the claims if something of them is chosen.

    ``about`` leaves out the profiles of everybody else.
    """
    rows: dict[UUID, list[Case | Debtor]] = {case.pk: [case] for case in cases}
    if any(name.startswith("debtor.") for name in fields):
        parties = CaseDebtor.objects.filter(case__in=list(rows)).select_related("debtor")
        if about is not None:
            parties = parties.filter(debtor=about)
        for party in parties.order_by("role", "id"):
            rows[party.case_id].append(party.debtor)
    if any(name.startswith("claim.") for name in fields):
        prefetch_related_objects(cases, "claims")
    return rows


def owed_on(cases: Sequence[Case], fields: Collection[str]) -> dict[UUID, int]:
    """What is still owed on each claim of some cases, in minor units, where it is chosen. Asked once for all."""
    if OWED not in fields:
        return {}
    found = claims_owed.of_cases([case.pk for case in cases])
    return {claim.id: claim.owed_minor for claims in found.values() for claim in claims}


def entries(rows: Iterable[Case | Debtor], fields: Collection[str], owed: Mapping[UUID, int]) -> list[Entry]:
    """Each chosen datum with the debtor, claim or case that it is of. The rows must be open; what is empty is left out.

    ``owed`` is what ``owed_on`` says of the cases.

    An entry has ``field`` (such as ``debtor.name``), ``of`` (a number of ours, or the claim's) and ``value``: a text,
    a whole number, an address or None never.
    """
    found = [entry for row in rows for entry in _of_row(row, fields, owed)]
    return [entry for entry in found if entry["value"] not in (None, "")]


def _of_row(row: Case | Debtor, fields: Collection[str], owed: Mapping[UUID, int]) -> Iterator[Entry]:
    if isinstance(row, Debtor):
        yield from _chosen(row, "debtor", row.reference, fields)
        return
    yield from _chosen(row, "case", row.reference, fields)
    for note in getattr(row, "leaving", ()):
        yield from _chosen(note, "note", row.reference, fields)
    if not any(name.startswith("claim.") for name in fields):
        return
    for claim in sorted(row.claims.all(), key=_by_age):
        number = str(claim.number.reveal())
        yield from _chosen(claim, "claim", number, fields)
        if "claim.amount_minor" in fields or OWED in fields:
            yield {"field": "claim.currency", "of": number, "value": claim.currency}
        if claim.pk in owed:
            yield {"field": OWED, "of": number, "value": owed[claim.pk]}


def _by_age(claim: Claim) -> tuple[date, UUID]:
    """The oldest first, those without a date last."""
    return claim.issued_on or date.max, claim.pk


def _chosen(row: Case | Debtor | Claim | Note, kind: str, number: str, fields: Collection[str]) -> Iterator[Entry]:
    for name in sorted(fields):
        model, _, column = name.partition(".")
        if model == kind and name not in _FOLLOWING:
            yield {"field": name, "of": number, "value": _plain(getattr(row, column))}


def _plain(value: Any) -> Any:
    if isinstance(value, Sealed):
        value = value.reveal()
    return value.isoformat() if isinstance(value, date) else value
