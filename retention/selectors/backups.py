"""Back-ups and restore drills for those who watch over them: no personal data, and nobody by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from personal_data import keys
from retention.models import Backup, CopyForTests, RestoreDrill
from retention.models.backup import DRILL_EVERY

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class BackupRow:
    """One back-up, and whether its key epoch lives: without it nothing of the back-up can be opened."""

    backup: Backup
    can_be_opened: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The newest back-ups and drills, and when the next drill is due. Without any drill it is due at once."""

    backups: Sequence[BackupRow]
    drills: Sequence[RestoreDrill]
    drill_due_at: datetime | None
    is_drill_overdue: bool
    copies: Sequence[CopyForTests]
    has_waiting: bool


def overview(*, at: datetime) -> Overview:
    """What the page of back-ups shows."""
    living = set(keys.ring().numbers())
    own = Backup.objects.exclude(pk__in=CopyForTests.objects.filter(backup__isnull=False).values("backup"))
    rows = [BackupRow(each, each.epoch in living) for each in own.order_by("-made_at")[:_SHOWN]]
    drills = list(RestoreDrill.objects.order_by("-done_at")[:_SHOWN])
    passed = next((each for each in drills if each.is_passed), None)
    due_at = passed.done_at + DRILL_EVERY if passed else None
    return Overview(rows, drills, due_at, due_at is None or due_at <= at, _copies(at), copies_that_wait().exists())


def copies_that_wait() -> QuerySet[CopyForTests]:
    """Copies for tests that nobody has approved, oldest first."""
    return CopyForTests.objects.filter(approved_at=None).order_by("asked_at")


def _copies(at: datetime) -> list[CopyForTests]:
    """The newest copies for tests, with ``has_ended`` and, where nobody has shown that it is gone, ``is_overdue``."""
    ended = Q(ends_at__isnull=False, ends_at__lte=at)
    overdue = ended & Q(backup__isnull=False, wiped_at=None)
    return list(
        CopyForTests.objects.annotate(
            has_ended=ExpressionWrapper(ended, output_field=BooleanField()),
            is_overdue=ExpressionWrapper(overdue, output_field=BooleanField()),
        ).order_by("-asked_at")[:_SHOWN]
    )
