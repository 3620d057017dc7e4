"""Keyed digests of claims, kept at erasure so that an erased claim is recognised when it comes again."""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from personal_data import index_keys
from personal_data.models import Controller, KeptDigest
from personal_data.postgresql import among  # noqa: F401  (registers the lookup)


def claim_digest(controller: Controller, creditor_reference: str, claim_number: str) -> bytes:
    """The keyed digest of creditor and claim number (32 bytes). It leads to nobody without the number itself."""
    message = f"claim\x00{creditor_reference}\x00{claim_number}".encode()
    return hmac.digest(index_keys.of(controller.id), message, sha256)


def erased(digest: bytes) -> bool:
    """Whether a claim with this digest was erased."""
    return bool(erased_among([digest]))


def erased_among(digests: Iterable[bytes]) -> set[bytes]:
    """Those of many digests that belong to erased claims, in one query."""
    kept = KeptDigest.objects.filter(digest__among=list(digests)).values_list("digest", flat=True)
    return {bytes(digest) for digest in kept}
