"""What would go on a day, and what would stay and why: pure reads, for any date."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.utils import timezone

from personal_data import record_classes
from personal_data.models import Controller, Envelope
from retention.models import RetentionRule
from retention.selectors import hold_targets

# The gate's own order of judgement (personal_data/sql/gate.sql), with the day of the preview instead of today.
JUDGED = """
SELECT e.id, e.record_class, e.due_on,
    CASE WHEN 'hold' = ANY (b.kinds) THEN 'held'
         WHEN 'wish' = ANY (b.kinds) THEN 'kept_for_person'
         WHEN 'asked_for' = ANY (b.kinds) THEN 'needed_for_request'
         WHEN b.kinds && ARRAY['restriction', 'objection'] THEN 'restricted'
         WHEN rc.is_profile AND EXISTS (
            SELECT 1 FROM personal_data_envelopesubject mine
            JOIN personal_data_envelopesubject other ON other.subject_id = mine.subject_id
            JOIN personal_data_envelope needs ON needs.id = other.envelope_id AND needs.id <> e.id
            JOIN personal_data_record_class nc ON nc.name = needs.record_class AND nc.keeps_profile
            WHERE mine.envelope_id = e.id AND (needs.due_on IS NULL OR needs.due_on > %(as_of)s
                OR EXISTS (SELECT 1 FROM personal_data_envelopeblock nb WHERE nb.envelope_id = needs.id
                    AND nb.lifted_at IS NULL AND nb.kind IN ('hold', 'wish', 'restriction', 'objection'))
                OR EXISTS (SELECT 1 FROM personal_data_envelopesubject ns
                    JOIN personal_data_envelopeblock nb ON nb.subject_id = ns.subject_id WHERE ns.envelope_id = needs.id
                    AND nb.lifted_at IS NULL AND nb.kind IN ('hold', 'wish', 'restriction', 'objection'))))
            THEN 'still_needed'
         ELSE 'due' END AS verdict
FROM personal_data_envelope e
JOIN personal_data_record_class rc ON rc.name = e.record_class
CROSS JOIN LATERAL (SELECT coalesce(array_agg(blocked.kind::text), '{}') AS kinds FROM (
    SELECT CASE WHEN eb.reason_code = 'for_your_request' THEN 'asked_for' ELSE eb.kind END AS kind
    FROM personal_data_envelopeblock eb WHERE eb.envelope_id = e.id AND eb.lifted_at IS NULL
    UNION ALL
    SELECT CASE WHEN sb.reason_code = 'for_your_request' THEN 'asked_for' ELSE sb.kind END
    FROM personal_data_envelopesubject es
    JOIN personal_data_envelopeblock sb ON sb.subject_id = es.subject_id
    WHERE es.envelope_id = e.id AND sb.lifted_at IS NULL) blocked) b
WHERE e.controller_id = %(controller)s AND e.due_on <= %(as_of)s"""


_COUNTED = f"SELECT record_class, verdict, count(*) FROM ({JUDGED}) judged GROUP BY 1, 2 ORDER BY 1"
_COUNTED_WITH = f"""
SELECT record_class, CASE WHEN id = ANY (%(coming)s) THEN 'held' ELSE verdict END, count(*)
FROM ({JUDGED}) judged GROUP BY 1, 2 ORDER BY 1"""


@dataclass(slots=True)
class ClassPreview:
    """One record class in a preview: how many would go, how many would stay and why."""

    record_class: str
    due: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    rules: list[RetentionRule] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a run of one controller on one day would do."""

    controller: Controller
    as_of: date
    classes: list[ClassPreview]

    @property
    def due(self) -> int:
        return sum(entry.due for entry in self.classes)

    @property
    def kept(self) -> int:
        return sum(entry.kept.total() for entry in self.classes)


def local_today(controller: Controller) -> date:
    """Today in the controller's own time zone; 00:30 in Helsinki is still yesterday in Stockholm."""
    return local_day(controller, timezone.now())


def local_day(controller: Controller, at: datetime) -> date:
    """The day of a moment in the controller's own time zone."""
    return at.astimezone(ZoneInfo(controller.time_zone)).date()


def preview(controller: Controller, as_of: date) -> Preview:
    """Count by class and verdict what would be erased on a day. Reads only; nothing is opened.

    What came into a held case after its hold counts as held, as it will be once a run is proposed.
    """
    by_class: dict[str, ClassPreview] = {}
    coming = hold_targets.coming_under_holds(controller, by=as_of)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTED_WITH if coming else _COUNTED,
            {"controller": controller.id, "as_of": as_of, "coming": list(coming)},
        )
        for record_class, verdict, count in cursor.fetchall():
            entry = by_class.setdefault(record_class, ClassPreview(record_class))
            if verdict == "due":
                entry.due += count
            else:
                entry.kept[verdict] += count
    for rule in RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller).order_by("code"):
        if rule.record_class in by_class:
            by_class[rule.record_class].rules.append(rule)
    return Preview(controller, as_of, list(by_class.values()))


def count(controller: Controller, *, classes: Iterable[str], by: date) -> int:
    """How many envelopes of some classes are due by a day, whether something keeps them or not."""
    return Envelope.objects.filter(controller=controller, record_class__in=list(classes), due_on__lte=by).count()


def classes_without_rule(controller: Controller) -> list[record_classes.RecordClass]:
    """The kinds of record for which the controller has no rule in force: they stay until one is published.

    A profile has none of its own; it goes with the last record that needs it. Kinds that only some notices speak of
    count where the controller holds such a record all the same.
    """
    in_force = RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller)
    ruled = set(in_force.values_list("record_class", flat=True))
    open_ended = [each for each in record_classes.every() if not each.is_profile and each.name not in ruled]
    some = [each.name for each in open_ended if each.by_notice]
    held = Envelope.objects.filter(controller=controller, record_class__in=some).values_list("record_class", flat=True)
    names = set(held.distinct())
    return [each for each in open_ended if not each.by_notice or each.name in names]


def due_ids(
    controller: Controller, *, classes: Iterable[str], by: date, after: UUID | None, limit: int
) -> list[tuple[UUID, str]]:
    """The next envelopes of some classes that are due by a day, by id, with their class. Uses index envelope_due."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, record_class FROM personal_data_envelope WHERE controller_id = %s AND due_on <= %s"
            " AND record_class = ANY (%s) AND (%s::uuid IS NULL OR id > %s) ORDER BY id LIMIT %s",
            [controller.id, by, list(classes), after, after, limit],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def anything_due(controller: Controller, *, by: date, after: date | None) -> bool:
    """Whether anything but the routine classes would go by a day; with ``after``, anything that is due after that."""
    routine = [each.name for each in record_classes.every() if each.routine]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM ({JUDGED}) judged WHERE verdict = 'due' AND record_class <> ALL (%(routine)s)"
            " AND (%(after)s::date IS NULL OR due_on > %(after)s))",
            {"controller": controller.id, "as_of": by, "routine": routine, "after": after},
        )
        return bool(cursor.fetchone()[0])
