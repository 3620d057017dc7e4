"""The agreement to collect for a creditor: while it is in force its cases may be open, and no longer (AMILI-32)."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, Creditor
from collections_app.services import cases, intake_lock

_REFUSALS = {
    "ended_already": _("The assignment of this creditor has ended already."),
    "end_in_future": _("The assignment cannot end later than today. Enter it on the day on which it ends."),
}


class NotEnded(ValidationError):
    """The assignment cannot end like this; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@transaction.atomic
def end(*, creditor: Creditor, ended_on: date, by: UUID, at: datetime) -> int:
    """End the assignment on a day of the controller: every open case is closed on it, and its clock starts.

    A case that was opened later is closed on the day of its opening. No claim of this creditor is taken in afterwards,
    and no case of it opened again. Returns how many cases were closed. Raises NotEnded.
    """
    intake_lock.take(creditor.controller_id)
    locked = Creditor.objects.select_for_update(of=("self",)).select_related("controller").get(pk=creditor.pk)
    if locked.assignment_ended_on is not None:
        raise NotEnded("ended_already")
    if ended_on > at.astimezone(ZoneInfo(locked.controller.time_zone)).date():
        raise NotEnded("end_in_future")
    locked.assignment_ended_on = ended_on
    locked.save(update_fields=["assignment_ended_on"])
    open_cases = list(Case.objects.of_creditor(locked).open().order_by("reference"))
    for case in open_cases:
        cases.close(case=case, reason="withdrawn", closed_on=max(ended_on, case.opened_on), by=by, at=at)
    trail.record(events.ASSIGNMENT_ENDED, reference=locked.reference, count=len(open_cases))
    return len(open_cases)
