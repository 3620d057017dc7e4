"""Tree heads as signed notes: the C2SP forms tlog-checkpoint and signed-note, with Ed25519.

A note says of which log it is, how many leaves the tree has, its root, and, as extension lines, when it was signed and
the hash of the head before it: so the heads are a chain, and one that was taken out leaves a gap. Whoever has the
public key can check one without us.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_DASH = "\u2014"
_ED25519 = b"\x01"
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_AFTER = "after "


class BadNote(ValueError):
    """The note is not a tree head, or nobody known has signed it."""


class TreeHead(NamedTuple):
    """What a head says."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime
    after: str = ""
    """The hash of the head before it, in hexadecimal; empty for the first, and for those older than the chain."""

    @property
    def text(self) -> str:
        """What is signed."""
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode(), time_text(self.signed_at)]
        return "".join(f"{line}\n" for line in (*lines, *([f"{_AFTER}{self.after}"] if self.after else [])))

    @property
    def link(self) -> str:
        """By what the next head names this one."""
        return sha256(self.text.encode()).hexdigest()


def time_text(at: datetime) -> str:
    """A time as notes spell it, in UTC."""
    return at.astimezone(UTC).strftime(_TIME)


def time_of(text: str) -> datetime:
    """A time as notes spell it. Raises ValueError."""
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)


def key_hash(origin: str, public: bytes) -> bytes:
    """The four bytes by which a signature names its key."""
    return sha256(f"{origin}\n".encode() + _ED25519 + public).digest()[:4]


def verifier_line(origin: str, public: bytes) -> str:
    """The public key as it is published: name, key hash and key."""
    return f"{origin}+{key_hash(origin, public).hex()}+{base64.b64encode(_ED25519 + public).decode()}"


def public_key(line: str) -> tuple[str, bytes]:
    """Origin and key of a published line. Raises BadNote."""
    try:
        origin, named, encoded = line.strip().split("+", 2)
        content = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error):
        raise BadNote("This is not a public key as this log publishes it: name+hash+key.") from None
    if content[:1] != _ED25519 or len(content) != 33 or key_hash(origin, content[1:]).hex() != named:
        raise BadNote("The public key does not fit its own hash.")
    return origin, content[1:]


def sign(head: TreeHead, keys: Sequence[Ed25519PrivateKey]) -> str:
    """The signed note. While keys overlap, each signs."""
    return sign_text(head.text, head.origin, keys)


def sign_text(text: str, origin: str, keys: Sequence[Ed25519PrivateKey]) -> str:
    """A text signed as a note, in the name of a log."""
    return f"{text}\n{''.join(_signature(origin, text, key) for key in keys)}"


def _signature(origin: str, text: str, key: Ed25519PrivateKey) -> str:
    named = key_hash(origin, key.public_key().public_bytes_raw())
    return f"{_DASH} {origin} {base64.b64encode(named + key.sign(text.encode())).decode()}\n"


def read(note: str) -> TreeHead:
    """What a note says, whoever signed it. Raises BadNote."""
    text, _, _ = note.partition("\n\n")
    try:
        origin, size, root, time, *after = text.split("\n")
        head = TreeHead(
            origin, int(size), base64.b64decode(root, validate=True), time_of(time),
            after[0].removeprefix(_AFTER) if after else "",
        )  # fmt: skip
    except (ValueError, binascii.Error):
        raise BadNote("A tree head has the lines log, size, root, time, and the head before it.") from None
    if len(head.root) != 32 or head.size < 0 or head.text != f"{text}\n":
        raise BadNote("The head is not spelt as this log spells heads.")
    return head


def verified(note: str, keys: Mapping[bytes, bytes]) -> TreeHead:
    """What a note says, signed by one of the known keys (by their key hash). Raises BadNote."""
    head = read(note)
    verify_text(note, head.origin, keys)
    return head


def verify_text(note: str, origin: str, keys: Mapping[bytes, bytes]) -> None:
    """Check that one of the known keys has signed a note in the name of a log. Raises BadNote."""
    text, _, signatures = note.partition("\n\n")
    for line in signatures.splitlines():
        named, signature = _parts(line, origin)
        if (public := keys.get(named)) is not None:
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(signature, f"{text}\n".encode())
            except InvalidSignature:
                raise BadNote("The signature does not fit the note: one of the two was altered.") from None
            return
    raise BadNote("No known key has signed this note.")


def _parts(line: str, origin: str) -> tuple[bytes, bytes]:
    start = f"{_DASH} {origin} "
    if not line.startswith(start):
        return b"", b""
    try:
        content = base64.b64decode(line.removeprefix(start), validate=True)
    except binascii.Error:
        raise BadNote("A signature is not base64.") from None
    return content[:4], content[4:]
