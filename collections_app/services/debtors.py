"""Debtors: registering them, and finding them by number, or by date of birth with name and address (never by name)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from audit import trail
from collections_app import events
from collections_app.models import Debtor
from collections_app.policies import matching
from collections_app.services import filing, references
from personal_data import search, tokens
from personal_data.bulk import Batch
from personal_data.models import Controller
from personal_data.national_ids import Kind

_NATIONAL = frozenset(kind.value for kind in Kind)


@transaction.atomic
def register(*, controller: Controller, who: filing.Particulars, at: datetime) -> Debtor:
    """Enter a debtor by hand. One without an identity number is flagged: whoever it may be has to be made sure of."""
    batch = Batch(controller)
    reference = references.take(kind="debtor", year=at.year)[0]
    filed = filing.debtor(batch, controller_id=controller.pk, reference=reference, who=who, at=at)
    batch.write()
    trail.record(events.DEBTOR_REGISTERED, envelopes=[filed.envelope_id], reference=reference)
    return Debtor.objects.get(pk=filed.id)


def find_by_numbers(
    *, controller: Controller, numbers: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], filing.FiledDebtor]:
    """The debtors who have these numbers, given as pairs of scheme and number; one query for tokens, one for rows.

    A number of one register never finds somebody with an equal number of another. Nothing is opened, so who is
    restricted is recognised like anybody else and gets no second profile beside the restricted one.
    """
    asked = {matching.same_number_key(*pair): pair for pair in numbers}
    texts = sorted({number for _, number in asked.values()})
    held = search.find_each(controller_id=controller.pk, kind="identity_number", texts=texts)
    wanted = {envelope_id for envelope_ids in held.values() for envelope_id in envelope_ids}
    rows = Debtor.objects.filter(envelope_id__in=wanted)
    known = {row.envelope_id: row for row in rows.only("id", "envelope_id", "subject_id", "identity_scheme")}
    # Only a Swedish number has a second token without its century, but every number of twelve digits is given one.
    foreign = {number for scheme, number in asked.values() if scheme not in _NATIONAL}
    longer = search.found_by_their_end(
        controller_id=controller.pk, found={number: held[number] for number in foreign & held.keys()}
    )
    found: dict[tuple[str, str], filing.FiledDebtor] = {}
    for key, (scheme, number) in asked.items():
        candidates = [known[envelope_id] for envelope_id in sorted(held.get(number, ())) if envelope_id in known]
        for row in candidates:
            if key not in found and row.identity_scheme == scheme and (number, row.envelope_id) not in longer:
                found[key] = filing.FiledDebtor(row.pk, row.subject_id, row.envelope_id)
    return found


def find_by_births(*, controller: Controller, births: Iterable[str]) -> dict[tuple[str, str], filing.FiledDebtor]:
    """The debtors without a number who have this name, date of birth and address (``births.forms``): two queries.

    Where two have them all, nobody is recognised: no claim goes to the wrong one of two persons (GDPR art. 5(1)(d)).
    Nothing is opened, for the same reason as in ``find_by_numbers``.
    """
    held = search.find_each(controller_id=controller.pk, kind=tokens.BIRTH_AT_HOME, texts=sorted(births))
    wanted = {envelope_id for envelope_ids in held.values() for envelope_id in envelope_ids}
    rows = Debtor.objects.filter(envelope_id__in=wanted, identity_number__isnull=True)
    known = {row.envelope_id: row for row in rows.only("id", "envelope_id", "subject_id")}
    found: dict[tuple[str, str], filing.FiledDebtor] = {}
    for birth, envelope_ids in held.items():
        candidates = [known[envelope_id] for envelope_id in envelope_ids if envelope_id in known]
        if len(candidates) == 1:
            row = candidates[0]
            found[tokens.BIRTH_AT_HOME, birth] = filing.FiledDebtor(row.pk, row.subject_id, row.envelope_id)
    return found
