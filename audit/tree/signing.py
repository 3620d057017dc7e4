"""The keys that sign tree heads: outside the database, one file each, the newest signs.

After a rotation the one before signs too until it is retired, so that whoever knows only the old key can follow to the
new one. Old public keys stay known, because old heads stay. The first use makes the first key.
"""

import base64
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from audit.tree import checkpoints

_PREFIX = "tree-head-key-"


def origin() -> str:
    """How this log is called in its heads."""
    name: str = settings.AUDIT_LOG_NAME
    return name


def signers() -> list[Ed25519PrivateKey]:
    """The keys that sign now: the newest, and the one before while it is not retired."""
    return [_load(content) for content in _contents()[-2:] if "seed" in content]


def known() -> dict[bytes, bytes]:
    """All public keys that have ever signed, by their key hash."""
    name = origin()
    return {checkpoints.key_hash(name, public): public for public in map(_public, _contents())}


def published() -> list[str]:
    """All public keys as they are published, oldest first."""
    return [checkpoints.verifier_line(origin(), _public(content)) for content in _contents()]


def rotate(*, at: datetime) -> str:
    """Begin a new key and retire the one before the last: its secret half is destroyed. Returns the published line."""
    paths = _paths()
    for path in paths[:-1]:
        _retire(path)
    number = 1 + (int(paths[-1].stem.removeprefix(_PREFIX)) if paths else 0)
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    content = {
        "made_at": at.isoformat(),
        "public": base64.b64encode(public).decode(),
        "seed": base64.b64encode(key.private_bytes_raw()).decode(),
    }
    _write(_folder() / f"{_PREFIX}{number:04d}.json", content, is_new=True)
    return checkpoints.verifier_line(origin(), public)


def _retire(path: Path) -> None:
    content = json.loads(path.read_text())
    if content.pop("seed", None):
        _write(path, content, is_new=False)


def _folder() -> Path:
    folder = Path(settings.KEY_DIRECTORY)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _paths() -> list[Path]:
    return sorted(_folder().glob(f"{_PREFIX}*.json"))


def _contents() -> list[dict[str, str]]:
    if not _paths():
        rotate(at=datetime.now(UTC))
    return [json.loads(path.read_text()) for path in _paths()]


def _load(content: dict[str, str]) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(content["seed"]))


def _public(content: dict[str, str]) -> bytes:
    return base64.b64decode(content["public"])


def _write(path: Path, content: dict[str, str], *, is_new: bool) -> None:
    draft = path.with_name(f"draft-{uuid4()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        folder = path.parent.stat()
        if os.geteuid() == 0:  # whoever serves as another account must be able to read it
            os.fchown(file.fileno(), folder.st_uid, folder.st_gid)
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        if is_new:
            os.link(draft, path)  # of two processes at once one makes it
        else:
            draft.replace(path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
