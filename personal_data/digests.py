"""Keyed digests of claims, kept at erasure so that an erased claim is recognised when it comes again."""

import hmac
from collections.abc import Callable, Iterable
from hashlib import sha256

from personal_data import index_keys
from personal_data.models import Controller, KeptDigest
from personal_data.postgresql import among  # noqa: F401  (registers the lookup)


def claim_digest(controller: Controller, creditor_reference: str, claim_number: str) -> bytes:
    """The keyed digest of creditor and claim number (32 bytes). It leads to nobody without the number itself."""
    return digester(controller)(creditor_reference, claim_number)


def digester(controller: Controller) -> Callable[[str, str], bytes]:
    """``claim_digest`` for many: the key is looked up once. It is good for as long as the access context."""
    key = index_keys.of(controller.id)

    def digest(creditor_reference: str, claim_number: str) -> bytes:
        return hmac.digest(key, f"claim\x00{creditor_reference}\x00{claim_number}".encode(), sha256)

    return digest


def erased(digest: bytes) -> bool:
    """Whether a claim with this digest was erased."""
    return bool(erased_among([digest]))


def erased_among(digests: Iterable[bytes]) -> set[bytes]:
    """Those of many digests that belong to erased claims, in one query."""
    kept = KeptDigest.objects.filter(digest__among=list(digests)).values_list("digest", flat=True)
    return {bytes(digest) for digest in kept}
