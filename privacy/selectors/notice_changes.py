"""Who has been told of a significant change of a notice, and who has not: counts and lists (ALMI-114)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from personal_data import reach
from privacy.models import ChangeNotice, NoticeChange

PAGE = 100
# The states of a notice, each person in one of the first four; what was read is told beside.
STATES: dict[str, Q] = {
    "waiting": Q(letter=None, failed="", acknowledged_at=None),
    "written": Q(letter__isnull=False, sent_on=None),
    "sent": Q(sent_on__isnull=False),
    "failed": ~Q(failed=""),
    "read": Q(acknowledged_at__isnull=False),
}


def every() -> Sequence[NoticeChange]:
    """The significant changes within reach, the newest first, each with how many persons stand in which state."""
    return list(_counted().order_by("-concerned_until", "name"))


def one(change_id: UUID) -> NoticeChange:
    """One of them. Raises NoticeChange.DoesNotExist."""
    return _counted().get(pk=change_id)


def listed(change: NoticeChange, *, state: str = "", after: UUID | None = None) -> Sequence[ChangeNotice]:
    """One page of the persons of a change, by the numbers of the debtors; nothing of them is opened."""
    rows = ChangeNotice.objects.filter(change=change).select_related("debtor")
    if state in STATES:
        rows = rows.filter(STATES[state])
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return list(rows.order_by("pk")[: PAGE + 1])


def _counted() -> QuerySet[NoticeChange]:
    counts = {name: Count("notices", filter=_of(condition)) for name, condition in STATES.items()}
    changes = NoticeChange.objects.filter(reach.within()).select_related("controller")
    return changes.annotate(concerned=Count("notices"), printed=Count("notices", filter=_PRINTED), **counts)


_PRINTED = Q(notices__printed_at__isnull=False, notices__sent_on=None)


def _of(condition: Q) -> Q:
    """The condition, asked of the notices of a change."""
    parts: list[Any] = list(condition.children)
    moved = (_of(each) if isinstance(each, Q) else (f"notices__{each[0]}", each[1]) for each in parts)
    return Q(*moved, _connector=condition.connector, _negated=condition.negated)
