"""Keeping anonymised statistics of closed cases before they are erased (INTRUM-49, ALMI-40, AXACTOR-94).

A quarter is counted as a whole, once, when the first of its cases is about to go; so what a run adds is never the few
persons of that run. Each group that it adds to grows by k persons or more, and nothing waits anywhere to be added.
"""

from collections import defaultdict
from datetime import date

from django.db import connection, transaction

from audit import trail
from personal_data.models import Controller
from retention import events
from retention.models import Run, StatisticsGroup, StatisticsQuarter
from retention.models.statistics import TRAITS, K
from retention.policies import anonymising
from retention.policies.anonymising import Anonymised
from retention.selectors import closed_cases
from retention.services import statistics_terms, statistics_uses


def keep_of_run(*, run: Run) -> int:
    """Count the quarters of which this run erases the first cases; says how many were added.

    Nothing is read and nothing kept where the controller's notice names no statistics, or where nobody has said why
    data of persons must be read for them and a second person has not agreed (INTRUM-45).
    """
    if run.is_routine or not statistics_terms.permitted(run.controller.reference):
        return 0
    if not statistics_uses.may_read(run.controller):
        return 0
    quarters = closed_cases.due_quarters(run.controller, run.due_by)
    return sum(_keep(run.controller, first, reference=run.reference) for first in quarters)


@transaction.atomic
def _keep(controller: Controller, first: date, *, reference: str) -> bool:
    """Add one quarter. Two workers on one run take turns, and the second finds that it is there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('retention.statistics'))")
    quarter = anonymising.quarter_of(first)
    if StatisticsQuarter.objects.filter(controller=controller, quarter=quarter).exists():
        return False
    found = anonymising.anonymise(closed_cases.of_quarter(controller, first), k=K)
    _write(controller, found)
    StatisticsQuarter.objects.create(
        controller=controller,
        quarter=quarter,
        groups=len(found.groups),
        suppressed_percent=found.suppressed_percent,
        run_reference=reference,
    )
    trail.record(events.STATISTICS_KEPT, reference=reference, count=len(found.groups))
    return True


def _write(controller: Controller, found: Anonymised) -> None:
    """Write all groups of the controller anew in the order of their traits: neither the place of a row nor the
    transaction that wrote it tells which groups were added to."""
    groups: dict[tuple[str, ...], int] = defaultdict(int, found.groups)
    kept = StatisticsGroup.objects.filter(controller=controller)
    for row in kept.values_list(*TRAITS, "debtors"):
        groups[row[:-1]] += row[-1]
    kept.delete()
    StatisticsGroup.objects.bulk_create(
        StatisticsGroup(controller=controller, debtors=groups[key], **dict(zip(TRAITS, key, strict=True)))
        for key in sorted(groups)
    )
