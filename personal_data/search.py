"""Finding sealed values by keyed tokens."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from personal_data import births, index_keys, residences, tokens
from personal_data.fields import SealedField
from personal_data.models import Envelope, SearchEntry

# One probe of the index for each value: an overlap with a thousand values would make the planner read the whole table,
# and so would the controller, of whose share it knows nothing during an import, without the fence (OFFSET 0).
_EACH = """
SELECT asked, entry.envelope_id FROM unnest(%s::bigint[]) AS asked CROSS JOIN LATERAL (
    SELECT envelope_id, controller_id FROM personal_data_searchentry WHERE tokens @> ARRAY[asked] OFFSET 0) AS entry
WHERE entry.controller_id = %s"""

_MANY = 100

# One query's entries. Without the fence the planner would rather read all entries from the newest on than the index.
_ONE = """
SELECT entry.envelope_id FROM (SELECT envelope_id, controller_id FROM personal_data_searchentry
    WHERE tokens @> %s::bigint[] OFFSET 0) AS entry WHERE entry.controller_id = %s"""

# Any of some values that have one token each: one look into the index for all of them. The fence is the same.
_ANY = """
SELECT entry.envelope_id FROM (SELECT envelope_id, controller_id FROM personal_data_searchentry
    WHERE tokens && %s::bigint[] OFFSET 0) AS entry WHERE entry.controller_id = %s"""

# A common name has so many entries that fetching them all to show the newest fifty costs more than looking through the
# newest few thousand; when those answer, the index is not asked. A rare name costs both, which is still little.
_NEWEST_READ = 3000
_NEWEST_FIRST = """
WITH newest AS MATERIALIZED (
    SELECT entry.envelope_id FROM (SELECT envelope_id, controller_id, tokens FROM personal_data_searchentry
        ORDER BY envelope_id DESC LIMIT {read}) AS entry WHERE {condition} LIMIT %s)
