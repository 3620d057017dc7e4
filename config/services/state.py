"""What a server must remember between two starts: its port and its passwords, made once, readable by us alone."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.services import ports


@dataclass(frozen=True, slots=True)
class State:
    """A small file that is replaced as a whole, so that it is never half written."""

    path: Path
    secret_names: Sequence[str] = field(default=())

    def read(self) -> dict[str, str]:
        """What is remembered; the first time, new passwords and a free port."""
        if not self.path.exists():
            self._write({name: secrets.token_urlsafe(24) for name in self.secret_names} | {"port": str(ports.free())})
        content: dict[str, str] = json.loads(self.path.read_text())
        return content

    def change(self, **values: str) -> None:
        """Remember these values, too."""
        self._write({**self.read(), **values})

    def _write(self, content: dict[str, str]) -> None:
        draft = self.path.with_suffix(".draft")
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(content))
        draft.replace(self.path)
