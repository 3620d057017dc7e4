"""The rules of unusual browsing, as they stand in ``rules.toml``."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

EMERGENCY = "emergency"
"""Not a rule of the file: glass that was broken is always reviewed."""


class Counts(StrEnum):
    """What a rule counts."""

    FILES = "files"
    PERSONS = "persons"


class Within(StrEnum):
    """The stretch of time in which it counts, by the controller's clock."""

    HOUR = "hour"
    DAY = "day"


class Only(StrEnum):
    """Which openings alone count."""

    ALL = ""
    CLOSED_CASE = "closed_case"
    SEALED = "sealed"
    NIGHT = "night"
    CLOSED_DAY = "closed_day"


@dataclass(frozen=True, slots=True)
class Rule:
    """From how many openings of what kind, within which time, it stands out, and why."""

    code: str
    counts: Counts
    within: Within
    least: int
    only: Only
    because: str


@cache
def every() -> tuple[Rule, ...]:
    """All rules. Raises KeyError or ValueError where the file says what no rule can be."""
    source = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))
    return tuple(
        Rule(
            code=each["code"],
            counts=Counts(each["counts"]),
            within=Within(each["within"]),
            least=int(each["from"]),
            only=Only(each.get("only", "")),
            because=each["because"],
        )
        for each in source["rule"]
    )
