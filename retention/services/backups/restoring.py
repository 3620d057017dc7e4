"""Restoring: fill an empty database, replay the erasure journal, look for what should not be there, and only then open.

From the first step until the last the installation is closed: no page is served and no task is done.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from audit import trail
from audit.tree import lives
from personal_data import access
from personal_data.journal import closing
from personal_data.journal.chain import Position
from personal_data.journal.entries import journal
from personal_data.models import Envelope, Erasure, JournalHead, JournalLife
from personal_data.purposes import Purpose
from personal_data.services import journal_standing, replaying
from personal_data.services.replaying import Replayed
from retention import events
from retention.models import ActKind, ErasureAct
from retention.services import installation_for_tests, proving
from retention.services.backups import loading
from retention.services.backups.making import Told
from retention.services.backups.manifest import Manifest

RESTORED = "restored"
Check = Callable[[], list[str]]
_checks: dict[str, Check] = {}


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did; clean when nothing is left over and every check is content."""

    reference: str
    rows: int
    replayed: Replayed
    findings: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether pages may be served again."""
        return not self.findings and not self.replayed.left


def register_check(name: str, check: Check) -> None:
    """Add a check that must find nothing before a restored database is served. It names no values."""
    _checks[name] = check


def restore(*, folder: Path, keys_from: Path | None, email: str, at: datetime, told: Told = lambda _: None) -> Restored:
    """Restore a back-up into this empty database. Raises NotApproved (a test installation, or a copy for one) and what
    ``loading`` raises: then nothing has been done.
    """
    source = loading.opened(folder, keys_from)
    installation_for_tests.require(source.about.approval, backup=source.about.reference, at=at)
    loading.require_empty(source)
    closing.close(RESTORED)
    if source.about.approval is not None:
        installation_for_tests.keep(source.about.approval)
    with closing.replaying():
        person = loading.load(source, email=email, told=told)
        with acting_as(person.pk):
            _note(source.about, at)
            told("journal")
            replayed, findings = replay(after=source.about.position, by=person.pk, at=at)
    return Restored(source.about.reference, source.about.rows, replayed, findings)


def replay(*, after: Position, by: UUID, at: datetime) -> tuple[Replayed, list[str]]:
    """Replay the journal behind a position and open the house where nothing is left over.

    Also for a database that was put back by other means. Raises Broken when the journal does not hold.
    """
    with closing.replaying():
        findings = _missing(after)
        acts = _Acts(at)
        replayed = replaying.replay(after=after.number, by=by, at=at, act_of=acts.of)
        findings += acts.proven()
        findings += [f"{name}: {found}" for name, check in sorted(_checks.items()) for found in check()]
        if not findings and not replayed.left:
            journal_standing.attach()
            closing.open_again()
    return replayed, findings


def seen() -> Position:
    """How far the journal went when this database last looked; where to replay from after other means."""
    head = JournalHead.objects.order_by("-seen_at").first()
    return Position(head.number, head.digest) if head else Position()


def acting_as(person: UUID) -> AbstractContextManager[access.Context]:
    """A keeper of back-ups at work: no personal data are opened, but every step is recorded."""
    return access.context(actor=access.Actor("staff", person), purpose=Purpose.RETENTION, channel="command")


class _Acts:
    """The acts under which a replay erases again, one for each controller that loses anything."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._made: dict[UUID, ErasureAct] = {}

    def of(self, controller: UUID) -> UUID:
        """The act of a controller."""
        if controller not in self._made:
            self._made[controller] = ErasureAct.objects.create(
                controller_id=controller,
                kind=ActKind.RESTORE,
                reference=f"RES-{self._at:%Y%m%d-%H%M%S}",
                begun_at=self._at,
            )
        return self._made[controller].id

    def proven(self) -> list[str]:
        """Run the residual-data check of each and certify it; says for which that was not possible.

        An earlier replay's act that had no certificate is checked again, as long as it can be.
        """
        for act in self._made.values():
            proving.end_act(act, at=timezone.now())
        waiting = ErasureAct.objects.filter(kind=ActKind.RESTORE, certificates__isnull=True).select_related(
            "controller"
        )
        return [
            f"residual-data check: {act.reference} found leftovers"
            for act in waiting
            if proving.can_be_looked_for(act, at=timezone.now()) and proving.prove(act, at=timezone.now()) is None
        ]


@transaction.atomic
def _note(about: Manifest, at: datetime) -> None:
    """Both the journal and the tree over the trail begin another life; the tree's is signed."""
    JournalLife.objects.create()
    lives.begin(reference=about.reference, at=at)
    trail.record(events.BACKUP_RESTORED, reference=about.reference, count=about.rows)
    if about.approval is not None:
        trail.record(events.COPY_OPENED, reference=about.approval["statement"]["copy"])


def _missing(after: Position) -> list[str]:
    """The journal must hold the line up to which the back-up knew it."""
    if not after.number:
        return []
    for line in journal().lines(after=after.number - 1):
        return [] if line.position == after else [f"journal: entry {after.number} was exchanged"]
    return [f"journal: entry {after.number} is gone"]


def _erased_and_there() -> list[str]:
    """Envelopes that the log of erasures knows and that are there all the same."""
    there = Envelope.objects.filter(id__in=Erasure.objects.values("envelope_id")).count()
    return [f"{there} erased envelopes are there"] if there else []


register_check("erased", _erased_and_there)
