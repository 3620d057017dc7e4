"""What would leave in a disclosure: the chosen fields of a case, entry by entry, once the case has been opened."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

from collections_app.models import Case, Claim, Debtor
from personal_data import catalogue
from personal_data.declaration import Declared
from personal_data.values import Sealed

Entry = dict[str, Any]


def declared(field: str) -> Declared:
    """What the data map says of a field such as ``debtor.name``: its category and its label."""
    return _declared()[field]


@cache
def _declared() -> dict[str, Declared]:
    return {f"{column.model._meta.model_name}.{column.name}": column.declared for column in catalogue.columns()}


def rows_of(case: Case, fields: Collection[str]) -> list[Case | Debtor]:
    """The rows to open for some fields: the case, and the profiles of its debtors when something of them is chosen."""
    if not any(name.startswith("debtor.") for name in fields):
        return [case]
    parties = case.case_debtors.select_related("debtor").order_by("role", "id")
    return [case, *(party.debtor for party in parties)]


def entries(rows: Iterable[Case | Debtor], fields: Collection[str]) -> list[Entry]:
    """Each chosen datum with the debtor, claim or case that it is of. The rows must be open; what is empty is left out.

    An entry has ``field`` (such as ``debtor.name``), ``of`` (a number of ours, or the claim's) and ``value``: a text,
    a whole number, an address or None never.
    """
    found = [entry for row in rows for entry in _of_row(row, fields)]
    return [entry for entry in found if entry["value"] not in (None, "")]


def _of_row(row: Case | Debtor, fields: Collection[str]) -> Iterator[Entry]:
    if isinstance(row, Debtor):
        yield from _chosen(row, "debtor", row.reference, fields)
        return
    yield from _chosen(row, "case", row.reference, fields)
    if not any(name.startswith("claim.") for name in fields):
        return
    for claim in row.claims.order_by("issued_on", "id"):
        yield from _chosen(claim, "claim", str(claim.number.reveal()), fields)
        if "claim.amount_minor" in fields:
            yield {"field": "claim.currency", "of": str(claim.number.reveal()), "value": claim.currency}


def _chosen(row: Case | Debtor | Claim, kind: str, number: str, fields: Collection[str]) -> Iterator[Entry]:
    for name in sorted(fields):
        model, _, column = name.partition(".")
        if model == kind:
            yield {"field": name, "of": number, "value": _plain(getattr(row, column))}


def _plain(value: Any) -> Any:
    if isinstance(value, Sealed):
        value = value.reveal()
    return value.isoformat() if isinstance(value, date) else value
