"""Filing: what was recorded with a change is brought into the trail before anybody reads it.

The change of a single record leaves one row in ``audit_unfiled``, committed with the change. Filing moves it into the
trail and adds a line for each person concerned. The scheduler does so all the time; a reader does so first, and so
never misses what has been committed.
"""

from django.db import connection

_filers: list[str] = []


def register(statement: str) -> None:
    """Add a statement that files some events and says how many; packages that know envelopes bring it."""
    if statement not in _filers:
        _filers.append(statement)


def bring_up_to_date() -> int:
    """File everything that has been committed, or recorded in this transaction. Returns how many events it were.

    What another session is filing at this moment is left to it.
    """
    filed = 0
    with connection.cursor() as cursor:
        for statement in _filers:
            count = 1
            while count:
                cursor.execute(statement)
                (count,) = cursor.fetchone()
                filed += count
    return filed


def waiting() -> int:
    """How many events wait to be filed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_unfiled")
        count: int = cursor.fetchone()[0]
    return count
