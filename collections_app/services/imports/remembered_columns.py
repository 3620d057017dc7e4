"""Which fields a creditor's headings mean: remembered from the file in which somebody said so.

Headings are kept as keyed digests: a file without headings has a person in its first row.
"""

import hmac
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256

from django.db import transaction

from collections_app.intake import csv_columns
from collections_app.models import Creditor, RememberedColumn
from personal_data import index_keys


def of(creditor: Creditor, headings: Sequence[str]) -> dict[int, str]:
    """The fields by position, as far as these headings are remembered; empty for a column that is not used."""
    digests = _digests(creditor, headings)
    known = dict(
        RememberedColumn.objects.filter(creditor=creditor, heading_digest__in=digests.values()).values_list(
            "heading_digest", "field"
        )
    )
    fields = {bytes(digest): field for digest, field in known.items()}
    return {position: fields[digest] for position, digest in digests.items() if digest in fields}


@transaction.atomic
def remember(creditor: Creditor, headings: Sequence[str], fields: Mapping[int, str], currency: str = "") -> None:
    """Keep what each heading of a file means, the unused ones too, and the currency of files without a column of it."""
    if currency and currency != creditor.file_currency:
        creditor.file_currency = currency
        creditor.save(update_fields=["file_currency"])
    RememberedColumn.objects.bulk_create(
        [
            RememberedColumn(creditor=creditor, heading_digest=digest, field=fields.get(position, ""))
            for position, digest in _digests(creditor, headings).items()
        ],
        update_conflicts=True,
        unique_fields=["creditor", "heading_digest"],
        update_fields=["field"],
    )


def _digests(creditor: Creditor, headings: Sequence[str]) -> dict[int, bytes]:
    """A digest for each heading that is one; the second of two equal headings has another than the first. The column
    of problems in a file to mend is ours and is passed over."""
    key, times = index_keys.of(creditor.controller_id), Counter[str]()
    found = {}
    for position, heading in enumerate(headings):
        plain = csv_columns.plain(heading)
        if csv_columns.field_of(heading) != csv_columns.PROBLEM:
            times[plain] += 1
            text = f"heading\x00{creditor.reference}\x00{plain}\x00{times[plain]}"
            found[position] = hmac.digest(key, text.encode(), sha256)
    return found
