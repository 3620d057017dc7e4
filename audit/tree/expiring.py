"""Certifying what has expired, and telling which events have: the keys and the database meet here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from audit.models import ExpiryCertificate
from audit.tree import checkpoints, expiries, signing
from audit.tree.checkpoints import BadNote
from audit.tree.expiries import Expiry
from audit.tree.findings import Finding

_OVERLAPPING = """
SELECT x.id::text, to_char(x.month, 'YYYY-MM'), x.count, x.events::text, coalesce(c.note, '')
FROM audit_expiry x LEFT JOIN audit_expiry_certificate c ON c.expiry = x.id
WHERE x.events && int8range(%s, %s) ORDER BY x.expired_at"""
_AMONG = "SELECT number FROM unnest(%s::bigint[]) AS number WHERE number <@ ANY (%s::int8multirange[])"
_EVERYTHING = (0, 2**63 - 1)


def certify(*, expiry: Any, month: str, count: int, numbers: str, at: datetime) -> Expiry:
    """Sign, in the transaction of the expiry, what has gone."""
    said = Expiry(signing.origin(), month, count, expiries.digest_of(numbers), at)
    note = checkpoints.sign_text(said.text, said.origin, signing.signers())
    ExpiryCertificate.objects.create(expiry=expiry, month=f"{month}-01", note=note)
    return said


def known(cursor: Any, keys: Mapping[bytes, bytes], among: tuple[int, int] = _EVERYTHING) -> "Known":
    """What has expired among some numbers, as certificates say; what none says has not."""
    cursor.execute(_OVERLAPPING, list(among))
    said, numbers, findings = [], [], []
    for row, month, count, events, note in cursor.fetchall():
        try:
            expiry = expiries.verified(note, keys)
        except BadNote as error:
            findings.append(Finding("expiry_not_certified", f"Expiry {row} of {month}", str(error)))
            continue
        if (expiry.month, expiry.events, expiry.digest) != (month, count, expiries.digest_of(events)):
            findings.append(Finding("expiry_changed", f"Expiry {row} of {month}", "is not what its certificate says."))
            continue
        said.append(expiry)
        numbers.append(events)
    return Known(said, numbers, findings)


class Known:
    """Genuine expiries, and what is wrong with others."""

    def __init__(self, said: list[Expiry], numbers: list[str], findings: list[Finding]) -> None:
        self.said, self._numbers, self.findings = said, numbers, findings

    def among(self, cursor: Any, events: Sequence[int]) -> set[int]:
        """Which of some events have expired."""
        if not events or not self._numbers:
            return set()
        cursor.execute(_AMONG, [list(events), self._numbers])
        return {number for (number,) in cursor.fetchall()}
