"""Taking up a verification that was interrupted: which events it had checked already.

What was checked is noted in a file beside the signing keys and not in the database, because whoever can write there
could have events passed over. Only what was checked in the last hours counts.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from audit.tree.findings import Finding

LONGEST = timedelta(hours=6)
_NAME = "verification-"
Part = tuple[int, int]
Checked = tuple[int, int, list[Finding]]


class Progress:
    """What one verification has checked so far."""

    def __init__(self, *, since: int, at: datetime, resume: bool) -> None:
        self._path = Path(settings.KEY_DIRECTORY) / f"{_NAME}{uuid4().hex}.json"
        self._begun, self._since = at, since
        self.done: dict[Part, Checked] = {}
        if resume and (left := _interrupted(since, at)):
            self._path, self._begun, self.done = left

    def add(self, part: Part, checked: Checked) -> None:
        """Note what a part of the events came to."""
        self.done[part] = checked
        content = {
            "since": self._since,
            "begun": self._begun.isoformat(),
            "parts": [[*part, found[0], found[1], [asdict(each) for each in found[2]]]
                      for part, found in self.done.items()],
        }  # fmt: skip
        draft = self._path.with_suffix(".draft")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(content, file)
        draft.replace(self._path)

    def waiting(self, parts: Sequence[Part]) -> list[Part]:
        """The parts that are not checked yet; one that has grown since is checked again."""
        return [part for part in parts if part not in self.done]

    def end(self) -> None:
        """The verification has come to its end."""
        self._path.unlink(missing_ok=True)


def _interrupted(since: int, at: datetime) -> tuple[Path, datetime, dict[Part, Checked]] | None:
    """The newest verification of the same events that did not come to its end; those that are too old go."""
    found = []
    for path in Path(settings.KEY_DIRECTORY).glob(f"{_NAME}*.json"):
        try:
            content = json.loads(path.read_text())
        except (OSError, ValueError):
            continue  # another account's, or cut off while it was written: that one begins anew
        begun = datetime.fromisoformat(content["begun"])
        if at - begun > LONGEST:
            path.unlink(missing_ok=True)
        elif content["since"] == since:
            parts = {
                (first, end): (events, waiting, [Finding(**each) for each in findings])
                for first, end, events, waiting, findings in content["parts"]
            }
            found.append((path, begun, parts))
    return max(found, key=lambda each: each[1], default=None)
