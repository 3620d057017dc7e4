"""Verifying a certificate of erasure: its signature, its form, and whether one record was part of it.

Needs the public key, the tree hashing of ``audit.merkle`` and ``cryptography``, and neither database nor settings, so
that it works on any machine.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from audit import merkle

SCHEMA = "sigill-erasure-certificate-1"
ITEM_SCHEMA = "sigill-erasure-item-1"
_CONTEXT = b"Sigill certificate of erasure\x00"
SALT_BYTES = 16


class NotGenuine(Exception):
    """The file is not a certificate that this key signed, or the item was not part of it. Says what is wrong."""


def as_file(content: Mapping[str, Any]) -> bytes:
    """The one way in which a certificate or an item is written: a changed byte is then always a difference."""
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def signed_bytes(certificate: Mapping[str, Any]) -> bytes:
    """What is signed: the certificate as it is written, under a name that no other signature of ours has."""
    return _CONTEXT + as_file(certificate)


def key_id(public_key: bytes) -> str:
    """The name of a public key: the first sixteen digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def signature_of(value: bytes, public_key: bytes) -> dict[str, str]:
    """How a signature is written."""
    return {"algorithm": "Ed25519", "key": key_id(public_key), "value": base64.b64encode(value).decode()}


def fingerprint(file: bytes) -> str:
    """The SHA-256 of a certificate file, by which another document refers to it."""
    return hashlib.sha256(file).hexdigest()


def entry(*, salt: bytes, envelope: str, record_class: str, ground: str, erased_at: str) -> bytes:
    """What a leaf of the tree commits to: the salt, then the erasure in four lines."""
    return salt + "\n".join((envelope, record_class, ground, erased_at)).encode()


def read_key(text: bytes) -> bytes:
    """The 32 bytes of a public key from PEM, whatever line stands before it, or base 64. Raises NotGenuine."""
    try:
        if (begins := text.find(b"-----BEGIN")) >= 0:
            loaded = load_pem_public_key(text[begins:])
            if not isinstance(loaded, Ed25519PublicKey):
                raise NotGenuine("This is not an Ed25519 public key.")
            return loaded.public_bytes_raw()
        return base64.b64decode(text.strip(), validate=True)
    except (ValueError, binascii.Error):
        raise NotGenuine("The public key cannot be read.") from None


def verify(file: bytes, public_key: bytes) -> dict[str, Any]:
    """The certificate in a file, if the holder of the key signed exactly these bytes. Raises NotGenuine."""
    content = _parsed(file, "certificate")
    certificate, signature = content.get("certificate"), content.get("signature")
    if not isinstance(certificate, dict) or not isinstance(signature, dict) or len(content) != 2:
        raise NotGenuine("This is no certificate of erasure.")
    if certificate.get("schema") != SCHEMA:
        raise NotGenuine("This is not a form of certificate that is known here.")
    if signature.get("key") != key_id(public_key):
        raise NotGenuine("It was signed with another key than the one given.")
    try:
        value = base64.b64decode(str(signature.get("value")), validate=True)
        if signature != signature_of(value, public_key):
            raise NotGenuine("The signature is not written as it was issued: something was changed.")
        Ed25519PublicKey.from_public_bytes(public_key).verify(value, signed_bytes(certificate))
    except (ValueError, binascii.Error, InvalidSignature):
        raise NotGenuine("The signature does not fit: something was changed after signing.") from None
    return certificate


def verify_item(item_file: bytes, certificate: Mapping[str, Any]) -> dict[str, Any]:
    """The item in a file, if it was part of what the certificate attests. Raises NotGenuine."""
    item = _parsed(item_file, "item")
    tree = certificate["tree"]
    try:
        if item["schema"] != ITEM_SCHEMA or item["certificate"] not in _numbers(certificate):
            raise NotGenuine("The item belongs to another certificate.")
        salt = bytes.fromhex(item["salt"])
        if len(salt) != SALT_BYTES:
            raise NotGenuine("The salt of the item has a wrong length.")
        committed = entry(
            salt=salt,
            envelope=item["record"],
            record_class=item["record_class"],
            ground=item["ground"],
            erased_at=item["erased_at"],
        )
        path = [bytes.fromhex(each) for each in item["path"]]
        is_part = merkle.is_included(
            leaf=merkle.leaf_hash(committed),
            index=item["index"],
            size=tree["size"],
            path=path,
            root=bytes.fromhex(tree["root"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotGenuine("The item cannot be read.") from None
    if not is_part:
        raise NotGenuine("The item was not part of what this certificate attests.")
    return item


def _numbers(certificate: Mapping[str, Any]) -> set[str]:
    """The numbers under which an item may name it: its own, and that of the one which it completes."""
    completes = certificate.get("completes") or {}
    return {certificate["number"], completes.get("number", "")}


def _parsed(file: bytes, what: str) -> dict[str, Any]:
    try:
        content = json.loads(file)
    except (ValueError, RecursionError):  # brackets in brackets without end
        raise NotGenuine(f"The {what} cannot be read.") from None
    if not isinstance(content, dict) or as_file(content) != file:
        raise NotGenuine(f"The {what} is not written as it was issued: something was changed.")
    return content
