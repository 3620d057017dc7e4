"""What a restore drill compares: the rows of every table with what the back-up says, and whether keys unwrap."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from cryptography.exceptions import InvalidTag
from django.db import transaction
from psycopg import sql

from audit import trail
from personal_data import keys
from retention import events
from retention.models import RestoreDrill
from retention.services.backups.manifest import Manifest

_TRIED_KEYS = 1_000
# The restore itself is recorded, checked and certified in these.
_GROWS = ("public.audit_", "public.personal_data_journal", "public.personal_data_erasure", "public.personal_data_kept",
          "public.personal_data_envelopeblock", "public.retention_")  # fmt: skip


@dataclass(slots=True)
class Compared:
    """What was found in a database that was restored on trial."""

    rows: int = 0
    opened: int = 0
    findings: list[str] = field(default_factory=list)


def compare(address: str, about: Manifest, *, erased_again: int) -> Compared:
    """Count every table of the restored database and unwrap a thousand keys of it. Nobody's data are opened."""
    found = Compared()
    with psycopg.connect(address) as restored:
        for artefact in [*about.of("data"), *about.of("keys")]:
            statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*artefact.name.split(".", 1)))
            (count,) = restored.execute(statement).fetchone() or (0,)
            found.rows += count
            if count != artefact.rows and not _may_differ(artefact.name, count < artefact.rows, erased_again):
                found.findings.append(f"{artefact.name}: {count:,} rows, {artefact.rows:,} in the back-up")
        rows = restored.execute(
            "SELECT envelope_id, generation, epoch, wrapped FROM keys.data_key ORDER BY envelope_id LIMIT %s",
            [_TRIED_KEYS],
        ).fetchall()
    broken = sum(not _unwraps(*row) for row in rows)
    found.opened = len(rows) - broken
    if broken:
        found.findings.append(f"{broken:,} of {len(rows):,} keys do not unwrap")
    return found


@transaction.atomic
def note(
    *, at: datetime, by: UUID, seconds: float, about: Manifest, compared: Compared, replayed: Mapping[str, Any]
) -> RestoreDrill:
    """Keep the result of a drill, and record that there was one."""
    findings = [*compared.findings, *replayed.get("findings", [])]
    findings += [f"{reason}: {count:,}" for reason, count in replayed.get("left", {}).items()]
    done = replayed.get("done", {})
    drill = RestoreDrill.objects.create(
        reference=f"DR-{at:%Y%m%d-%H%M%S}",
        done_at=at,
        done_by=by,
        seconds=seconds,
        is_passed=not findings,
        rows=compared.rows,
        size=about.size,
        opened=compared.opened,
        erased_again=done.get("erasure", 0),
        placed_again=done.get("block_placed", 0),
        findings=findings,
    )
    reason = "passed" if drill.is_passed else "failed"
    trail.record(events.RESTORE_DRILLED, reference=drill.reference, reason=reason, count=drill.rows)
    return drill


def _may_differ(table: str, is_less: bool, erased_again: int) -> bool:
    return table.startswith(_GROWS) or (is_less and erased_again > 0)


def _unwraps(envelope_id: UUID, generation: int, epoch: int, wrapped: bytes) -> bool:
    try:
        return len(keys.unwrap(keys.ring().get(epoch), envelope_id, generation, bytes(wrapped))) == 32
    except (InvalidTag, keys.EpochGone):
        return False
