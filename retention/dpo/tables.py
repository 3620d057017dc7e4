"""Previews and reports as the table component shows them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from personal_data import record_classes
from retention.models import RetentionRule
from retention.selectors.due import ClassPreview, Preview
from retention.selectors.longer import Kept
from retention.selectors.run_report import Report
from retention.services.certificate_words import REMAINDERS
from retention.wording import KEPT_BECAUSE, KEPT_BY_LONGER, KINDS, RUNS_FROM

_NOTHING: Mapping[str, Kept] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One record class: how many go, how many stay and why, by which rules."""

    label: str | Promise
    goes: int
    stays: int
    reasons: Sequence[tuple[str | Promise, int]]
    rules: Sequence[RetentionRule]
    is_profile: bool
    goes_later: int = 0


def preview_rows(preview: Preview, later: Preview, longer: Mapping[str, Kept] = _NOTHING) -> list[ClassRow]:
    """The rows of a preview, with what goes between its day and a later one, and what a longer rule keeps."""
    now = {entry.record_class: entry for entry in preview.classes}
    coming = {entry.record_class: entry for entry in later.classes}
    rows = []
    for name in [*coming, *sorted(longer.keys() - coming.keys())]:
        kept = longer.get(name, Counter())
        entry = coming.get(name) or ClassPreview(name, rules=[rule for rule in kept if rule])
        shown = now.get(name) or ClassPreview(name, rules=entry.rules)
        row = _row(record_classes.get(name), shown.due, shown.kept, shown.rules)
        more = replace(row, stays=row.stays + kept.total(), reasons=[*row.reasons, *_longer(kept)])
        rows.append(replace(more, goes_later=max(entry.due - shown.due, 0)))
    return rows


def _longer(kept: Kept) -> Iterator[tuple[str | Promise, int]]:
    for rule, count in kept.most_common():
        yield KEPT_BY_LONGER % {"rule": rule.ground} if rule else KEPT_BECAUSE["demanded_by_law"], count


def class_rows(report: Report) -> list[ClassRow]:
    """The rows of a report."""
    return [_row(entry.record_class, entry.erased, entry.kept, entry.rules) for entry in report.classes]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in words."""

    rule: RetentionRule
    class_label: str | Promise
    kind_label: str | Promise
    runs_from: str | Promise


def rule_rows(rules: Iterable[RetentionRule]) -> list[RuleRow]:
    """The rows of the list of rules."""
    return [
        RuleRow(rule, record_classes.get(rule.record_class).label, KINDS[rule.kind], RUNS_FROM[rule.anchor])
        for rule in rules
    ]


def _row(
    record_class: record_classes.RecordClass, goes: int, kept: Counter[str], rules: Sequence[RetentionRule]
) -> ClassRow:
    reasons = [(KEPT_BECAUSE.get(reason, _("for another reason")), count) for reason, count in kept.most_common()]
    return ClassRow(record_class.label, goes, kept.total(), reasons, rules, record_class.is_profile)


@dataclass(frozen=True, slots=True)
class RemainderRow:
    """What stays with a ground, as a check found it."""

    label: str | Promise
    count: int
    ground: str
    citation: str
    until: date | None


def remainder_rows(remainders: Iterable[Mapping[str, Any]]) -> list[RemainderRow]:
    """The sanctioned remainders of a check in words."""
    return [
        RemainderRow(
            REMAINDERS.get(each["record_class"]) or record_classes.get(each["record_class"]).label,
            each["count"],
            each["ground"],
            each["citation"],
            date.fromisoformat(each["until"]) if each["until"] else None,
        )
        for each in remainders
    ]
