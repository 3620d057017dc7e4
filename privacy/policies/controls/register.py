"""The measures of ``register.toml``, and which threats they stand against."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from privacy.policies.packs.terms import CheckKey


class Threat(StrEnum):
    """What can befall personal data (GDPR art. 4(12), 32(2))."""

    LOSS = "loss"
    MISUSE = "misuse"
    ACCESS = "access"
    DISCLOSURE = "disclosure"
    CHANGE = "change"
    DESTRUCTION = "destruction"


class Kind(StrEnum):
    """Of which kind a measure is."""

    ADMINISTRATIVE = "administrative"
    TECHNICAL = "technical"
    ORGANISATIONAL = "organisational"
    PHYSICAL = "physical"


@dataclass(frozen=True, slots=True)
class Control:
    """One measure: what it stands against, what asks each night whether it stands, and what tries to break it."""

    code: str
    threats: tuple[Threat, ...]
    kind: Kind
    text: str
    checks: tuple[CheckKey, ...]
    tests: tuple[str, ...]


@cache
def every() -> tuple[Control, ...]:
    """All measures. Raises KeyError or ValueError where the file says what no measure can be."""
    source = tomllib.loads((Path(__file__).parent / "register.toml").read_text(encoding="utf-8"))
    return tuple(
        Control(
            code=each["code"],
            threats=tuple(Threat(threat) for threat in each["threats"]),
            kind=Kind(each["kind"]),
            text=each["text"],
            checks=tuple(CheckKey(check) for check in each["checks"]),
            tests=tuple(each["tests"]),
        )
        for each in source["control"]
    )


def against(threat: Threat) -> tuple[Control, ...]:
    """The measures against one threat."""
    return tuple(control for control in every() if threat in control.threats)
