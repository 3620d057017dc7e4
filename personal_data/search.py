"""Finding sealed values by keyed tokens."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from personal_data import index_keys, tokens
from personal_data.fields import SealedField
from personal_data.models import Envelope, SearchEntry

# One probe of the index for each value: an overlap with a thousand values would make the planner read the whole table,
# and so would the controller, of whose share it knows nothing during an import, without the fence (OFFSET 0).
_EACH = """
SELECT asked, entry.envelope_id FROM unnest(%s::bigint[]) AS asked CROSS JOIN LATERAL (
    SELECT envelope_id, controller_id FROM personal_data_searchentry WHERE tokens @> ARRAY[asked] OFFSET 0) AS entry
WHERE entry.controller_id = %s"""


# One query's entries. Without the fence the planner would rather read all entries from the newest on than the index.
_ONE = """
SELECT entry.envelope_id FROM (SELECT envelope_id, controller_id FROM personal_data_searchentry
    WHERE tokens @> %s::bigint[] OFFSET 0) AS entry WHERE entry.controller_id = %s"""


def index(*rows: Any) -> None:
    """Write the tokens of the envelopes of some rows.

    Hand over every searchable row of an envelope together: its entry is replaced. Needs the values in hand or open.
    """
    found: dict[UUID, set[int]] = defaultdict(set)
    controllers = dict(
        Envelope.objects.filter(id__in={row.envelope_id for row in rows}).values_list("id", "controller_id")
    )
    for row in rows:
        key = index_keys.of(controllers[row.envelope_id])
        for field in searchable_fields(type(row)):
            value = getattr(row, field.name)
            if value is not None:
                found[row.envelope_id] |= tokens.of_value(key, str(field.search), str(value.reveal()))
    SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                envelope_id=envelope_id, controller_id=controllers[envelope_id], tokens=sorted(found[envelope_id])
            )
            for envelope_id in controllers
        ],
        update_conflicts=True,
        unique_fields=["envelope"],
        update_fields=["tokens"],
    )


def find(*, controller_ids: Sequence[UUID], kinds: Sequence[str], text: str, limit: int = 50) -> list[UUID]:
    """The envelopes whose values of any of some kinds answer a query, newest first.

    A query that is too short finds nothing. Prefixes have three or five letters, so a longer word would also find
    its neighbours: whole words are tried first, so that nobody is shown who need not be.
    """
    keys_of = index_keys.of_each(controller_ids)
    is_long = "name" in kinds and any(len(word) > max(tokens.PREFIX_LENGTHS) for word in text.split())
    found = _find(keys_of, kinds, text, limit, whole=True) if is_long else []
    return found or _find(keys_of, kinds, text, limit, whole=False)


def _find(keys_of: Mapping[UUID, bytes], kinds: Sequence[str], text: str, limit: int, *, whole: bool) -> list[UUID]:
    parameters: list[Any] = []
    for controller_id, key in keys_of.items():
        for kind in kinds:
            if wanted := tokens.of_query(key, kind, text, whole=whole):
                parameters += [sorted(wanted), controller_id]
    if not parameters:
        return []
    statement = " UNION ".join([_ONE] * (len(parameters) // 2))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ORDER BY envelope_id DESC LIMIT %s", [*parameters, limit])
        return [row[0] for row in cursor.fetchall()]


def find_each(*, controller_id: UUID, kind: str, texts: Sequence[str]) -> dict[str, list[UUID]]:
    """For each of many exact values (identity numbers of one import batch) the envelopes that have it, in one query."""
    key = index_keys.of(controller_id)
    wanted = {tokens.token(key, kind, tokens.normalise(kind, text)): text for text in texts}
    found: dict[str, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_EACH, [sorted(wanted), controller_id])
        for value, envelope_id in cursor.fetchall():
            found[wanted[value]].append(envelope_id)
    return found


def searchable_fields(model: type[Any]) -> list[SealedField]:
    """The sealed fields of a model that can be searched for."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField) and field.search]
