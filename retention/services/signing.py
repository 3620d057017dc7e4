"""The key that signs certificates of erasure: outside the database, beside the key-encryption keys.

It signs nothing else but what is said of copies for tests, under a name of its own. Whoever reads the database cannot
sign; whoever has an old certificate still verifies it, because each certificate keeps the public key with which it was
signed.
"""

import base64
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from personal_data import ownership

_FILE = "certificate-key.json"


def key() -> Ed25519PrivateKey:
    """The signing key; the first use makes it. Two processes at once make one only."""
    path = Path(settings.KEY_DIRECTORY) / _FILE
    if not path.exists():
        _make(path)
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(json.loads(path.read_text())["seed"]))


def public_bytes() -> bytes:
    """The public key, 32 bytes."""
    return key().public_key().public_bytes_raw()


def public_pem() -> str:
    """The public key as it is published."""
    return key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _make(path: Path) -> None:
    ownership.make_folder(path.parent)
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    content = {"made_at": datetime.now(UTC).isoformat(), "seed": base64.b64encode(seed).decode()}
    draft = path.with_name(f"draft-certificate-{uuid4()}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            ownership.like_its_folder(file.fileno(), draft)
            json.dump(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its key signs
    finally:
        draft.unlink(missing_ok=True)
