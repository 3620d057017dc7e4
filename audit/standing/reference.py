"""What the migrations made, as they wrote it down.

``migrate`` writes it when everything is installed. What somebody had changed by hand before, and the migration did not
mend, is not taken into it: it stays a difference until it is undone, or accepted on purpose.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import connections, transaction

from audit.standing import comparing, facts

_NEWEST = "SELECT digest, content FROM audit_standing ORDER BY id DESC LIMIT 1"
_Made = dict[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Reference:
    """One such writing: its digest, and the state of each thing by kind and key."""

    digest: str
    made: Mapping[tuple[str, str], str]
    is_genuine: bool = True
    """Whether the digest is that of the content."""


def newest(alias: str = "default") -> Reference | None:
    """The one in force; None in a database that no ``migrate`` of this version has seen."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT to_regclass('audit_standing') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(_NEWEST)
        row = cursor.fetchone()
    if row is None:
        return None
    digest, content = row
    return Reference(digest, _made(content), is_genuine=digest == _digest(content))


@dataclass(frozen=True, slots=True)
class Before:
    """The database before a migration: what was in force, and what differed from it."""

    reference: Reference
    found: set[facts.Fact]
    findings: list[comparing.Difference]


def before() -> Before | None:
    """Look before migrating."""
    reference = newest("owner")
    if reference is None:
        return None
    found = facts.read("owner", rows_by="gatekeeper")
    return Before(reference, found, comparing.compare(reference.made, found))


def write(earlier: Before | None) -> None:
    """Write down what stands now, less what was changed by hand before and has stayed so."""
    found = facts.read("owner", rows_by="gatekeeper")
    made = _one_state_each(found)
    if earlier:
        was, now = facts.by_key(earlier.found), facts.by_key(found)
        for key in {(each.kind, each.key) for each in earlier.findings}:
            if was.get(key) == now.get(key):
                made.pop(key, None)
                if key in earlier.reference.made:
                    made[key] = earlier.reference.made[key]
    content = json.dumps(sorted([*key, state] for key, state in made.items()))
    digest = _digest(content)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(_NEWEST)
        if (row := cursor.fetchone()) is None or row[0] != digest:
            cursor.execute("INSERT INTO audit_standing (digest, content) VALUES (%s, %s)", [digest, content])


def _one_state_each(found: set[facts.Fact]) -> _Made:
    """The state of each thing; of partitions, that of the newest, which the present code has made."""
    return {key: max(states)[1] for key, states in facts.by_key(found).items()}


def _digest(content: str) -> str:
    """As the trail can name it: 120 bits are as many as nobody finds another content for."""
    return hashlib.sha256(content.encode()).hexdigest()[:30].upper()


def _made(content: str) -> _Made:
    return {(kind, key): state for kind, key, state in json.loads(content)}
