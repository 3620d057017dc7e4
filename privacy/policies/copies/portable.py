"""What somebody may take along: what they themselves provided, processed on consent or a contract (GDPR art. 20(1)).

Whether a datum was provided is said by its source, row by row: the same telephone number is theirs to take along where
they told it, and not where the creditor did (AMILI-13). What would show another person stays out (art. 20(4)).
"""

from collections.abc import Iterator
from dataclasses import replace

from personal_data.declaration import Category
from privacy.policies.held_records import Datum, HeldRecord, Holdings
from privacy.policies.packs import facts
from privacy.policies.packs.pack import Pack


def categories(pack: Pack) -> frozenset[Category]:
    """The categories of data that serve a purpose resting on consent or a contract by this notice."""
    serving = {key for purpose in facts.portable_purposes(pack) for key in purpose.categories}
    return frozenset(category for item in pack.categories if item.key in serving for category in item.held_as)


def of(holdings: Holdings, pack: Pack) -> Holdings:
    """What of somebody's data goes into their file: current values, without files, former values and empty records."""
    scope = categories(pack)
    return replace(holdings, records=tuple(_records(holdings, scope)))


def is_portable(datum: Datum, scope: frozenset[Category]) -> bool:
    """Whether a datum is one that the person provided and that serves such a purpose. What is withheld stays out."""
    return datum.declared.provided and datum.category in scope and datum.value is not None


def _records(holdings: Holdings, scope: frozenset[Category]) -> Iterator[HeldRecord]:
    for record in holdings.records:
        rows = tuple(
            replace(row, data=_with_kind(row.data, data), files=(), former=())
            for row in record.rows
            if (data := tuple(each for each in row.data if is_portable(each, scope)))
        )
        if rows:
            yield replace(record, rows=rows)


def _with_kind(row: tuple[Datum, ...], data: tuple[Datum, ...]) -> tuple[Datum, ...]:
    """With the code that says what a value is, such as a telephone number, where the row has one: without it the value
    could not be used elsewhere."""
    return (*(each for each in row if each.field.endswith(".kind") and each not in data), *data)
