"""Which fields a creditor's headings mean: remembered from the file in which somebody said so.

Headings are kept as keyed digests: a file without headings has a person in its first row. So the trail names columns by
their place: what is refused or left out came from outside, and may be as personal as a value.
"""

import hmac
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.db import transaction

from audit import trail
from audit.vocabulary import EventName
from collections_app.intake import csv_columns, csv_sample
from collections_app.intake.csv_columns import Columns
from collections_app.models import Creditor, ImportFile, ImportUpload, RememberedColumn
from personal_data import index_keys

_PLACES_NAMED = 99


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


def columns(creditor: Creditor, headings: Sequence[str]) -> Columns:
    """What is known of a file by its headings and by those of earlier ones."""
    remembered = of(creditor, headings)
    left_out = frozenset(position for position, field in remembered.items() if not field)
    return Columns(csv_sample.known_columns(headings, remembered), left_out)


def record(name: EventName, positions: Iterable[int], of_file: ImportUpload | ImportFile) -> None:
    """Write down how many columns were refused or left out, and where they stand; nothing where there are none."""
    if places := sorted(positions):
        fields = [f"column_{position + 1}" for position in places if position < _PLACES_NAMED]
        envelopes = [of_file.envelope_id] if isinstance(of_file, ImportUpload) else []
        trail.record(name, envelopes=envelopes, reference=of_file.reference, fields=fields, count=len(places))


def without(head: dict[str, Any], not_used: Collection[int]) -> dict[str, Any]:
    """The head of a file without what stands in the columns left out."""
    rows = [["" if place in not_used else cell for place, cell in enumerate(row)] for row in head["rows"]]
    return {**head, "rows": rows}


@transaction.atomic
def remember(creditor: Creditor, headings: Sequence[str], known: Columns, currency: str = "") -> None:
    """Keep what each heading of a file means, those left out too, and the currency of files without a column of it."""
    fields = {position: field for field, position in known.fields.items()}
    if currency and currency != creditor.file_currency:
        creditor.file_currency = currency
        creditor.save(update_fields=["file_currency"])
    RememberedColumn.objects.bulk_create(
        [
            RememberedColumn(creditor=creditor, heading_digest=digest, field=fields.get(position, ""))
            for position, digest in _digests(creditor, headings).items()
            if position in fields or position in known.not_used
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
