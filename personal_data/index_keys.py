"""The key of a controller's search index and digests, held by the access context like every other key."""

from uuid import UUID

from django.db import connection

from audit.trail import NoActor
from personal_data import access, keys


def of(controller_id: UUID) -> bytes:
    """The index key of a controller. Raises NoActor outside an access context."""
    here = access.current()
    if here is None:
        raise NoActor("Searching personal data needs an access context (who, purpose, channel).")
    if controller_id not in here.index_keys:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generation, epoch, wrapped FROM keys.index_key WHERE controller_id = %s", [controller_id]
            )
            generation, epoch, wrapped = cursor.fetchone()
        here.index_keys[controller_id] = keys.unwrap(keys.ring().get(epoch), controller_id, generation, bytes(wrapped))
    return here.index_keys[controller_id]