SELECT envelope_id FROM newest
UNION SELECT every.envelope_id FROM ({every}) AS every WHERE (SELECT count(*) FROM newest) < %s
ORDER BY envelope_id DESC LIMIT %s"""
_MATCHES = "entry.tokens @> %s::bigint[] AND entry.controller_id = %s"


def index(*rows: Any) -> None:
    """Write the tokens of the envelopes of some rows.

    Hand over every searchable row of an envelope together: its entry is replaced. Needs the values in hand or open.
    """
    found: dict[UUID, tokens.Entry] = defaultdict(tokens.Entry)
    controllers = dict(
        Envelope.objects.filter(id__in={row.envelope_id for row in rows}).values_list("id", "controller_id")
    )
    for row in rows:
        key = index_keys.of(controllers[row.envelope_id])
        for field in searchable_fields(type(row)):
            value = getattr(row, field.name)
            if value is not None:
                kind = str(field.search)
                found[row.envelope_id].add(kind, tokens.of_value(key, kind, str(value.reveal())))
        value_of = partial(_revealed, row)
        lives, born = residences.of(type(row), value_of), births.of(type(row), value_of)
        for kind, form in (tokens.of_residence(lives) | born).items():
            found[row.envelope_id].add(kind, tokens.of_value(key, kind, form))
    store({envelope_id: (controller_id, found[envelope_id]) for envelope_id, controller_id in controllers.items()})


def store(entries: Mapping[UUID, tuple[UUID, tokens.Entry]]) -> None:
    """Write the search entries of some envelopes, each with its controller, in place of what they had."""
    ordered = {envelope_id: entry.ordered() for envelope_id, (_, entry) in entries.items()}
    SearchEntry.objects.bulk_create(
        [
            SearchEntry(
                envelope_id=envelope_id, controller_id=controller_id, tokens=ordered[envelope_id][0],
                whole_count=ordered[envelope_id][1],
            )
            for envelope_id, (controller_id, _) in entries.items()
        ],
        update_conflicts=True,
        unique_fields=["envelope"],
        update_fields=["tokens", "whole_count"],
    )  # fmt: skip


def find(*, controller_ids: Sequence[UUID], kinds: Sequence[str], text: str, limit: int = 50) -> list[UUID]:
    """The envelopes whose values of any of some kinds answer a query, newest first.

    A query that is too short finds nothing.
    """
    keys_of = index_keys.of_each(controller_ids)
    for statement, parameters in statements(keys_of=keys_of, kinds=kinds, text=text, limit=limit):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            if found := [row[0] for row in cursor.fetchall()]:
                return found
    return []


def statements(
    *, keys_of: Mapping[UUID, bytes], kinds: Sequence[str], text: str, limit: int = 50
) -> Iterator[tuple[str, list[Any]]]:
    """The statements that find envelopes, to be asked in turn until one answers; each fits into another as it is.

    Prefixes have three or five letters, so a longer word would also find its neighbours: whole words are tried first,
    so that nobody is shown who need not be.
    """
    if "name" not in kinds:
        yield from _exact(keys_of, kinds, text, limit)
        return
    is_long = any(len(word) > max(tokens.PREFIX_LENGTHS) for word in text.split())
    for whole in (True, False) if is_long else (False,):
        parameters: list[Any] = []
        for controller_id, key in keys_of.items():
            for kind in kinds:
                if wanted := tokens.of_query(key, kind, text, whole=whole):
                    parameters += [sorted(wanted), controller_id]
        if parameters:
            queries = len(parameters) // 2
            every = " UNION ".join([_ONE] * queries)
            condition = " OR ".join([_MATCHES] * queries)
            statement = _NEWEST_FIRST.format(read=_NEWEST_READ, condition=condition, every=every)
            yield statement, [*parameters, limit, *parameters, limit, limit]


def _exact(
    keys_of: Mapping[UUID, bytes], kinds: Sequence[str], text: str, limit: int
) -> Iterator[tuple[str, list[Any]]]:
    """The statement for kinds whose values have one token each."""
    parameters: list[Any] = []
    for controller_id, key in keys_of.items():
        if wanted := set[int]().union(*(tokens.of_query(key, kind, text) for kind in kinds)):
            parameters += [sorted(wanted), controller_id]
    if parameters:
        every = " UNION ALL ".join([_ANY] * (len(parameters) // 2))
        yield f"{every} ORDER BY envelope_id DESC LIMIT %s", [*parameters, limit]


def find_each(*, controller_id: UUID, kind: str, texts: Sequence[str]) -> dict[str, list[UUID]]:
    """For each of many exact values (identity numbers of one import batch) the envelopes that have it, in one query.

    One value written in two ways is found under both.
    """
    key = index_keys.of(controller_id)
    wanted: dict[int, list[str]] = defaultdict(list)
    for text in dict.fromkeys(texts):
        wanted[tokens.token(key, kind, tokens.normalise(kind, text))].append(text)
    found: dict[str, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        if len(wanted) >= _MANY:
            cursor.execute("SELECT personal_data_sort_tokens_in()")
        cursor.execute(_EACH, [sorted(wanted), controller_id])
        for value, envelope_id in cursor.fetchall():
            for text in wanted[value]:
                found[text].append(envelope_id)
    return found


def found_by_their_end(*, controller_id: UUID, found: Mapping[str, Sequence[UUID]]) -> set[tuple[str, UUID]]:
    """Of what ``find_each`` found for identity numbers, the pairs where the envelope holds a longer number.

    A number of twelve digits is found without its first two as well. Which of both an envelope holds is told by its
    tokens, so nothing is opened, and a restricted envelope answers like any other (GDPR art. 18(2)).
    """
    key = index_keys.of(controller_id)
    longer = {
        number: {tokens.token(key, "identity_number", form) for form in forms}
        for number in found
        if (forms := tokens.with_century(number))
    }
    asked = {envelope_id for number in longer for envelope_id in found[number]}
    if not asked:
        return set()
    held = dict(SearchEntry.objects.filter(envelope__in=asked).values_list("envelope_id", "tokens"))
    return {
        (number, envelope_id)
        for number, forms in longer.items()
        for envelope_id in found[number]
        if not forms.isdisjoint(held.get(envelope_id, ()))
    }


def whole_words(*, controller_id: UUID) -> Callable[[str], set[int]]:
    """How the words of a name are recognised among the tokens of an envelope, without opening it."""
    key = index_keys.of(controller_id)
    return lambda name: tokens.of_query(key, "name", name, whole=True)


def _revealed(row: Any, name: str) -> Any:
    held = getattr(row, name)
    return None if held is None else held.reveal()


def searchable_fields(model: type[Any]) -> list[SealedField]:
    """The sealed fields of a model that can be searched for."""
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField) and field.search]
