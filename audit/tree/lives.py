"""The lives of the tree: noting that one began with a restored back-up, and reading which there were."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from audit import merkle
from audit.models import Head, Restart
from audit.tree import checkpoints, restarts, signing, witnesses
from audit.tree.checkpoints import BadNote, TreeHead
from audit.tree.findings import Finding
from audit.tree.restarts import Life

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def begin(*, reference: str, at: datetime) -> Life:
    """Note that a back-up was restored: the old head, as the witnesses know it, and the new start."""
    newest = Head.objects.order_by("size").last()
    here = checkpoints.read(newest.note) if newest else TreeHead("", 0, merkle.EMPTY_ROOT, _BEGINNING)
    known = [head.size for head in _witnessed()]
    life = Life(signing.origin(), reference, here.size, here.root, here.signed_at, max([here.size, *known]), at)
    note = checkpoints.sign_text(life.text, life.origin, signing.signers())
    Restart.objects.create(at=at, size=life.size, note=note)
    return life


def known(keys: Mapping[bytes, bytes]) -> tuple[list[Life], list[Finding]]:
    """The lives that began as a signed note says; a note that nobody signed excuses nothing and is a finding."""
    lives, findings = [], []
    for restart in Restart.objects.order_by("at"):
        try:
            lives.append(restarts.verified(restart.note, keys))
        except BadNote as error:
            findings.append(Finding("restart_not_signed", f"Restart at {restart.size} events", str(error)))
    return lives, findings


def excused(head: TreeHead, lives: Iterable[Life]) -> bool:
    """Whether a head belongs to a lost life."""
    return any(life.excuses(head) for life in lives)


def _witnessed() -> list[TreeHead]:
    found = []
    for _, note in witnesses.kept():
        try:
            found.append(checkpoints.verified(note, signing.known()))
        except BadNote:
            continue  # verification names it
    return found
