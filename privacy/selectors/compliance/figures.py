"""The stored figures of the compliance monitor: the newest of each promise, and the course of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from personal_data import reach
from personal_data.models import Controller
from privacy.models import ComplianceFigure
from privacy.selectors.compliance.registry import Promise, promises_of

TREND = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Standing:
    """One promise with its newest figure; None where it was never measured."""

    promise: Promise
    figure: ComplianceFigure | None


@dataclass(frozen=True, slots=True)
class Panel:
    """One controller (or the house, without one) with its promises and when they were measured last."""

    controller: Controller | None
    standings: Sequence[Standing]
    measured_at: datetime | None


def panels() -> list[Panel]:
    """Every controller within reach and the house."""
    return [panel(each) for each in (*Controller.objects.filter(reach.within("pk")).order_by("name"), None)]


def panel(controller: Controller | None) -> Panel:
    """The promises of one controller, or of the house."""
    newest = ComplianceFigure.objects.filter(controller=controller).order_by("promise", "-day").distinct("promise")
    figures = {each.promise: each for each in newest}
    standings = [Standing(each, figures.get(each.key)) for each in promises_of(controller)]
    measured = [each.figure.measured_at for each in standings if each.figure]
    return Panel(controller, standings, max(measured, default=None))


def course(controller: Controller | None, promise: Promise, *, until: date) -> list[ComplianceFigure]:
    """The figures of one promise in the last ninety days, oldest first."""
    found = ComplianceFigure.objects.filter(controller=controller, promise=promise.key, day__gt=until - TREND)
    return list(found.order_by("day"))
