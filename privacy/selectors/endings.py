"""When the records of one person go, and by which rule: all of them at once (GDPR art. 15(1)(d))."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q

from personal_data import record_classes
from personal_data.models import Controller, DataSubject, Envelope, EnvelopeBlock
from privacy.policies.held_records import Ending, Ends
from retention.models import RetentionRule
from retention.policies import due_dates
from retention.policies.due_dates import Anchor, Period, RuleKind
from retention.selectors.due import local_today

_STOPS_ERASURE = ("hold", "wish", "restriction", "objection")


def of_envelopes(found: Sequence[Envelope], *, subject: DataSubject) -> dict[UUID, Ending]:
    """The ending of each envelope of a person, in two queries. Opens nothing."""
    controller = subject.controller
    rules: dict[str, list[RetentionRule]] = defaultdict(list)
    in_force = RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller)
    for rule in in_force.filter(record_class__in={each.record_class for each in found}).order_by("code"):
        rules[rule.record_class].append(rule)
    kept = _kept([each.id for each in found], subject)
    return {each.id: _ending(each, rules[each.record_class], kept[each.id], controller) for each in found}


def _ending(envelope: Envelope, rules: Sequence[RetentionRule], kept: Iterable[str], controller: Controller) -> Ending:
    decider = _deciding(rules, envelope, controller)
    if record_classes.get(envelope.record_class).is_profile:
        ends = Ends.ON_ITS_DAY if envelope.due_on else Ends.WITH_THE_LAST_RECORD
    elif decider is None:
        ends = Ends.NOT_DETERMINED
    else:
        ends = Ends.ON_ITS_DAY if envelope.due_on else Ends.AFTER_ITS_EVENT
    kept_by = tuple(sorted(set(kept)))
    if decider is None:
        return Ending(ends, envelope.due_on, envelope.trigger_on, kept_by=kept_by)
    return Ending(
        ends,
        envelope.due_on,
        envelope.trigger_on,
        rule=decider.code,
        trigger=decider.trigger,
        period_months=decider.period_months,
        ground=decider.ground,
        citation=decider.citation,
        is_statute=decider.is_statute,
        kept_by=kept_by,
    )


def _deciding(rules: Sequence[RetentionRule], envelope: Envelope, controller: Controller) -> RetentionRule | None:
    periods = [Period(RuleKind(rule.kind), rule.period_months, Anchor(rule.anchor), rule.is_statute) for rule in rules]
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
