"""Papers at the offices: boxes, what is filed in them, taking out and bringing back, and destroying (AXACTOR-100)."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, Paper, PaperBox, PaperToDestroy
from collections_app.services import references
from personal_data import envelopes
from personal_data.models import Controller

_REFUSALS = {
    "box_there": _("There is a box of this name already. Choose another name."),
    "other_controller": _("This box is another controller's. Choose one of the controller of the case."),
    "erased": _("The data of this case have been erased, and no paper of it is filed any more. Destroy it."),
    "is_out": _("Somebody has taken this paper out already."),
    "is_in": _("This paper lies in its box."),
    "confirmed": _("It has been confirmed already that this paper was destroyed."),
    "in_future": _("It cannot have been destroyed later than today."),
    "before_listed": _("It was not to be destroyed before it came on the list. Choose that day or a later one."),
}


class NotAllowed(ValidationError):
    """The step is not possible; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


def add_box(*, controller: Controller, label: str, location: str, by: UUID, at: datetime) -> PaperBox:
    """Enter a box and where it stands. Raises NotAllowed where there is one of that name."""
    try:
        with transaction.atomic():
            box = PaperBox.objects.create(
                controller=controller, label=label.strip(), location=location.strip(), by=by, at=at
            )
            trail.record(events.PAPER_BOX_ENTERED, reference=f"CTRL-{controller.reference}")
    except IntegrityError:
        raise NotAllowed("box_there") from None
    return box


@transaction.atomic
def move_box(*, box: PaperBox, location: str) -> PaperBox:
    """Say where a box stands now."""
    locked = PaperBox.objects.select_for_update(of=("self",)).select_related("controller").get(pk=box.pk)
    locked.location = location.strip()
    locked.save(update_fields=["location"])
    trail.record(events.PAPER_BOX_MOVED, reference=f"CTRL-{locked.controller.reference}")
    return locked


@transaction.atomic
def file(*, case: Case, box: PaperBox, kind: str, sheets: int, by: UUID, at: datetime) -> Paper:
    """Put a paper of a case in a box, under a number for its folder. Opens nothing.

    A closed case has papers too: where they lie is no work on it. Raises NotAllowed.
    """
    if box.controller_id != case.controller_id:
        raise NotAllowed("other_controller")
    if case.envelope_id not in envelopes.keep([case.envelope_id]):
        raise NotAllowed("erased")
    number = references.take(kind="paper", year=at.year)[0]
    paper = Paper.objects.create(
        envelope_id=case.envelope_id, case=case, box=box, number=number, kind=kind, sheets=sheets, by=by, at=at
    )
    trail.record(events.PAPER_FILED, envelopes=[case.envelope_id], reference=number, reason=kind)
    return paper


@transaction.atomic
def take_out(*, paper: Paper, leave: str, by: UUID, at: datetime) -> Paper:
    """Take a paper out of its box, for one of the listed reasons. Raises NotAllowed where somebody has it."""
    locked = _locked(paper)
    if locked.out_since is not None:
        raise NotAllowed("is_out")
    locked.out_since, locked.out_with, locked.out_for = at, by, leave
    locked.save(update_fields=["out_since", "out_with", "out_for"])
    trail.record(events.PAPER_TAKEN_OUT, envelopes=[locked.envelope_id], reference=locked.number, reason=leave)
    return locked


@transaction.atomic
def bring_back(*, paper: Paper) -> Paper:
    """Put a paper back in its box; the trail says who did. Raises NotAllowed where it lies there."""
    locked = _locked(paper)
    if locked.out_since is None:
        raise NotAllowed("is_in")
    locked.out_since, locked.out_with, locked.out_for = None, None, ""
    locked.save(update_fields=["out_since", "out_with", "out_for"])
    trail.record(events.PAPER_BROUGHT_BACK, envelopes=[locked.envelope_id], reference=locked.number)
    return locked


@transaction.atomic
def confirm_destroyed(*, paper: PaperToDestroy, on: date, way: str, by: UUID, at: datetime) -> PaperToDestroy:
    """Confirm that a paper whose case was erased has been destroyed: who, when, how. Raises NotAllowed."""
    locked = PaperToDestroy.objects.select_for_update(of=("self",)).select_related("controller").get(pk=paper.pk)
    zone = ZoneInfo(locked.controller.time_zone)
    if locked.destroyed_on is not None:
        raise NotAllowed("confirmed")
    if on > at.astimezone(zone).date():
        raise NotAllowed("in_future")
    if on < locked.listed_at.astimezone(zone).date():
        raise NotAllowed("before_listed")
    locked.destroyed_on, locked.way, locked.confirmed_by, locked.confirmed_at = on, way, by, at
    locked.save(update_fields=["destroyed_on", "way", "confirmed_by", "confirmed_at"])
    trail.record(events.PAPER_DESTROYED, reference=locked.number, reason=way)
    return locked


def _locked(paper: Paper) -> Paper:
    """The paper, of which nobody else says anything at the same moment. Raises NotAllowed where its case was erased."""
    if paper.envelope_id not in envelopes.keep([paper.envelope_id]):
        raise NotAllowed("erased")
    return Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
