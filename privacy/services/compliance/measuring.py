"""Measuring every promise against the live data, and keeping the figures of each day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from personal_data.models import Controller
from privacy.models import ComplianceFigure, Verdict
from privacy.selectors.compliance.checks import Measurement, measure
from privacy.selectors.compliance.registry import Promise, asked_of, promises_of
from retention.policies.due_dates import add_months
from retention.services import rules

# Long enough to show the authority a trend; older ones help nobody.
KEPT_MONTHS = 36


def measure_everything(*, at: datetime) -> list[ComplianceFigure]:
    """Measure the promises of every controller and those of the house, each controller in its own transaction."""
    found = measure_of(None, at=at)
    for controller in Controller.objects.order_by("reference"):
        found += measure_of(controller, at=at)
    return found


@transaction.atomic
def measure_of(controller: Controller | None, *, at: datetime) -> list[ComplianceFigure]:
    """Measure the promises of one controller, or of the house.

    Due dates are computed from rules and triggers first: a date that somebody has written by hand hides nothing.
    """
    if controller is not None:
        rules.recompute(controller=controller)
    asked = asked_of(controller)
    before = _last_verdicts(controller)
    return [
        _keep(promise, controller, measure(promise.check, asked), day=asked.today, before=before, at=at)
        for promise in promises_of(controller)
    ]


def forget(*, today: date) -> int:
    """Remove figures whose three years are over; says how many."""
    removed, _by_table = ComplianceFigure.objects.filter(day__lt=add_months(today, -KEPT_MONTHS)).delete()
    return removed


def broken(figures: Iterable[ComplianceFigure]) -> list[ComplianceFigure]:
    """The figures that say that a promise is broken."""
    return [figure for figure in figures if figure.verdict == Verdict.BROKEN]


def _keep(
    promise: Promise,
    controller: Controller | None,
    found: Measurement,
    *,
    day: date,
    before: dict[str, str],
    at: datetime,
) -> ComplianceFigure:
    """Write what was found over what was found earlier the same day; a turn that was not told yet stays one."""
    values = {
        "verdict": found.verdict,
        "broken": found.broken,
        "soon": found.soon,
        "out_of": found.out_of,
        "reason": found.reason,
        "measured_at": at,
    }
    last = before.get(promise.key, "")
    if turned := _turn(last, found.verdict):
        values |= {"turned_from": turned, "told_at": None}
    figure, _is_new = ComplianceFigure.objects.update_or_create(
        controller=controller, promise=promise.key, day=day, defaults=values
    )
    return figure


def _turn(last: str, now: Verdict) -> str:
    """The verdict that was left, where it was; one that is measured for the first time turns from kept."""
    last = last or Verdict.KEPT
    return "" if last == now or {last, now} == {Verdict.KEPT.value, Verdict.UNMEASURED.value} else last


def _last_verdicts(controller: Controller | None) -> dict[str, str]:
    newest = ComplianceFigure.objects.filter(controller=controller).order_by("promise", "-day").distinct("promise")
    return dict(newest.values_list("promise", "verdict"))
