"""What a back-up says of itself, in the clear but not to be changed: when, by whom, how far, what is in it."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from personal_data import keys
from personal_data.journal.chain import Position
from retention.models.backup import KEPT_FOR
from retention.services.backups.sealed import Damaged

FORMAT = 1
_NAME = "manifest.json"
_NONCE = bytes(12)


@dataclass(frozen=True, slots=True)
class Artefact:
    """One sealed file: a table (``schema.table``) or the store of sealed files. ``part`` is data, keys or files."""

    name: str
    part: str
    size: int
    digest: str
    rows: int = 0
    columns: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a back-up says of itself."""

    id: str
    reference: str
    made_at: str
    made_by: str
    epoch: int
    wrapped_key: str
    migrations: list[str]
    journal: Mapping[str, Any]
    artefacts: list[Artefact]
    sequences: Mapping[str, int]
    partitions: Mapping[str, list[str]]
    format: int = FORMAT
    approval: Mapping[str, Any] | None = None
    """Of a copy for tests: the signed statement with which it may be opened."""

    @property
    def made(self) -> datetime:
        """When its view of the data was taken."""
        return datetime.fromisoformat(self.made_at)

    @property
    def ends(self) -> datetime:
        """Until when it is kept: as long as a key epoch can live, a copy for tests as long as it is approved."""
        longest = self.made + KEPT_FOR
        if self.approval is None:
            return longest
        return min(longest, datetime.fromisoformat(self.approval["statement"]["ends_at"]))

    @property
    def position(self) -> Position:
        """How far the erasure journal went before that."""
        return Position(self.journal["number"], self.journal["digest"])

    @property
    def rows(self) -> int:
        """The rows of all tables."""
        return sum(each.rows for each in self.artefacts)

    @property
    def size(self) -> int:
        """The bytes of all artefacts."""
        return sum(each.size for each in self.artefacts)

    def of(self, part: str) -> list[Artefact]:
        """The artefacts of one part."""
        return [each for each in self.artefacts if each.part == part]

    def cipher(self) -> AESGCM:
        """What opens the artefacts. Raises Damaged, and EpochGone when its key epoch has been destroyed."""
        epoch = keys.ring().get(self.epoch)
        try:
            return AESGCM(keys.unwrap(epoch, UUID(self.id), 1, base64.b64decode(self.wrapped_key)))
        except (InvalidTag, ValueError):
            raise Damaged("The manifest was changed, or the key ring is another than that of the back-up.") from None


def wrapped(backup: UUID, key: bytes, epoch: keys.Epoch) -> tuple[int, str]:
    """A back-up's key under an epoch: the epoch's number, and the wrap as text."""
    return epoch.number, base64.b64encode(keys.wrap(epoch, backup, 1, key)).decode()


def write(folder: Path, manifest: Manifest, cipher: AESGCM) -> None:
    """Write it last: a folder without one is no back-up. The key is used once with this nonce, to bind the words."""
    words = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    bound = base64.b64encode(cipher.encrypt(_NONCE, b"", words.encode())).decode()
    draft = folder / f"{_NAME}.draft"
    draft.write_text(json.dumps({"manifest": words, "bound": bound}, indent=1))
    draft.replace(folder / _NAME)


def read(folder: Path) -> Manifest:
    """Read a back-up's manifest; what it says is believed only after ``check``. Raises Damaged."""
    return _parsed(_content(folder)["manifest"], folder)


def check(folder: Path) -> AESGCM:
    """Make sure that the manifest was not changed, and give what opens the artefacts. Raises Damaged, EpochGone."""
    content = _content(folder)
    cipher = _parsed(content["manifest"], folder).cipher()
    try:
        cipher.decrypt(_NONCE, base64.b64decode(content["bound"]), content["manifest"].encode())
    except (InvalidTag, ValueError):
        raise Damaged("The manifest was changed.") from None
    return cipher


def _content(folder: Path) -> Any:
    try:
        return json.loads((folder / _NAME).read_text())
    except (OSError, ValueError):
        raise Damaged(f"{folder} holds no back-up: its {_NAME} is missing or cannot be read.") from None


def _parsed(words: str, folder: Path) -> Manifest:
    try:
        content = json.loads(words)
        return Manifest(**{**content, "artefacts": [Artefact(**each) for each in content["artefacts"]]})
    except (ValueError, KeyError, TypeError):
        raise Damaged(f"{folder} holds a back-up of another format than {FORMAT}.") from None
