"""What the anonymised statistics say: which quarters are in them, and how debtors are spread over one trait."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from personal_data import reach
from personal_data.models import Controller
from retention.models import StatisticsGroup, StatisticsQuarter, StatisticsUse
from retention.models.statistics import TRAITS

SHOWN = 200
USES = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """The statistics of one controller."""

    controller: Controller
    quarters: Sequence[StatisticsQuarter]
    groups: Sequence[StatisticsGroup]
    """The largest groups, ``SHOWN`` at most."""
    group_count: int
    debtors: int
    uses: Sequence[StatisticsUse]
    """What they are for, newest first, ``USES`` at most."""

    def over(self, trait: str) -> list[tuple[str, dict[str, int]]]:
        """Debtors by period of closing, and within it by the values of one trait; quarters before years before all."""
        counts: dict[str, Counter[str]] = {}
        rows = StatisticsGroup.objects.filter(controller=self.controller).order_by("quarter")
        for quarter, value, debtors in rows.values_list("quarter", trait, "debtors"):
            counts.setdefault(quarter, Counter())[value] += debtors
        return [(quarter, dict(values)) for quarter, values in counts.items()]


def panels() -> list[Kept]:
    """The statistics of every controller within reach. They name nobody, and nothing is opened."""
    return [_kept(each) for each in Controller.objects.filter(reach.within("pk")).order_by("name")]


def _kept(controller: Controller) -> Kept:
    groups = StatisticsGroup.objects.filter(controller=controller)
    debtors = list(groups.order_by("-debtors", *TRAITS).values_list("debtors", flat=True))
    return Kept(
        controller=controller,
        quarters=list(StatisticsQuarter.objects.filter(controller=controller).order_by("-quarter")),
        groups=list(groups.order_by("-debtors", *TRAITS)[:SHOWN]),
        group_count=len(debtors),
        debtors=sum(debtors),
        uses=list(StatisticsUse.objects.filter(controller=controller).order_by("-asked_at")[:USES]),
    )
