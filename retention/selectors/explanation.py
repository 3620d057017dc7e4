"""Why is this still here, and when does it go?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from personal_data import record_classes
from personal_data.models import Controller, DataSubject, Envelope, EnvelopeBlock
from personal_data.purposes import Purpose
from personal_data.record_classes import RecordClass
from retention.models import RetentionRule
from retention.policies import due_dates
from retention.policies.due_dates import Decision, TermKind
from retention.selectors import own_days, told
from retention.selectors.due import local_today
from retention.selectors.own_days import OwnDays, period_of

STOPS_ERASURE = ("hold", "wish", "restriction", "objection")


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """One rule as it applies to one record."""

    rule: RetentionRule
    begins_on: date | None
    """The day from which its period runs; None while that is not known."""
    ends_on: date | None
    """E, the last day of the period."""
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Other:
    """Other records of the same persons, by class: those that need a profile, or those that outlive a record."""

    record_class: RecordClass
    due_on: date | None
    """When the last of them goes; None while one of them has no day."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """For one envelope: rules with ground and citation, trigger, date, and what stands in the way."""

    envelope_id: UUID
    controller: Controller
    record_class: RecordClass
    trigger_on: date | None
    due_on: date | None
    rules: list[RuleAnswer]
    deciding: RuleAnswer | None
    """The rule that sets the day, or would if the clock began today; None without a rule."""
    own: TermKind | None
    """The day is set by one of the record's own instead."""
    days: OwnDays
    blocks: list[EnvelopeBlock]
    """What stops its erasure, oldest first."""
    others: list[Other]
    today: date


def explain(envelope_id: UUID, *, tells_all: bool = True, to: DataSubject | None = None) -> Explanation:
    """Explain one envelope, to staff or to one of its persons; it opens nothing. Raises Envelope.DoesNotExist.

    With ``tells_all`` false, what may not be told of is not there, and neither is its day. A person hears of nobody
    else's blocks and records (GDPR art. 15(4)).
    """
    envelope = Envelope.objects.select_related("controller").get(id=envelope_id)
    days = own_days.of([envelope.id])[envelope.id]
    is_whole = tells_all and to is None
    shown = days if is_whole else days.told()
    subjects = [to.id] if to else list(envelope.parts.values_list("subject_id", flat=True))
    answers = _answers(envelope, shown)
    decision = _decision(envelope, answers, shown)
    return Explanation(
        envelope_id,
        envelope.controller,
        record_classes.get(envelope.record_class),
        envelope.trigger_on,
        envelope.due_on if is_whole else _told(envelope, decision, is_hidden=len(shown.terms) < len(days.terms)),
        answers,
        _deciding(envelope, answers, decision),
        decision.own,
        shown,
        _standing(envelope, subjects),
        _others(envelope, subjects, is_whole=is_whole),
        local_today(envelope.controller),
    )


def is_secret(record_class: RecordClass) -> bool:
    """Whether only those who report to authorities may know that such a record exists (ADR 25)."""
    purposes = record_class.purposes or frozenset()
    return Purpose.LEGAL_REPORT in purposes and Purpose.SUBJECT_REQUEST not in purposes


def _answers(envelope: Envelope, days: OwnDays) -> list[RuleAnswer]:
    in_force = RetentionRule.objects.in_force(local_today(envelope.controller))
    found = in_force.filter(controller=envelope.controller, record_class=envelope.record_class).order_by("code")
    return [_answer(rule, envelope, days) for rule in found]


def _answer(rule: RetentionRule, envelope: Envelope, days: OwnDays) -> RuleAnswer:
    period, starts = period_of(rule), envelope.controller.financial_year_start_month
    begins = due_dates.begins(period, envelope.trigger_on, days.own())
    if begins is None:
        return RuleAnswer(rule, None, None, None)
    return RuleAnswer(
        rule,
        due_dates.anchor_date(period.anchor, begins, starts),
        due_dates.period_end(period, begins, starts),
        due_dates.due_on(period, begins, starts),
    )


def _decision(envelope: Envelope, answers: Sequence[RuleAnswer], days: OwnDays) -> Decision:
    periods = [period_of(answer.rule) for answer in answers]
    return due_dates.decide(periods, envelope.trigger_on, envelope.controller.financial_year_start_month, days.own())


def _told(envelope: Envelope, decision: Decision, *, is_hidden: bool) -> date | None:
    if record_classes.get(envelope.record_class).is_profile:
        return told.of_profile(envelope)
    return decision.due_on if is_hidden else envelope.due_on


def _deciding(envelope: Envelope, answers: list[RuleAnswer], decision: Decision) -> RuleAnswer | None:
    periods = [period_of(answer.rule) for answer in answers]
    if decision.period is not None:
        return answers[periods.index(decision.period)]
    if decision.own is not None:
        return None
    starts = envelope.controller.financial_year_start_month
    decider = due_dates.deciding(periods, envelope.trigger_on or local_today(envelope.controller), starts)
    return answers[periods.index(decider)] if decider else None


def _standing(envelope: Envelope, subjects: Sequence[UUID]) -> list[EnvelopeBlock]:
    blocks = EnvelopeBlock.objects.filter(lifted_at=None, kind__in=STOPS_ERASURE)
    return list((blocks.filter(envelope=envelope) | blocks.filter(subject_id__in=subjects)).order_by("placed_at"))


def _others(envelope: Envelope, subjects: Sequence[UUID], *, is_whole: bool) -> list[Other]:
    """Of a profile: the records that need it. Of another record: what is left of its persons when it has gone, because
    a law keeps it for a purpose of its own (bookkeeping)."""
    is_profile = record_classes.get(envelope.record_class).is_profile
    found: dict[str, list[date | None]] = {}
    rows = list(Envelope.objects.filter(parts__subject_id__in=subjects).exclude(id=envelope.id).distinct())
    days = {} if is_whole else told.due_days(rows, controller=envelope.controller)
    for row in rows:
        found.setdefault(row.record_class, []).append(days.get(row.id, row.due_on))
    others = []
    for name in sorted(found):
        entry = record_classes.get(name)
        outlives = entry.purposes is not None and Purpose.BOOKKEEPING in entry.purposes and not entry.keeps_profile
        if not is_secret(entry) and (entry.keeps_profile if is_profile else outlives):
            known = [each for each in found[name] if each is not None]
            others.append(Other(entry, max(known) if len(known) == len(found[name]) else None))
    return others
