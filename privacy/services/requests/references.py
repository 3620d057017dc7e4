"""Serial numbers of requests: what the person quotes on the telephone."""

from django.db import connection


def take(*, year: int) -> str:
    """The next reference; a number is never given twice, also when its transaction fails."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('privacy_request_number')")
        return f"R-{year}-{cursor.fetchone()[0]:06d}"
