"""Taking an import back through the erasure gate: what can go goes, what has moved on stays, with the reason.

What goes is erased on a decision of its own (GDPR art. 17(1), 5(1)(d)): the data were taken in by mistake. The gate
keeps no digests of it, so that the right file may come after the wrong one.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, Claim, Debtor, ImportFile, IntakeItemStatus
from collections_app.policies import undoing as policy
from collections_app.services import intake_lock, sole_worker
from collections_app.services.imports import undoing_facts
from personal_data import envelopes
from personal_data.models import DecisionGround
from personal_data.services import erasure_decisions

_BATCH = 200


class CannotUndo(ValidationError):
    """The import is not finished, or is being rolled back already."""

    def __init__(self) -> None:
        super().__init__(_("Only an import that is finished can be rolled back, and only once."), code="cannot_undo")


@transaction.atomic
def order(*, report: ImportFile, by: UUID, at: datetime) -> ImportFile:
    """Have an import taken back. Raises CannotUndo."""
    locked = ImportFile.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if locked.finished_at is None or locked.undo_ordered_at is not None:
        raise CannotUndo
    locked.undo_ordered_by, locked.undo_ordered_at = by, at
    locked.save(update_fields=["undo_ordered_by", "undo_ordered_at"])
    trail.record(events.UNDO_ORDERED, reference=locked.reference)
    return locked


def work_off(*, reference: str, at: datetime) -> bool:
    """Take back an import for which that was ordered. False when another worker is at it, or none waits.

    A killed worker leaves whole batches: what has gone has gone, and the counts of what stays are made anew.
    """
    with sole_worker.on(f"undo {reference}") as is_ours:
        report = _ordered(reference) if is_ours else None
        if report is None:
            return False
        report.undo_kept = {}
        cases = iter(_cases_of(report))
        while batch := list(islice(cases, _BATCH)):
            _take_back(report, batch, at)
        _finish(report, at)
        return True


def waiting() -> list[str]:
    """The imports that wait to be taken back."""
    return list(
        ImportFile.objects.filter(undo_ordered_at__isnull=False, undone_at=None).values_list("reference", flat=True)
    )


def _ordered(reference: str) -> ImportFile | None:
    waits = ImportFile.objects.filter(reference=reference, undo_ordered_at__isnull=False, undone_at=None)
    return waits.select_related("creditor__controller").first()


def _cases_of(report: ImportFile) -> list[UUID]:
    """The cases in which claims of this import stand: its claims came in the moment in which it began."""
    claims = Claim.objects.filter(case__creditor=report.creditor, received_at=report.started_at)
    return sorted(set(claims.values_list("case_id", flat=True)))


@transaction.atomic
def _take_back(report: ImportFile, case_ids: Sequence[UUID], at: datetime) -> None:
    """Judge and erase one batch; nobody books into these cases meanwhile."""
    intake_lock.take(report.creditor.controller_id)
    cases = list(Case.objects.select_for_update(of=("self",)).filter(pk__in=case_ids))
    facts = undoing_facts.of(report, cases)
    kept: Counter[str] = Counter()
    going: dict[UUID, Case] = {}
    for case in cases:
        known = facts[case.pk]
        reason = policy.kept_because(
            rows_beside=known.rows_beside,
            other_claims=known.other_claims,
            decided=known.decided,
            with_the_person=known.with_the_person,
        )
        if reason is None:
            going[case.envelope_id] = case
        else:
            kept[reason] += known.claims
    # Asked before the cases go, and with them what leads from them to the debtors.
    profiles = Debtor.objects.filter(case_debtors__case__in=list(going.values()), created_at=report.started_at)
    profile_envelopes = list(profiles.values_list("envelope_id", flat=True).distinct())
    for outcome in _erased(report, list(going), at):
        claims = facts[going[outcome.envelope_id].pk].claims
        if outcome.erased:
            report.undone_count += claims
        else:
            kept[outcome.reason] += claims
    _erased(report, profile_envelopes, at)
    report.undo_kept = policy.merged(report.undo_kept, kept)
    report.save(update_fields=["undone_count", "undo_kept"])


@transaction.atomic
def _finish(report: ImportFile, at: datetime) -> None:
    """What was set aside and not decided goes with the import that brought it."""
    waiting_items = report.items.filter(status=IntakeItemStatus.OPEN)
    outcomes = _erased(report, list(waiting_items.values_list("envelope_id", flat=True)), at)
    report.undone_count += sum(outcome.erased for outcome in outcomes)
    report.undone_at = at
    report.save(update_fields=["undone_at", "undone_count", "undo_kept"])
    trail.record(events.IMPORT_UNDONE, reference=report.reference, count=report.undone_count)


def _erased(report: ImportFile, ids: Sequence[UUID], at: datetime) -> list[envelopes.ErasureOutcome]:
    """Decide and erase; a decision that the gate could not carry out does not outlive the attempt."""
    if not ids:
        return []
    assert report.undo_ordered_by is not None
    erasure_decisions.decide(
        envelopes=ids,
        reference=report.reference,
        effective_on=at.astimezone(ZoneInfo(report.creditor.controller.time_zone)).date(),
        decided_by=report.undo_ordered_by,
        decided_at=at,
        ground=DecisionGround.ROLL_BACK,
    )
    outcomes = envelopes.erase(ids, ground=DecisionGround.ROLL_BACK.value)
    erasure_decisions.withdraw(reference=report.reference, at=at)
    return outcomes
