"""Signed tree heads: what they say, who signed them, and what happens to one that was altered."""

import base64
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.tree import checkpoints

HEAD = checkpoints.TreeHead("agency.example/trail", 42, sha256(b"root").digest(), datetime(2026, 3, 1, 12, tzinfo=UTC))
KEY, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))


def known(*keys: Ed25519PrivateKey) -> dict[bytes, bytes]:
    public = [key.public_key().public_bytes_raw() for key in keys]
    return {checkpoints.key_hash(HEAD.origin, each): each for each in public}


def test_says_log_size_root_and_time() -> None:
    note = checkpoints.sign(HEAD, [KEY])
    assert note.splitlines()[:2] == ["agency.example/trail", "42"]
    assert note.splitlines()[4] == ""
    assert note.splitlines()[5].startswith("\u2014 agency.example/trail ")
    assert checkpoints.read(note) == HEAD
    assert checkpoints.verified(note, known(KEY)) == HEAD


def test_is_signed_by_both_keys_while_they_overlap() -> None:
    note = checkpoints.sign(HEAD, [KEY, OTHER])
    assert checkpoints.verified(note, known(KEY)) == checkpoints.verified(note, known(OTHER)) == HEAD


def test_by_a_stranger_is_refused() -> None:
    with pytest.raises(checkpoints.BadNote, match="No known key"):
        checkpoints.verified(checkpoints.sign(HEAD, [OTHER]), known(KEY))


@pytest.mark.parametrize(
    ("altered", "into"),
    [("\n42\n", "\n41\n"), ("2026-03-01", "2026-02-01"), ("agency.example/trail\n42", "agency.example/trial\n42")],
)
def test_that_was_altered_is_refused(altered: str, into: str) -> None:
    note = checkpoints.sign(HEAD, [KEY])
    assert altered in note
    with pytest.raises(checkpoints.BadNote):
        checkpoints.verified(note.replace(altered, into, 1), known(KEY))


@pytest.mark.parametrize(
    "note", ["", "a\n1\n", "log\nmany\nAAAA\n2026-03-01T12:00:00Z\n\n", "log\n1\nAAAA\n2026-03-01T12:00:00Z\n\n"]
)
def test_that_is_no_head_is_named_as_such(note: str) -> None:
    with pytest.raises(checkpoints.BadNote):
        checkpoints.read(note)


def test_has_a_public_key_that_is_published_on_one_line() -> None:
    public = KEY.public_key().public_bytes_raw()
    line = checkpoints.verifier_line(HEAD.origin, public)
    assert checkpoints.public_key(line) == (HEAD.origin, public)
    with pytest.raises(checkpoints.BadNote):
        checkpoints.public_key(line.replace("agency", "agence"))
    with pytest.raises(checkpoints.BadNote):
        checkpoints.public_key("nothing")


def test_has_a_public_key_that_may_hold_a_plus() -> None:
    public = base64.b64decode("A" + 43 * "+")[1:]
    line = checkpoints.verifier_line(HEAD.origin, public)
    assert line.count("+") > 2
    assert checkpoints.public_key(line) == (HEAD.origin, public)
