"""Keyed digests of sign-in codes and of the networks that failed, under a key that is not in the database.

The key is derived from SECRET_KEY. A code has 67 random bits, so its digest needs no slow function; the key means that
a stolen database alone cannot even be tried. After SECRET_KEY was changed the codes of before work as long as the old
one stands in SECRET_KEY_FALLBACKS.
"""

import hmac
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

DIGEST_BYTES = 32
SALT_BYTES = 16


def of_code(code: str, *, salt: bytes) -> bytes:
    """The digest that is stored of a code."""
    return _digest(_key(settings.SECRET_KEY), salt, code)


def matches(code: str, *, salt: bytes, digest: bytes) -> bool:
    """Whether that is the code, in the same time whether it is or not."""
    found = [hmac.compare_digest(_digest(key, salt, code), digest) for key in _keys()]
    return any(found)


def of_count(kind: str, *values: str) -> bytes:
    """The name under which failures are counted: it tells neither network nor case."""
    return _digest(_key(settings.SECRET_KEY), b"failed sign-ins", "\n".join((kind, *values)))


def _digest(key: bytes, salt: bytes, text: str) -> bytes:
    return hmac.new(key, len(salt).to_bytes(1, "big") + salt + text.encode(), sha256).digest()


def _keys() -> Iterator[bytes]:
    return (_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@cache
def _key(secret: str | bytes) -> bytes:
    material = secret.encode() if isinstance(secret, str) else secret
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"sigill portal code").derive(material)
