"""Previews and reports as the table component shows them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from personal_data import record_classes
from retention.models import RetentionRule
from retention.selectors.due import Preview
from retention.selectors.run_report import Report
from retention.wording import KEPT_BECAUSE, KINDS


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One record class: how many go, how many stay and why, by which rules."""

    label: str | Promise
    goes: int
    stays: int
    reasons: Sequence[tuple[str | Promise, int]]
    rules: Sequence[RetentionRule]
    is_profile: bool


def preview_rows(preview: Preview) -> list[ClassRow]:
    """The rows of a preview."""
    return [
        _row(record_classes.get(entry.record_class), entry.due, entry.kept, entry.rules) for entry in preview.classes
    ]


def class_rows(report: Report) -> list[ClassRow]:
    """The rows of a report."""
    return [_row(entry.record_class, entry.erased, entry.kept, entry.rules) for entry in report.classes]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in words."""

    rule: RetentionRule
    class_label: str | Promise
    kind_label: str | Promise


def rule_rows(rules: Iterable[RetentionRule]) -> list[RuleRow]:
    """The rows of the list of rules."""
    return [RuleRow(rule, record_classes.get(rule.record_class).label, KINDS[rule.kind]) for rule in rules]


def _row(
    record_class: record_classes.RecordClass, goes: int, kept: Counter[str], rules: Sequence[RetentionRule]
) -> ClassRow:
    reasons = [(KEPT_BECAUSE.get(reason, _("for another reason")), count) for reason, count in kept.most_common()]
    return ClassRow(record_class.label, goes, kept.total(), reasons, rules, record_class.is_profile)
