"""The file that somebody takes along to another controller, as plain JSON values (GDPR art. 20).

``docs/access_copy.md`` describes it.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from privacy.models import DataSubjectRequest
from privacy.policies.held_records import Datum, HeldRow, Holdings
from privacy.policies.packs.pack import Pack
from privacy.services.copies import facts, meanings

FORMAT = "sigill-portable-data/1"


def of(request: DataSubjectRequest, *, holdings: Holdings, pack: Pack, at: datetime) -> dict[str, Any]:
    """The whole file. ``holdings`` are what may be taken along; the language of the request must be active.

    An empty one says why, since nothing in it would be no answer (GDPR art. 12(4)).
    """
    return {
        "format": FORMAT,
        "language": request.language,
        "made_at": at.isoformat(timespec="seconds"),
        "law": "GDPR art. 20(1)",
        "request": {"reference": request.reference, "received_on": request.received_on.isoformat()},
        "controller": facts.controller(request.controller, pack, on=at.date()),
        "purposes": facts.portable_purposes(pack),
        "note": "" if holdings.records else _nothing(),
        "records": [
            {
                "kind": record.record_class.name,
                "label": str(record.record_class.label),
                "reference": record.reference,
                "creditor": record.creditor,
                "entries": [_entry(row) for row in record.rows],
            }
            for record in holdings.records
        ],
    }


def _nothing() -> str:
    return _(
        "Nothing of what you have told us is processed with your consent or under a contract with you, so the right to "
        "take data along reaches none of it. You can have a copy of everything that we hold."
    )


def _entry(row: HeldRow) -> dict[str, Any]:
    return {"kind": str(row.kind), "data": [_datum(each) for each in row.data]}


def _datum(datum: Datum) -> dict[str, Any]:
    return {
        "field": datum.field,
        "label": str(datum.label),
        "category": datum.category.value,
        "source": datum.source.value,
        "value": meanings.plain(datum.value),
        "meaning": meanings.of(datum, ""),
    }
