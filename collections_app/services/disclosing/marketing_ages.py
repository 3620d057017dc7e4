"""Who of those who could be in a batch for direct marketing is of age, which sealed data alone tell (OPR-39)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from collections_app.models import Debtor
from collections_app.policies.marketing import too_young
from collections_app.services.disclosing.checks import NotAllowed
from personal_data import envelopes, national_ids


def of_age(people: Sequence[Debtor], day: date, left_out: Counter[str]) -> list[Debtor]:
    """Those who are known to be of age on the day; they are opened for that, in one recorded reading.

    Counts the others into ``left_out``. Raises NotAllowed when something was blocked meanwhile.
    """
    if people:
        try:
            envelopes.open(people)
        except envelopes.Refused as refused:
            raise NotAllowed("blocked") from refused
    chosen = []
    for row in people:
        if reason := too_young(_born_on(row), day):
            left_out[reason] += 1
        else:
            chosen.append(row)
    return chosen


def _born_on(row: Debtor) -> date | None:
    """As the creditor told it, else as the identity number tells."""
    if row.birth_date is not None:
        told: date = row.birth_date.reveal()
        return told
    number = row.identity_number
    told_by = national_ids.of_person(row.identity_scheme, number.reveal()) if number is not None else None
    return told_by.birth_date if told_by else None
