"""The scope of a request: every record that the controller keeps about the person, without opening any."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from collections_app.models import Case, CaseStatus
from collections_app.record_classes import CASE_FILE, DISCLOSURE
from personal_data import record_classes
from personal_data.models import BlockKind, Controller, DataSubject, Envelope, EnvelopeBlock
from privacy.policies.copies import scope
from privacy.policies.erasure_proposals import Proposal, Record, propose, propose_profile
from privacy.record_classes import ACCESS_COPY, RIGHTS_REQUEST
from retention.models import SECRET, RetentionRule
from retention.policies import due_dates
from retention.policies.due_dates import TermKind
from retention.selectors import own_days
from retention.selectors.due import local_today
from retention.selectors.own_days import OwnDays, period_of

# What keeps a record although its day has come, as the erasure gate sees it.
KEEPING = (BlockKind.HOLD, BlockKind.WISH, BlockKind.RESTRICTION, BlockKind.OBJECTION)


@dataclass(frozen=True, slots=True)
class InScope:
    """One record of the person: its envelope, what people call it, and what is proposed for it."""

    envelope: Envelope
    label: str
    proposal: Proposal


def records_of(subject: DataSubject) -> list[Envelope]:
    """The person's living envelopes, oldest first.

    The files of requests and the lines of the register of disclosures are left out: they prove what was done with the
    records, and have clocks of their own (ADR 16 and 18). What may not be told of is not named here (ADR 25). A
    finished copy is taken back when one of its records goes.
    """
    return list(
        Envelope.objects.filter(parts__subject=subject)
        .exclude(record_class__in=[RIGHTS_REQUEST.name, DISCLOSURE.name, ACCESS_COPY.name, *scope.absent_classes()])
        .select_related("controller")
        .order_by("created_at", "id")
    )


def erasure_scope(subject: DataSubject) -> list[InScope]:
    """Every record of the person with the proposal for an erasure request. Opens nothing; seven queries."""
    envelopes = records_of(subject)
    today = local_today(subject.controller)
    cases = _cases(envelopes)
    rules = _rules(subject.controller, {each.record_class for each in envelopes}, today)
    held = _held(subject, envelopes)
    own = own_days.of([each.id for each in envelopes])
    known = {each.id: _record(each, cases.get(each.id), rules, own[each.id], each.id in held) for each in envelopes}
    proposals = {each.id: propose(known[each.id], today=today) for each in envelopes}
    profile = propose_profile([(known[each.id], proposals[each.id]) for each in envelopes])
    return [
        InScope(
            each,
            cases[each.id].reference if each.id in cases else "",
            profile if record_classes.get(each.record_class).is_profile else proposals[each.id],
        )
        for each in envelopes
    ]


def _record(
    envelope: Envelope, case: Case | None, rules: Sequence[RetentionRule], days: OwnDays, is_held: bool
) -> Record:
    own = [rule for rule in rules if rule.record_class == envelope.record_class]
    longest = max(_duties(envelope, own, days), key=lambda pair: pair[0], default=None)
    return Record(
        keeps_profile=record_classes.get(envelope.record_class).keeps_profile,
        is_open_case=case is not None and case.status == CaseStatus.OPEN,
        duty_ends_on=longest[0] if longest else None,
        duty=longest[1] if longest else "",
        due_on=envelope.due_on,
        has_rule=bool(own),
        is_held=is_held,
    )


def _duties(envelope: Envelope, rules: Sequence[RetentionRule], days: OwnDays) -> Iterator[tuple[date, str]]:
    """The laws that demand the record, each with the first day on which it no longer does and its citation."""
    starts = envelope.controller.financial_year_start_month
    for rule in rules:
        begins = due_dates.begins(period_of(rule), envelope.trigger_on, days.own())
        if period_of(rule).is_duty and begins is not None:
            yield due_dates.due_on(period_of(rule), begins, starts), rule.citation
    until = days.last(TermKind.UNTIL)
    if until is not None:
        # An answer to the person cites it, and some laws may not even be named to them.
        yield until.day + timedelta(days=1), "" if until.reason in SECRET else until.citation


def _cases(envelopes: Iterable[Envelope]) -> dict[UUID, Case]:
    ids = [each.id for each in envelopes if each.record_class == CASE_FILE.name]
    return {case.envelope_id: case for case in Case.objects.filter(envelope_id__in=ids)}


def _rules(controller: Controller, classes: Iterable[str], today: date) -> list[RetentionRule]:
    """The rules in force for such records: statutes that demand them, and the periods of the controller's own."""
    return list(RetentionRule.objects.in_force(today).filter(controller=controller, record_class__in=set(classes)))


def _held(subject: DataSubject, envelopes: Sequence[Envelope]) -> set[UUID]:
    """The records that something keeps past their day: on each alone, or on everything of the person."""
    blocks = EnvelopeBlock.objects.filter(lifted_at=None, kind__in=KEEPING)
    if blocks.filter(subject=subject).exists():
        return {each.id for each in envelopes}
    return set(blocks.filter(envelope__in=envelopes).values_list("envelope_id", flat=True))
