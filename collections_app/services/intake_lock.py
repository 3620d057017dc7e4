"""One writer of new debtors and cases at a time for each controller.

Sealed numbers cannot carry a unique constraint, so two imports that bring the same new debtor at once must wait for
each other. The lock ends with the transaction.
"""

from uuid import UUID

from django.db import connection

_PURPOSE = 0x5167


def take(controller_id: UUID) -> None:
    """Wait until nobody else takes in claims for this controller. Call it inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_PURPOSE, controller_id.int & 0x7FFFFFFF])
