"""What a signed note says when a restored back-up brings an earlier tree back. Nothing but reading and signatures.

Heads that were handed out between the back-up and its restore do not fit the restored tree, and never will. A tree that
was forged would not fit them either; so what excuses them is a note signed by the key of the heads, which lies outside
the database: of which size and root the restored tree was, when, and from which back-up.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from audit.tree import checkpoints
from audit.tree.checkpoints import BadNote, TreeHead

SUFFIX = "/restart"
"""With this the first line of a note ends that is no head."""


class Life(NamedTuple):
    """How a life of the tree began: from which tree of before, and how far the lost one had come by what was known."""

    origin: str
    reference: str
    size: int
    root: bytes
    since: datetime
    lost_size: int
    at: datetime

    @property
    def text(self) -> str:
        """What is signed."""
        root = base64.b64encode(self.root).decode()
        since, at = checkpoints.time_text(self.since), checkpoints.time_text(self.at)
        return f"{self.origin}{SUFFIX}\n{self.reference}\n{self.size} {root} {since}\nlost {self.lost_size}\n{at}\n"

    def excuses(self, head: TreeHead) -> bool:
        """Whether a head belongs to the life that was lost: larger, and signed after the one that came back."""
        return head.size > self.size and self.since <= head.signed_at <= self.at

    def __str__(self) -> str:
        return (
            f"A tree of another life: on {self.at:%F %T} UTC the back-up {self.reference} brought the tree of "
            f"{self.size} events back; heads of up to {self.lost_size} events were handed out before, and do not fit."
        )


def verified(note: str, keys: Mapping[bytes, bytes]) -> Life:
    """What a signed note says of a life. Raises BadNote."""
    text, _, _ = note.partition("\n\n")
    try:
        first, reference, start, lost, at = text.split("\n")
        size, root, since = start.split(" ")
        life = Life(
            first.removesuffix(SUFFIX), reference, int(size), base64.b64decode(root, validate=True),
            checkpoints.time_of(since), int(lost.removeprefix("lost ")), checkpoints.time_of(at),
        )  # fmt: skip
    except (ValueError, binascii.Error):
        raise BadNote("This is no note of a restart.") from None
    if life.text != f"{text}\n":
        raise BadNote("The note of a restart is not spelt as this log spells it.")
    checkpoints.verify_text(note, life.origin, keys)
    return life
