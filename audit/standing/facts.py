"""The facts of a database: who owns what, who may do what, and which triggers and functions stand between."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from django.db import connections

_FACTS = (Path(__file__).parent / "facts.sql").read_text()
_also: list[str] = []


class Fact(NamedTuple):
    """One of them. ``part`` is the name of the partition that it is about; its ``key`` names the parent, with an @."""

    kind: str
    key: str
    part: str
    state: str

    @property
    def family(self) -> str:
        """The parent's name, for a partition."""
        return next((word[:-1] for word in self.key.split() if word.endswith("@")), "")

    @property
    def place(self) -> str:
        """What it is about, by its own name."""
        return self.key.replace(f"{self.family}@", self.part) if self.part else self.key


def register(query: str) -> None:
    """Add a query for rows that the installation writes and that decide as much as a trigger: kind, key, '', state."""
    if query not in _also:
        _also.append(query)


def read(alias: str = "default", *, rows_by: str = "") -> set[Fact]:
    """The facts as they are now. ``rows_by`` reads installed rows where ``alias`` may not (owner, in the gate)."""
    asked = [(alias, _FACTS), *((rows_by or alias, query) for query in _also)]
    facts: set[Fact] = set()
    for login, query in asked:
        with connections[login].cursor() as cursor:
            cursor.execute(query)
            facts.update(map(Fact._make, cursor.fetchall()))
    return facts


def by_key(facts: Iterable[Fact]) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
    """The states of each key, with the partitions that have them."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for fact in facts:
        found.setdefault((fact.kind, fact.key), set()).add((fact.part, fact.state))
    return {key: frozenset(states) for key, states in found.items()}
