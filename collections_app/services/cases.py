"""Cases: opening, closing and reopening them."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, CaseStatus, CaseStatusChange, Creditor, Debtor
from collections_app.policies import case_transitions, matching
from collections_app.services import creditors, filing, intake_lock, references
from collections_app.services.records import ending
from personal_data import envelopes
from personal_data.bulk import Batch

_REFUSALS = {
    "no_such_step": _("The case is not in a state from which this step is possible."),
    "unknown_reason": _("Choose one of the listed reasons."),
    "closed_in_future": _("The closing date lies in the future. Enter today or an earlier date."),
    "closed_before_opened": _("The closing date lies before the case was opened. Enter a later date."),
}


class NotAllowed(ValidationError):
    """The step is not allowed now; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


class AnotherCaseIsOpen(ValidationError):
    """These debtors already have an open case for this creditor."""

    def __init__(self) -> None:
        super().__init__(
            _("These debtors have another open case for this creditor. Work that case, or close it first."),
            code="another_case_is_open",
        )


@transaction.atomic
def open_for(*, creditor: Creditor, parties: Sequence[tuple[Debtor, str]], opened_on: date) -> Case:
    """The open case of this creditor against exactly these debtors; a new one when there is none.

    Parties are pairs of debtor and role. A closed case stays closed. Erasure of the debtors waits for the end of the
    transaction; raises Gone when one of them has been erased, AssignmentEnded when the creditor's assignment is over.
    """
    intake_lock.take(creditor.controller_id)
    creditors.expect_assignment(creditor)
    profiles = {debtor.envelope_id for debtor, _role in parties}
    if envelopes.keep(profiles) != profiles:
        raise envelopes.Gone("A debtor of the case has been erased.")
    debtor_set = matching.debtor_set(debtor.pk for debtor, _role in parties)
    case = Case.objects.of_creditor(creditor).open().filter(debtor_set=debtor_set).first()
    if case is not None:
        return case
    batch = Batch(creditor.controller)
    reference = references.take(kind="case", year=opened_on.year)[0]
    triples = [(debtor.pk, debtor.subject_id, role) for debtor, role in parties]
    filed = filing.case(batch, creditor=creditor, reference=reference, parties=triples, opened_on=opened_on)
    batch.write()
    trail.record(events.CASE_OPENED, envelopes=[filed.envelope_id], reference=reference)
    return Case.objects.get(pk=filed.id)


@transaction.atomic
def close(*, case: Case, reason: str, closed_on: date, by: UUID, at: datetime) -> Case:
    """Close a case: from this date its retention period runs, unless the client is the controller: then the case
    waits for the client's word at the end of the service (GDPR art. 28(3)(g)).

    Raises NotAllowed when it is not open, the reason is unknown, or the date lies in the future or before the opening.
    """
    locked = _locked(case)
    _check(case_transitions.may_move(from_status=locked.status, to_status=CaseStatus.CLOSED, reason=reason))
    today = at.astimezone(ZoneInfo(locked.controller.time_zone)).date()
    _check(case_transitions.may_close_on(opened_on=locked.opened_on, closed_on=closed_on, today=today))
    _move(locked, CaseStatus.CLOSED, reason=reason, effective_on=closed_on, by=by, at=at)
    locked.closed_on = closed_on
    locked.save(update_fields=["status", "closed_on"])
    if not locked.creditor.is_controller:
        envelopes.set_trigger(envelopes=[locked.envelope_id], trigger_on=closed_on)
    ending.follow_closing(case_reference=locked.reference, controller=locked.controller, on=closed_on)
    trail.record(events.CASE_CLOSED, envelopes=[locked.envelope_id], reference=locked.reference, reason=reason)
    return locked


@transaction.atomic
def reopen(*, case: Case, reason: str, by: UUID, at: datetime) -> Case:
    """Reopen a closed case: its retention clock stops, and starts anew at the next closing.

    Raises NotAllowed when it is not closed or the reason is unknown, AnotherCaseIsOpen when the creditor has meanwhile
    opened another one against the same debtors, AssignmentEnded when nothing is collected for the creditor any more,
    envelopes.Refused while it is restricted.
    """
    intake_lock.take(case.controller_id)
    locked = _locked(case)
    _check(case_transitions.may_move(from_status=locked.status, to_status=CaseStatus.OPEN, reason=reason))
    creditors.expect_assignment(locked.creditor)
    others = Case.objects.open().filter(
        controller_id=locked.controller_id, creditor_id=locked.creditor_id, debtor_set=locked.debtor_set
    )
    if others.exists():
        raise AnotherCaseIsOpen
    # What is restricted is not worked on again: this raises Refused (GDPR art. 18(2)).
    envelopes.prepare_to_write([locked])
    today = at.astimezone(ZoneInfo(locked.controller.time_zone)).date()
    _move(locked, CaseStatus.OPEN, reason=reason, effective_on=today, by=by, at=at)
    locked.closed_on = None
    locked.save(update_fields=["status", "closed_on"])
    envelopes.set_trigger(envelopes=[locked.envelope_id], trigger_on=None)
    trail.record(events.CASE_REOPENED, envelopes=[locked.envelope_id], reference=locked.reference, reason=reason)
    return locked


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("controller", "creditor").get(pk=case.pk)


def _check(decision: case_transitions.Decision) -> None:
    if not decision.allowed:
        raise NotAllowed(decision.reason)


def _move(case: Case, to_status: str, *, reason: str, effective_on: date, by: UUID, at: datetime) -> None:
    CaseStatusChange.objects.create(
        envelope_id=case.envelope_id,
        case=case,
        from_status=case.status,
        to_status=to_status,
        reason=reason,
        effective_on=effective_on,
        by=by,
        at=at,
    )
    case.status = to_status
