"""The public keys with which certificates of erasure are verified: the one in use and those of earlier certificates."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from retention.models import Certificate
from retention.policies import verifying
from retention.services import signing


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as it is published."""

    name: str
    raw: bytes
    pem: str
    is_current: bool


def every() -> list[PublicKey]:
    """The key in use first, then those with which certificates were signed before."""
    current = signing.public_bytes()
    used = Certificate.objects.order_by("public_key").values_list("public_key", flat=True).distinct()
    return [_published(raw, is_current=raw == current) for raw in dict.fromkeys([current, *map(bytes, used)])]


def _published(raw: bytes, *, is_current: bool) -> PublicKey:
    key = Ed25519PublicKey.from_public_bytes(raw)
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return PublicKey(verifying.key_id(raw), raw, pem, is_current)
