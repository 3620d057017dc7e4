"""Serial numbers for what people write on letters and say on the telephone."""

from django.db import connection

_FORMS = {
    "creditor": "C-{number:05d}",
    "debtor": "D-{number:06d}",
    "case": "K-{year}-{number:06d}",
    "import": "I-{number:06d}",
    "intake_item": "II-{number:06d}",
    "recipient": "RCP-{number:05d}",
    "record": "REC-{number:07d}",
    "legal_file": "LF-{number:06d}",
    "paper": "PAP-{number:07d}",
    "payment": "P-{number:06d}",
    "payment_file": "PF-{number:06d}",
}


def take(*, kind: str, year: int, count: int = 1) -> list[str]:
    """Take some references; a number is never given twice, also when its transaction fails."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT nextval('collections_app_{kind}_number') FROM generate_series(1, %s)",
            [count],
        )
        return [_FORMS[kind].format(number=row[0], year=year) for row in cursor.fetchall()]
