"""The key of a controller's search index and digests, held by the access context like every other key."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from audit.trail import NoActor
from personal_data import access, keys


def of(controller_id: UUID) -> bytes:
    """The index key of a controller. Raises NoActor outside an access context."""
    return of_each([controller_id])[controller_id]


def of_each(controller_ids: Sequence[UUID]) -> dict[UUID, bytes]:
    """The index keys of some controllers, in one query. Raises NoActor outside an access context."""
    here = access.current()
    if here is None:
        raise NoActor("Searching personal data needs an access context (who, purpose, channel).")
    if missing := [each for each in controller_ids if each not in here.index_keys]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT controller_id, generation, epoch, wrapped FROM keys.index_key WHERE controller_id = ANY (%s)",
                [missing],
            )
            for controller_id, generation, epoch, wrapped in cursor.fetchall():
                key = keys.unwrap(keys.ring().get(epoch), controller_id, generation, bytes(wrapped))
                here.index_keys[controller_id] = key
    return {each: here.index_keys[each] for each in controller_ids}
