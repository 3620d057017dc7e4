"""What a certificate says of events that have expired. Nothing but reading, hashing and signatures.

The leaves of the tree stay, so what it says can be told from an event that was taken out: the numbers of all that have
gone are kept, and their digest is signed by the key of the heads, which lies outside the database.
"""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from audit.tree import checkpoints
from audit.tree.checkpoints import BadNote

SUFFIX = "/expiry"


class Expiry(NamedTuple):
    """Events of one month that have gone; ``numbers`` as PostgreSQL writes a multirange, or their digest."""

    origin: str
    month: str
    events: int
    digest: str
    at: datetime

    @property
    def text(self) -> str:
        """What is signed."""
        at = checkpoints.time_text(self.at)
        return f"{self.origin}{SUFFIX}\n{self.month}\n{self.events} events\n{self.digest}\n{at}\n"

    def __str__(self) -> str:
        events = "1 event" if self.events == 1 else f"{self.events} events"
        return f"Of {self.month} {events} expired on {self.at:%F %T} UTC; the leaves stay in the tree."


def digest_of(numbers: str) -> str:
    """The digest of the numbers of events that have gone."""
    return sha256(numbers.encode()).hexdigest()


def verified(note: str, keys: Mapping[bytes, bytes]) -> Expiry:
    """What a signed certificate says. Raises BadNote."""
    text, _, _ = note.partition("\n\n")
    try:
        first, month, count, digest, at = text.split("\n")
        said = Expiry(
            first.removesuffix(SUFFIX), month, int(count.removesuffix(" events")), digest, checkpoints.time_of(at)
        )
    except ValueError:
        raise BadNote("This is no certificate of an expiry.") from None
    if said.text != f"{text}\n":
        raise BadNote("The certificate is not spelt as this log spells it.")
    checkpoints.verify_text(note, said.origin, keys)
    return said
