"""Looking after the erasure journal: verifying the chain, settling what a crash left open."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from audit import trail
from personal_data import erasing, events
from personal_data.journal import entries
from personal_data.journal.chain import Fault
from personal_data.models import EnvelopeBlock, Erasure, JournalHead, JournalLife, SuppressionEntry
from personal_data.services import blocks, suppression

# A number that this server has not given yet belongs to another server, or to this one before it was put back.
_STATUS = """
SELECT CASE WHEN %s::xid8 >= pg_snapshot_xmax(pg_current_snapshot()) THEN 'unknown'
            ELSE coalesce(pg_xact_status(%s::xid8), 'ended') END"""


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the whole journal found: its faults, its length, and how many open intents were settled."""

    faults: list[Fault]
    length: int
    settled: int


def check(*, at: datetime) -> Looked:
    """Verify the chain and that it is no shorter than the database has seen, then settle what is open.

    What is found is recorded; of a sound journal the database remembers how far it goes.
    """
    faults = entries.journal().faults() or _cut()
    settled = 0 if faults else settle_open()
    end = entries.journal().end() if not faults else None
    if end is not None:
        JournalHead.objects.create(number=end.number, digest=end.digest, seen_at=at)
    trail.record_apart(
        events.JOURNAL_CHECKED,
        reason="broken" if end is None else "sound",
        count=len(faults) if end is None else end.number,
    )
    return Looked(faults, end.number if end else 0, settled)


def settle_open() -> int:
    """Settle the intents whose process ended between intent and commit, by what the database knows. Says how many.

    Those whose transaction still runs are left to it, and those of another life of the database to the replay.
    """
    settled, life = 0, present_life()
    for entry in entries.read():
        if entry.outcome is None and entry.life == life and _has_ended(entry.transaction):
            entries.settle(entry.number, entry.kind, entries.kind_of(entry.kind).done(entry.body))
            settled += 1
    return settled


def present_life() -> str:
    """The present life of the database, by its number."""
    return str(JournalLife.objects.order_by("-begun_at").values_list("id", flat=True)[0])


def _cut() -> list[Fault]:
    """A line that the database has seen and that is not there any more, or is another."""
    seen = JournalHead.objects.order_by("-seen_at").first()
    if seen is None or not seen.number:
        return []
    for line in entries.journal().newest_first():
        if line.position.number == seen.number and line.position.digest == seen.digest:
            return []
        if line.position.number <= seen.number:
            break
    return [Fault("journal", seen.number, f"entry {seen.number}, seen on {seen.seen_at:%Y-%m-%d}, is gone.")]


def _has_ended(transaction: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_STATUS, [transaction, transaction])
        return cursor.fetchone()[0] not in {"in progress", "unknown"}


def _erased(body: entries.Body) -> entries.Body | None:
    gone = {each.hex for each in Erasure.objects.filter(envelope_id__in=body["envelopes"]).values_list("pk", flat=True)}
    return {"kept": [each for each in body["envelopes"] if each not in gone]} if gone else None


def _placed(body: entries.Body) -> entries.Body | None:
    """A block goes with its envelope, or with the person's last one: then it was placed before that."""
    stands = EnvelopeBlock.objects.filter(id__in=[each["id"] for each in body["blocks"]]).exists()
    return {} if stands or Erasure.objects.filter(envelope_id__in=body["on"]).exists() else None


def _lifted(body: entries.Body) -> entries.Body | None:
    lifted = EnvelopeBlock.objects.filter(id=body["block"], lifted_at__isnull=False).exists()
    return {} if lifted or Erasure.objects.filter(envelope_id__in=body["on"]).exists() else None


def _entered(body: entries.Body) -> entries.Body | None:
    return {} if SuppressionEntry.objects.filter(id=body["entry"]).exists() else None


def _removed(body: entries.Body) -> entries.Body | None:
    return {} if SuppressionEntry.objects.filter(id=body["entry"], removed_at__isnull=False).exists() else None


entries.register(entries.Kind(erasing.ENTRY, _erased))
entries.register(entries.Kind(blocks.PLACED, _placed))
entries.register(entries.Kind(blocks.LIFTED, _lifted))
entries.register(entries.Kind(suppression.ENTERED, _entered))
entries.register(entries.Kind(suppression.REMOVED, _removed))
