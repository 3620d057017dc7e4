"""When the records of one person go, and by which rule: all of them at once (GDPR art. 15(1)(d))."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from personal_data import record_classes
from personal_data.models import Controller, DataSubject, Envelope, EnvelopeBlock
from privacy.policies.held_ends import Ending, Ends
from retention.models import RetentionRule
from retention.policies import due_dates
from retention.policies.due_dates import TermKind
from retention.selectors import own_days, told
from retention.selectors.due import local_today
from retention.selectors.own_days import OwnDays, period_of

_STOPS_ERASURE = ("hold", "wish", "restriction", "objection")


def of_envelopes(found: Sequence[Envelope], *, subject: DataSubject) -> dict[UUID, Ending]:
    """The ending of each envelope of a person, in four queries and two for the profile. Opens nothing."""
    controller = subject.controller
    rules: dict[str, list[RetentionRule]] = defaultdict(list)
    in_force = RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller)
    for rule in in_force.filter(record_class__in={each.record_class for each in found}).order_by("code"):
        rules[rule.record_class].append(rule)
    kept = _kept([each.id for each in found], subject)
    own = own_days.of([each.id for each in found])
    return {each.id: _ending(each, rules[each.record_class], kept[each.id], own[each.id], controller) for each in found}


def _ending(
    envelope: Envelope, rules: Sequence[RetentionRule], kept: Iterable[str], days: OwnDays, controller: Controller
) -> Ending:
    """An end of its own of which the person may not hear is as if it were not there, and so is its day."""
    shown = days.told()
    decision = _decided(rules, envelope, shown, controller)
    due_on = decision.due_on if days.is_secret else envelope.due_on
    if record_classes.get(envelope.record_class).is_profile:
        due_on = told.of_profile(envelope)
    decider = _deciding(rules, envelope, decision, controller)
    if record_classes.get(envelope.record_class).is_profile:
        ends = Ends.ON_ITS_DAY if due_on else Ends.WITH_THE_LAST_RECORD
    elif decider is None and decision.own is None:
        ends = Ends.NOT_DETERMINED
    else:
        ends = Ends.ON_ITS_DAY if due_on else Ends.AFTER_ITS_EVENT
    kept_by = tuple(sorted(set(kept)))
    until = shown.last(TermKind.UNTIL) if decision.own is TermKind.UNTIL else None
    if decider is None or until is not None:
        law = until.citation if until else ""
        return Ending(ends, due_on, envelope.trigger_on, citation=law, is_statute=bool(law), kept_by=kept_by)
    return Ending(
        ends,
        due_on,
        envelope.trigger_on,
        rule=decider.code,
        trigger=decider.trigger,
        period_months=decider.period_months,
        ground=decider.ground,
        citation=decider.citation,
        is_statute=decider.is_statute,
        kept_by=kept_by,
    )


def _decided(
    rules: Sequence[RetentionRule], envelope: Envelope, days: OwnDays, controller: Controller
) -> due_dates.Decision:
    periods = [period_of(rule) for rule in rules]
    return due_dates.decide(periods, envelope.trigger_on, controller.financial_year_start_month, days.own())


def _deciding(
    rules: Sequence[RetentionRule], envelope: Envelope, decision: due_dates.Decision, controller: Controller
) -> RetentionRule | None:
    """The rule that sets the day, or would if the clock began today."""
    periods = [period_of(rule) for rule in rules]
    decider = decision.period
    if decider is None and decision.own is None:
        begins = envelope.trigger_on or local_today(controller)
        decider = due_dates.deciding(periods, begins, controller.financial_year_start_month)
    return rules[periods.index(decider)] if decider else None


def _kept(envelope_ids: Sequence[UUID], subject: DataSubject) -> Mapping[UUID, list[str]]:
    """The kinds of living block on each envelope; one on the person stands on all of theirs."""
    found: dict[UUID, list[str]] = defaultdict(list)
    standing = EnvelopeBlock.objects.filter(
        Q(envelope_id__in=envelope_ids) | Q(subject=subject), lifted_at=None, kind__in=_STOPS_ERASURE
    )
    for envelope_id, kind in standing.values_list("envelope_id", "kind"):
        for each in [envelope_id] if envelope_id else envelope_ids:
            found[each].append(kind)
    return found
