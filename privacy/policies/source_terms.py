"""What may be kept of a debtor and from whom by a controller's notice; the judgement is that of the details."""

from collections_app.policies.details import Supplier, Terms
from personal_data.purposes import Purpose
from privacy.policies.packs.items import SourceItem
from privacy.policies.packs.pack import Pack

# The lines of business in which claims are bought: INTRUM-03, AXACTOR-03.
_BUYING = frozenset({"debt_purchase", "npl"})


def of_pack(pack: Pack) -> Terms:
    """The categories that the notice names and its sources, as the details are judged by."""
    named = frozenset(held for item in pack.categories for held in item.held_as)
    for_collecting = {key for item in pack.purposes if Purpose.COLLECTION in item.opens for key in item.categories}
    collected_with = frozenset(held for item in pack.categories if item.key in for_collecting for held in item.held_as)
    buys_claims = any(line.key in _BUYING for line in pack.lines)
    return Terms(named, tuple(_supplier(each) for each in pack.sources), collected_with, buys_claims)


def _supplier(item: SourceItem) -> Supplier:
    return Supplier(
        item.key,
        item.source,
        frozenset(item.brings),
        tuple(each.name for each in item.names),
        {before: each.name for each in item.names for before in each.formerly},
        frozenset(each.name for each in item.names if each.guarded),
        item.text,
    )
