"""Sealing and opening one value: AES-256-GCM, bound to its place.

The additional data name the declared column, the row, the envelope and the key generation, so that a ciphertext
moved to another row, column, envelope or generation does not open.
"""

import os
import struct
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORMAT = 1
_HEADER = struct.Struct(">BI")
NONCE_BYTES = 12


class CannotOpen(Exception):
    """The ciphertext does not belong to this place or this key."""


def additional_data(column_id: str, row_id: UUID, envelope_id: UUID, generation: int) -> bytes:
    """The place of a value, as authenticated with it."""
    return in_column(column_id) + in_row(row_id, envelope_id, generation)


def in_column(column_id: str) -> bytes:
    """The part of a place that all rows share."""
    return column_id.encode() + b"\x00"


def in_row(row_id: UUID, envelope_id: UUID, generation: int) -> bytes:
    """The part of a place that all columns of a row share."""
    return b"%b%b%d" % (row_id.bytes, envelope_id.bytes, generation)


def seal(key: AESGCM, generation: int, place: bytes, plaintext: bytes) -> bytes:
    """Encrypt one value for its place."""
    nonce = os.urandom(NONCE_BYTES)
    return header(generation) + nonce + key.encrypt(nonce, plaintext, place)


def header(generation: int) -> bytes:
    """What a ciphertext begins with, before its nonce."""
    return _HEADER.pack(_FORMAT, generation)


def unseal(key: AESGCM, place: bytes, ciphertext: bytes) -> bytes:
    """Decrypt one value. Raises CannotOpen when it was moved, altered or sealed under another key."""
    body = _HEADER.size + NONCE_BYTES
    if len(ciphertext) < body or ciphertext[0] != _FORMAT:
        raise CannotOpen("This is no sealed value of a known format.")
    try:
        return key.decrypt(ciphertext[_HEADER.size : body], ciphertext[body:], place)
    except InvalidTag:
        raise CannotOpen("The sealed value does not belong here or its key is another.") from None


def generation_of(ciphertext: bytes) -> int:
    """The key generation under which a value was sealed."""
    generation: int = _HEADER.unpack_from(ciphertext)[1]
    return generation
