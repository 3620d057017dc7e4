"""Comparing what stands with what was made, and saying what differs in words."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from audit.standing.facts import Fact

_GONE, _ADDED, _CHANGED, _OFF = "is gone", "was added", "is not what the migrations made", "is switched off"


class Difference(NamedTuple):
    """One thing that differs: its kind and key, where it is by its own name, and what is different about it."""

    kind: str
    key: str
    place: str
    says: str

    def __str__(self) -> str:
        return f"{self.kind.capitalize()} {self.place}: {self.says}."


def compare(made: Mapping[tuple[str, str], str], found: Iterable[Fact]) -> list[Difference]:
    """Everything that differs, in the order of kinds and places."""
    facts = set(found)
    differences = [_of(fact, made) for fact in facts]
    differences += [
        Difference(fact.kind, fact.key, fact.place, _gone(fact, made[fact.kind, fact.key]))
        for fact in _missing(made, facts)
    ]
    return sorted(each for each in differences if each is not None)


def _of(fact: Fact, made: Mapping[tuple[str, str], str]) -> Difference | None:
    wanted = made.get((fact.kind, fact.key))
    if wanted == fact.state or _is_a_lesser_right(fact, wanted):
        return None
    says = _CHANGED
    if wanted is None:
        says = f"{_ADDED} ({fact.state})" if fact.kind in {"right", "role", "setting"} else _ADDED
    elif fact.kind == "trigger" and fact.state[1:] == wanted[1:]:
        says = _OFF if fact.state.startswith("D") else "does not fire in the sessions in which it should"
    elif fact.kind in {"right", "owner", "role", "setting"}:
        says = f"is {fact.state or 'nothing'}, and was {wanted or 'nothing'}"
    return Difference(fact.kind, fact.key, fact.place, says)


def _missing(made: Mapping[tuple[str, str], str], facts: set[Fact]) -> Iterable[Fact]:
    """What was made and is not there. Each partition has to have what its family has."""
    parts = defaultdict(set)
    for fact in facts:
        if fact.part and fact.kind == "owner":
            parts[fact.family].add(fact.part)
    there = {(fact.kind, fact.key, fact.part) for fact in facts}
    for kind, key in made:
        family = Fact(kind, key, "", "").family
        for part in parts[family] if family else [""]:
            gone = Fact(kind, key, part, "")
            if (kind, key, part) not in there and not (family and kind == "right"):
                yield gone


def _gone(fact: Fact, was: str) -> str:
    return f"{_GONE} (was {was})" if fact.kind == "right" else _GONE


def _is_a_lesser_right(fact: Fact, wanted: str | None) -> bool:
    """A partition that was made later has fewer rights of its own; all work goes through the parent."""
    return bool(
        fact.part and fact.kind == "right" and wanted and set(fact.state.split(", ")) <= set(wanted.split(", "))
    )
