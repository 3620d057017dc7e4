"""What a run erased, what it kept and why: counts by class, from the log of erasures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.selectors import names
from personal_data import reach, record_classes
from personal_data.models import Controller, Erasure
from retention.models import RetentionRule, Run, RunStep, StatisticsQuarter
from retention.policies.run_transitions import ENDED

SHOWN = 50


@dataclass(slots=True)
class ClassReport:
    """One record class of a run."""

    record_class: record_classes.RecordClass
    erased: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    rules: list[RetentionRule] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """A run with its classes and the names of those who acted."""

    run: Run
    classes: list[ClassReport]
    people: dict[UUID, str]
    steps: list[tuple[RunStep, str]]
    """Each step with the name of who took it, empty where it was a program."""
    quarters: Sequence[StatisticsQuarter]
    """The quarters that were counted for the statistics because this run erased their first cases."""


def recent() -> QuerySet[Run]:
    """The newest runs within reach. Uses index retention_run_newest."""
    return Run.objects.filter(reach.within()).select_related("controller").order_by("-proposed_at")[:SHOWN]


def open_of(controller: Controller) -> Run | None:
    """The newest run of a controller that is neither executed nor abandoned."""
    return Run.objects.filter(controller=controller).exclude(state__in=ENDED).order_by("-proposed_at").first()


def rules_in_force(on: date) -> QuerySet[RetentionRule]:
    """Every rule within reach that is in force on a day, by controller and class."""
    found = RetentionRule.objects.in_force(on).filter(reach.within()).select_related("controller")
    return found.order_by("controller__reference", "record_class", "code")


def of_run(run: Run) -> Report:
    """The report of one run, with the rules as they were on its day."""
    classes: dict[str, ClassReport] = {}

    def of(name: str) -> ClassReport:
        return classes.setdefault(name, ClassReport(record_classes.get(name)))

    erased = Erasure.objects.filter(run_id=run.id).values("record_class").annotate(count=Count("envelope_id"))
    for row in erased.order_by("record_class"):
        of(row["record_class"]).erased = row["count"]
    kept = run.kept_items.values("record_class", "reason").annotate(count=Count("id"))
    for row in kept.order_by("record_class", "reason"):
        of(row["record_class"]).kept[row["reason"]] = row["count"]
    for rule in RetentionRule.objects.in_force(run.due_by).filter(controller=run.controller).order_by("code"):
        if rule.record_class in classes:
            classes[rule.record_class].rules.append(rule)
    steps = list(run.steps.order_by("id"))
    acted = [run.proposed_by, run.approved_by, run.executed_by, run.advised_by, *(step.by for step in steps)]
    people = names(acted)
    named = [(step, people.get(step.by, "")) for step in steps]
    return Report(run, list(classes.values()), people, named, quarters_of(run))


def quarters_of(run: Run) -> Sequence[StatisticsQuarter]:
    """What a run added to the statistics: k, groups and the suppressed share of each quarter."""
    kept = StatisticsQuarter.objects.filter(controller=run.controller, run_reference=run.reference)
    return list(kept.order_by("quarter"))
