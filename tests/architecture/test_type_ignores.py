"""Where the type checker is told to look away, the code says which rule and why."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_PACKAGES = ("audit", "personal_data", "accounts", "collections_app", "retention", "privacy", "config")
_LOOKS_AWAY = re.compile(r"#\s*type:\s*ignore")
_WITH_REASON = re.compile(r"# type: ignore\[[a-z-]+(, [a-z-]+)*\]  # \S+")


def test_every_ignored_type_names_its_rule_and_the_reason() -> None:
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for package in _PACKAGES
        for path in (ROOT / package).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if _LOOKS_AWAY.search(line) and not _WITH_REASON.search(line)
    ]
    assert lines == []
