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
_NONCE_BYTES = 12


class CannotOpen(Exception):
    """The ciphertext does not belong to this place or this key."""


def additional_data(column_id: str, row_id: UUID, envelope_id: UUID, generation: int) -> bytes:
    """The place of a value, as authenticated with it."""
    return b"%b\x00%b%b%d" % (column_id.encode(), row_id.bytes, envelope_id.bytes, generation)


def seal(key: AESGCM, generation: int, place: bytes, plaintext: bytes) -> bytes:
    """Encrypt one value for its place."""
    nonce = os.urandom(_NONCE_BYTES)
    return _HEADER.pack(_FORMAT, generation) + nonce + key.encrypt(nonce, plaintext, place)


def unseal(key: AESGCM, place: bytes, ciphertext: bytes) -> bytes:
    """Decrypt one value. Raises CannotOpen when it was moved, altered or sealed under another key."""
    body = _HEADER.size + _NONCE_BYTES
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
