"""One at a time: two imports of one controller's bank files cannot both believe that a booking is new."""

from uuid import UUID

from django.db import connection

_PURPOSE = 0x5168


def take(controller_id: UUID) -> None:
    """Wait until nobody else books payments for this controller. Call it inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_PURPOSE, controller_id.int & 0x7FFFFFFF])
