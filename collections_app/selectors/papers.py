"""Papers at the offices: boxes by the day on which their papers go, what lies in them, what is to be destroyed."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from collections_app.models import Case, Paper, PaperBox, PaperToDestroy
from personal_data import reach
from personal_data.models import BlockKind, EnvelopeBlock

DAYS_TO_DESTROY = 7
"""How long a paper may stand on the list before the compliance monitor calls it late."""
_KEEPS = (BlockKind.HOLD, BlockKind.WISH)


def boxes() -> Sequence[PaperBox]:
    """The boxes within reach, first the one with the paper that goes first; each with what it holds, and until when.

    The day of a paper is that of its case, so it moves when that does; an open case has none yet.
    """
    found = PaperBox.objects.filter(reach.within()).select_related("controller")
    found = found.annotate(
        held=Count("papers"),
        first_on=Min("papers__envelope__due_on"),
        last_on=Max("papers__envelope__due_on"),
        undated=Count("papers", filter=Q(papers__envelope__due_on=None)),
        out=Count("papers", filter=Q(papers__out_since__isnull=False)),
    )
    return list(found.order_by(F("first_on").asc(nulls_last=True), "controller__reference", "label"))


def box(box_id: UUID) -> PaperBox:
    """One box within reach. Raises PaperBox.DoesNotExist."""
    return PaperBox.objects.filter(reach.within()).select_related("controller").get(pk=box_id)


def boxes_of(case: Case) -> Sequence[PaperBox]:
    """The boxes in which papers of a case may lie."""
    return list(PaperBox.objects.filter(controller=case.controller_id).order_by("label"))


def in_box(found: PaperBox) -> Sequence[Paper]:
    """The papers in a box, those that go first before the others."""
    return list(_told(found.papers.all()).order_by(F("due_on").asc(nulls_last=True), "number"))


def of_case(case: Case) -> Sequence[Paper]:
    """The papers of a case."""
    return list(_told(Paper.objects.filter(case=case)).order_by("number"))


def one(number: str) -> Paper:
    """The paper of that number within reach. Raises Paper.DoesNotExist."""
    return Paper.objects.filter(reach.within("case__controller")).select_related("case").get(number=number)


def to_destroy() -> Sequence[PaperToDestroy]:
    """What still has to be destroyed, the oldest first."""
    found = PaperToDestroy.objects.filter(reach.within(), destroyed_on=None)
    return list(found.select_related("box", "controller").order_by("listed_at", "number"))


def destroyed(limit: int = 50) -> Sequence[PaperToDestroy]:
    """What was destroyed last, with who confirmed it."""
    found = PaperToDestroy.objects.filter(reach.within(), destroyed_on__isnull=False)
    return list(found.select_related("box", "controller").order_by("-confirmed_at", "number")[:limit])


def entry(number: str) -> PaperToDestroy:
    """What is or was to be destroyed, by its number, within reach. Raises PaperToDestroy.DoesNotExist."""
    return PaperToDestroy.objects.filter(reach.within()).select_related("box", "controller").get(number=number)


def _told(papers: QuerySet[Paper]) -> QuerySet[Paper]:
    """With the day of the case, and whether a hold or the person's wish keeps it longer."""
    keeps = EnvelopeBlock.objects.filter(envelope=OuterRef("envelope"), lifted_at=None, kind__in=_KEEPS)
    return papers.select_related("case", "box").annotate(due_on=F("envelope__due_on"), is_kept=Exists(keeps))
