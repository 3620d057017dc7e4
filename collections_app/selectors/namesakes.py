"""Other profiles with the name and date of birth of a debtor who is known by no number: perhaps the same person."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from collections_app.models import Debtor
from personal_data import births, reach, search, tokens


def of(debtors: Sequence[Debtor]) -> dict[UUID, list[str]]:
    """The numbers of such profiles, by debtor; nothing for those of whom no date of birth is held, or who stay sealed.

    Whether they are one person is for somebody to find out (GDPR art. 5(1)(d), ADR 66): nothing of the others is
    opened. Two queries for each controller, whatever the number of debtors.
    """
    asked: dict[UUID, dict[str, list[Debtor]]] = defaultdict(lambda: defaultdict(list))
    for debtor in debtors:
        if debtor.birth_date is not None and debtor.birth_date.is_open:
            told = births.forms(name=debtor.name.reveal(), born_on=debtor.birth_date.reveal(), address=None)
            if form := told.get(tokens.BIRTH):  # a name such as "?" has no word to compare
                asked[debtor.controller_id][form].append(debtor)
    found: dict[UUID, list[str]] = {}
    for controller_id, those in asked.items():
        held = search.find_each(controller_id=controller_id, kind=tokens.BIRTH, texts=list(those))
        wanted = {envelope_id for envelope_ids in held.values() for envelope_id in envelope_ids}
        rows = Debtor.objects.filter(reach.within(), envelope_id__in=wanted).order_by("reference")
        numbers = list(rows.values_list("envelope_id", "reference"))
        for form, same in those.items():
            for debtor in same:
                others = [number for envelope_id, number in numbers if envelope_id in held[form]]
                found[debtor.pk] = [number for number in others if number != debtor.reference]
    return found
