"""From an event to its leaf: a header, and one salted commitment each for the actor and for every person's line.

A proof about one person shows the header and that person's own lines with their salts; of everybody else on the same
page it shows commitments, from which nothing can be guessed. Nothing but hashing, so a verifier needs no database.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from struct import Struct
from typing import NamedTuple

from audit import merkle

FORMAT = "sigill.event.1"
# As above, and the legal basis of the event at the end of its header. Events from before it was written down have none.
FORMAT_WITH_BASIS = "sigill.event.2"
BASIS = "legal_basis"
# What a header says, in this order, a line each; by their types none can hold a line break (audit/sql/codes.sql).
HEADER_FIELDS = (
    "id", "at", "name", "actor_kind", "purpose", "channel", "request_id", "reference", "reason", "recipient", "fields",
    "count",
)  # fmt: skip
LINE_FIELDS = ("subject", "envelope_id", "record_class", "legal_basis", "outcome")


_place = Struct(">I").pack
_ACTOR, _FIRST_LINE = _place(0), _place(1)


class Recorded(NamedTuple):
    """An event as the database spells it: its number, its header, its salt, its actor, its lines in sorted order."""

    event_id: int
    header: str
    salt: bytes
    actor: str
    lines: Sequence[str]

    @property
    def values(self) -> dict[str, str]:
        """What the header says, by its fields."""
        said = self.header.split("\n")
        fields = HEADER_FIELDS if said[0] == FORMAT else (*HEADER_FIELDS, BASIS)
        return dict(zip(fields, said[1:], strict=True))


def header_text(values: Mapping[str, str]) -> str:
    """The header as it is hashed. Raises ValueError where a field is missing, or there is more than the fields."""
    with_basis = BASIS in values
    fields = (*HEADER_FIELDS, BASIS) if with_basis else HEADER_FIELDS
    if set(values) != set(fields) or any("\n" in value for value in values.values()):
        raise ValueError("These are not the fields of a header.")
    return "\n".join((FORMAT_WITH_BASIS if with_basis else FORMAT, *(values[name] for name in fields)))


def line_text(values: Sequence[str]) -> str:
    """A person's line as it is hashed."""
    return "\n".join(values)


def salt_of(salt: bytes, place: int) -> bytes:
    """The salt of one commitment, 16 bytes: place 0 is the actor's, the lines follow in their order.

    It tells nothing of the event's salt, and so nothing of the other commitments.
    """
    return sha256(salt + _place(place)).digest()[:16]


def commitment(salt: bytes, content: str) -> str:
    """The commitment to a content, 64 hexadecimal digits."""
    return sha256(salt + content.encode()).hexdigest()


def commitments(event: Recorded) -> list[str]:
    """All commitments of an event: the actor's, then those of the lines."""
    # ``commitment(salt_of(...), ...)`` written out: it is done several times for each of millions of events.
    return [
        sha256(sha256(event.salt + _place(place)).digest()[:16] + content.encode()).hexdigest()
        for place, content in enumerate((event.actor, *event.lines))
    ]


def entry(header: str, committed: Sequence[str]) -> bytes:
    """What the leaf is the hash of."""
    return "\n".join((header, *committed)).encode()


def leaf_hash(event: Recorded) -> bytes:
    """The leaf of an event."""
    _, header, salt, actor, lines = event
    return leaf_hash_of(header, salt, actor, lines)


def leaf_hash_of(header: str, salt: bytes, actor: str, lines: Sequence[str]) -> bytes:
    """The leaf of an event, of which these are the parts."""
    if len(lines) != 1:
        return merkle.leaf_hash(entry(header, commitments(Recorded(0, header, salt, actor, lines))))
    # The same for one line, which nearly every event has, written out: it is done for each of millions of events.
    by = sha256(sha256(salt + _ACTOR).digest()[:16] + actor.encode()).hexdigest()
    about = sha256(sha256(salt + _FIRST_LINE).digest()[:16] + lines[0].encode()).hexdigest()
    return sha256(f"\0{header}\n{by}\n{about}".encode()).digest()
