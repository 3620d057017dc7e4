"""What a check of the compliance monitor is: a question to the live data whose answers are single findings."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise

from accounts.permissions import Permission
from personal_data.models import Controller
from privacy.models import Verdict
from privacy.policies.packs.pack import Pack


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and when a check is made. A promise of the house has neither controller nor pack."""

    controller: Controller | None
    pack: Pack | None
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that breaks a promise, or will soon. ``reference`` names it without telling about anybody."""

    reference: str
    kind: str
    """What the reference names: ``record``, ``case``, ``request``, ``recipient``, ``disclosure`` or ``thing``."""
    day: date | None
    is_broken: bool
    record: UUID | None = None


class Question(Protocol):
    """Counts and lists the same findings, so that a figure and the list behind it cannot differ."""

    def count(self, asked: Asked) -> tuple[int, int]:
        """How many break the promise, and how many will soon."""

    def listed(self, asked: Asked, limit: int) -> Sequence[Found]:
        """The findings themselves, those that break it first, the oldest of them first."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A question in SQL, answered as a set: rows of ``reference, kind, day, is_broken, record``."""

    sql: str
    also: Callable[[Asked], Mapping[str, Any]] = field(default=lambda _asked: {})

    def count(self, asked: Asked) -> tuple[int, int]:
        """How many break the promise, and how many will soon."""
        counted = "count(*) FILTER (WHERE is_broken), count(*) FILTER (WHERE NOT is_broken)"
        row = rows(f"SELECT {counted} FROM ({self.sql}) found", self._values(asked))[0]
        return row[0], row[1]

    def listed(self, asked: Asked, limit: int) -> Sequence[Found]:
        """The findings themselves."""
        wanted = "SELECT reference, kind, day, is_broken, record FROM"
        ordered = f"{wanted} ({self.sql}) found ORDER BY is_broken DESC, day, reference LIMIT %(limit)s"
        return [Found(*row) for row in rows(ordered, {**self._values(asked), "limit": limit})]

    def _values(self, asked: Asked) -> dict[str, Any]:
        return {**values(asked), **self.also(asked)}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question that is answered in Python, where the findings are few: files, papers, the tables themselves."""

    find: Callable[[Asked], Iterable[Found]]

    def count(self, asked: Asked) -> tuple[int, int]:
        """How many break the promise, and how many will soon."""
        broken = [each.is_broken for each in self.find(asked)]
        return sum(broken), len(broken) - sum(broken)

    def listed(self, asked: Asked, limit: int) -> Sequence[Found]:
        """The findings themselves."""
        found = sorted(self.find(asked), key=lambda each: (not each.is_broken, each.day or date.min, each.reference))
        return found[:limit]


def always(_asked: Asked) -> str:
    """Of a check that can always be made."""
    return ""


def uncounted(_asked: Asked) -> None:
    """Of a check that has no whole of which its findings are a part."""


@dataclass(frozen=True, slots=True)
class Check:
    """One promise that can be measured. ``why_not`` gives a code of ``unmeasured`` words, empty where it can be."""

    key: str
    title: str | Promise
    counts: str | Promise
    """What breaks it, in words, as it stands behind a figure."""
    law: str
    question: Question
    permission: Permission
    """Who may see the list behind the figure."""
    out_of: Callable[[Asked], int | None] = uncounted
    why_not: Callable[[Asked], str] = always
    of_house: bool = False
    record_class: str = ""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one check found."""

    broken: int = 0
    soon: int = 0
    out_of: int | None = None
    reason: str = ""

    @property
    def verdict(self) -> Verdict:
        """Broken by one finding; what cannot be measured is neither kept nor broken."""
        if self.reason:
            return Verdict.UNMEASURED
        if self.broken:
            return Verdict.BROKEN
        return Verdict.SOON if self.soon else Verdict.KEPT


def measure(check: Check, asked: Asked) -> Measurement:
    """Ask one check."""
    if reason := check.why_not(asked):
        return Measurement(reason=reason)
    broken, soon = check.question.count(asked)
    return Measurement(broken, soon, check.out_of(asked))


def values(asked: Asked) -> dict[str, Any]:
    """What every question in SQL may name."""
    controller = asked.controller
    return {"controller": controller.pk if controller else None, "today": asked.today, "now": asked.now}


def rows(sql: str, named: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of one question."""
    with connection.cursor() as cursor:
        cursor.execute(sql, named)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def total(sql: str) -> Callable[[Asked], int | None]:
    """The whole of which findings are a part, as a question in SQL with one row and column."""

    def count(asked: Asked) -> int | None:
        found: int = rows(sql, values(asked))[0][0]
        return found

    return count
