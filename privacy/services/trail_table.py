"""What an export of the trail tells of each event, and the table of it for spreadsheets."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from audit import bases
from collections_app.intake.mend_file import harmless
from privacy.selectors.audit_trail import TrailRow

COLUMNS = (
    "time_utc",
    "event",
    "what_happened",
    "actor_kind",
    "actor",
    "purpose",
    "legal_basis",
    "channel",
    "request",
    "reference",
    "reason",
    "recipient",
    "fields",
    "number",
    "touched",
    "leaf",
)


@dataclass(frozen=True, slots=True)
class Found:
    """One event as all parts of the package tell it; ``proof`` is None while it waits to be sealed."""

    row: TrailRow
    proof: dict[str, Any] | None

    @property
    def leaf(self) -> str:
        """Which leaf of the tree it is."""
        return "" if self.proof is None else str(self.proof["leaf"])

    @property
    def basis(self) -> str:
        """The articles on which it happened, as it says itself or as its lines do; empty where nobody said."""
        said = self.row.event.legal_basis
        if said and said not in bases.REASONS:
            return said
        return "; ".join(sorted({each.legal_basis for each in self.row.touched if each.legal_basis}))

    @property
    def touched(self) -> str:
        """What it touched, by kind of record."""
        return "; ".join(f"{each.outcome} {each.record_class} {each.envelopes}" for each in self.row.touched)


def written(found: Sequence[Found]) -> str:
    """Separated by semicolons, with the mark by which spreadsheets know the encoding; nothing in it is a formula."""
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";")
    writer.writerow(COLUMNS)
    for each in found:
        writer.writerow([harmless(cell) for cell in _cells(each)])
    return f"\ufeff{output.getvalue()}"


def _cells(found: Found) -> list[str]:
    event = found.row.event
    return [
        event.at.isoformat(),
        event.name,
        str(_(found.row.description)),
        event.actor_kind,
        found.row.actor,
        event.purpose,
        found.basis,
        event.channel,
        str(event.request_id or ""),
        event.reference,
        event.reason,
        event.recipient,
        ",".join(event.fields),
        "" if event.count is None else str(event.count),
        found.touched,
        found.leaf,
    ]
