"""What is signed of a copy for tests, by who gives it and by who wiped it, and when one opens.

The same form as a certificate of erasure, under a name of its own, so that no signature of one kind passes for another.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from retention.policies import verifying
from retention.policies.verifying import NotGenuine

APPROVED = "sigill-copy-for-tests-approved-1"
WIPED = "sigill-copy-for-tests-wiped-1"
_CONTEXT = b"Sigill copy for tests\x00"


def sign(statement: Mapping[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    """A statement with its signature. ``schema`` says which of the two it is."""
    value = key.sign(_CONTEXT + verifying.as_file(statement))
    return {
        "statement": dict(statement),
        "signature": verifying.signature_of(value, key.public_key().public_bytes_raw()),
    }


def verify(signed: Mapping[str, Any], public_key: bytes, schema: str) -> dict[str, Any]:
    """The statement, if the holder of the key signed exactly it. Raises NotGenuine."""
    statement, signature = signed.get("statement"), signed.get("signature")
    if not isinstance(statement, dict) or not isinstance(signature, dict) or statement.get("schema") != schema:
        raise NotGenuine("This is no statement of that kind.")
    try:
        value = base64.b64decode(str(signature.get("value")), validate=True)
        if signature != verifying.signature_of(value, public_key):
            raise NotGenuine("It was signed with another key, or is not written as it was issued.")
        Ed25519PublicKey.from_public_bytes(public_key).verify(value, _CONTEXT + verifying.as_file(statement))
    except (ValueError, binascii.Error, InvalidSignature):
        raise NotGenuine("The signature does not fit: something was changed after signing.") from None
    return statement


def refusal(approval: Mapping[str, Any], *, backup: str, installation: str, at: datetime) -> str:
    """Why an approval that is genuine does not open a back-up on an installation now; empty where it does.

    An approval is for one copy, one installation and some days (INTRUM-51).
    """
    if approval["backup"] != backup:
        return "other_backup"
    if approval["installation"] != installation:
        return "other_installation"
    if not datetime.fromisoformat(approval["approved_at"]) <= at < datetime.fromisoformat(approval["ends_at"]):
        return "over"
    return ""


def has_ended(approval: Mapping[str, Any], at: datetime) -> bool:
    """Whether the end that an approval names is reached, genuine or not; one that names none has ended."""
    try:
        return at >= datetime.fromisoformat(approval["statement"]["ends_at"])
    except (KeyError, TypeError, ValueError):
        return True
