"""What a run erased, what it kept and why: counts by class, from the log of erasures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.functional import Promise

from accounts.selectors import names
from personal_data import reach, record_classes
from personal_data.models import Controller, Erasure
from retention.models import RetentionRule, Run, RunState, RunStep, StatisticsQuarter
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
class Done:
    """What somebody did with a run, and when. ``who`` is a name, empty where it was a program."""

    what: str | Promise
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Report:
    """A run with its classes and the names of those who acted."""

    run: Run
    classes: list[ClassReport]
    people: dict[UUID, str]
    steps: list[Done]
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
    return Report(run, list(classes.values()), people, _done(run, steps, people), quarters_of(run))


def _done(run: Run, steps: Sequence[RunStep], people: Mapping[UUID, str]) -> list[Done]:
    """The steps, with the look of the data protection officer in its place: it leads to no other state."""
    done = [Done(step.get_to_state_display(), step.at, people.get(step.by, "")) for step in steps]
    if run.advised_at is None or run.advised_by is None:
        return done
    looked = Done(Run._meta.get_field("advised_by").verbose_name, run.advised_at, people.get(run.advised_by, ""))
    before = (step.at <= looked.at and step.to_state != RunState.APPROVED for step in steps)
    place = next((number for number, is_before in enumerate(before) if not is_before), len(done))
    return [*done[:place], looked, *done[place:]]


def quarters_of(run: Run) -> Sequence[StatisticsQuarter]:
    """What a run added to the statistics: k, groups and the suppressed share of each quarter."""
    kept = StatisticsQuarter.objects.filter(controller=run.controller, run_reference=run.reference)
    return list(kept.order_by("quarter"))
