"""The key of a controller's search index and digests, held by the access context like every other key."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from audit.trail import NoActor
from personal_data import access, keys


def of(controller_id: UUID) -> bytes:
    """The index key of a controller. Raises NoActor outside an access context."""
    return of_each([controller_id])[controller_id]


def of_each(controller_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The index keys of some controllers, in one query. Raises NoActor outside an access context."""
    held = _held()
    if missing := [each for each in controller_ids if each not in held]:
        held.update(_fetched("WHERE controller_id = ANY (%s)", [missing]))
    return {each: held[each] for each in controller_ids}


def of_all() -> dict[UUID, bytes]:
    """The index keys of all controllers within reach, in one query. Raises NoActor outside an access context."""
    held = _held()
    here = access.current()
    bound = here.controllers if here else None
    held.update(_fetched("", []) if bound is None else _fetched("WHERE controller_id = ANY (%s)", [list(bound)]))
    return dict(held)


def _held() -> dict[UUID, bytes]:
    here = access.current()
    if here is None:
        raise NoActor("Searching personal data needs an access context (who, purpose, channel).")
    return here.index_keys


def _fetched(condition: str, parameters: list[Any]) -> dict[UUID, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT controller_id, generation, epoch, wrapped FROM keys.index_key {condition}", parameters)
        return {
            controller_id: keys.unwrap(keys.ring().get(epoch), controller_id, generation, bytes(wrapped))
            for controller_id, generation, epoch, wrapped in cursor.fetchall()
        }
