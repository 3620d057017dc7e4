"""The end of a service for a client that is the controller: its word decides what becomes of its cases."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from collections_app.models import Case, Creditor, Disclosure, DisclosurePurpose
from personal_data import envelopes
from retention import events
from retention.models import ClientInstruction, ClientWish, OwnTerm, TermReason
from retention.policies.due_dates import TermKind
from retention.selectors.due import local_today
from retention.services import rules

_BATCH = 1_000


class NotInstructed(ValidationError):
    """The instruction cannot be entered like this; ``code`` says why."""

    def __init__(self, code: str, count: int = 0) -> None:
        said = {
            "not_controller": _("We are the controller of this client's cases: our own rules say when they go."),
            "still_served": _("The service for this client goes on. End the assignment first."),
            "instructed": _("This client has given its instruction already."),
            "over": _("Choose today or a day that is still to come."),
            "not_returned": _("%(count)d cases have not gone back yet. Make the status report of this client first."),
        }
        super().__init__(said[code] % {"count": count}, code=code)


@transaction.atomic
def enter(
    *, creditor: Creditor, wish: ClientWish, day: date, paper: str, by: UUID, at: datetime
) -> tuple[ClientInstruction, int]:
    """Enter a client's instruction: its cases are due on that day, whatever our own rules say (GDPR art. 28(3)(g)).

    What is to be returned has to have left in the status report since the assignment ended. A hold, a restriction or a
    request that waits still stops the gate. Returns the instruction and for how many cases it is. Raises NotInstructed,
    and ValidationError where the paper's reference is no reference.
    """
    locked = Creditor.objects.select_for_update(of=("self",)).select_related("controller").get(pk=creditor.pk)
    _check(locked, wish, day)
    made = ClientInstruction(creditor=locked, wish=wish.value, day=day, paper=paper, by=by, at=at)
    made.full_clean()
    made.save()
    found = list(Case.objects.of_creditor(locked).order_by("envelope_id").values_list("envelope_id", flat=True))
    alive = sorted(envelopes.keep(found))
    OwnTerm.objects.bulk_create(
        (
            OwnTerm(
                controller_id=locked.controller_id,
                envelope_id=envelope,
                kind=TermKind.AT_MOST.value,
                day=day,
                reason=TermReason.CLIENT_INSTRUCTION.value,
                proposed_by=by,
                proposed_at=at,
            )
            for envelope in alive
        ),
        batch_size=_BATCH,
    )
    rules.recompute_some(envelopes=alive)
    trail.record(events.CLIENT_INSTRUCTED, reference=locked.reference, reason=wish.value, count=len(alive))
    return made, len(alive)


def _check(creditor: Creditor, wish: ClientWish, day: date) -> None:
    if not creditor.is_controller:
        raise NotInstructed("not_controller")
    if creditor.assignment_ended_on is None:
        raise NotInstructed("still_served")
    if ClientInstruction.objects.filter(creditor=creditor).exists():
        raise NotInstructed("instructed")
    if day < local_today(creditor.controller):
        raise NotInstructed("over")
    if wish is ClientWish.RETURN:
        gone = Disclosure.objects.filter(
            recipient__creditor=creditor,
            purpose=DisclosurePurpose.STATUS_REPORT,
            at__date__gte=creditor.assignment_ended_on,
        )
        here = Case.objects.of_creditor(creditor).exclude(reference__in=gone.values("case_reference")).count()
        if here:
            raise NotInstructed("not_returned", here)
