"""The days and events that single records have of their own, for pages and for what a person is told."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from retention.models import SECRET, OwnTerm, RetentionRule, TriggerEvent
from retention.policies.due_dates import Anchor, Own, Period, RuleKind, TermKind


@dataclass(slots=True)
class OwnDays:
    """What one record has beside its rules; ended terms and withdrawn events are left out."""

    terms: list[OwnTerm] = field(default_factory=list)
    events: list[TriggerEvent] = field(default_factory=list)

    @property
    def is_secret(self) -> bool:
        """Whether something here may not be told of (GDPR art. 23)."""
        return any(each.reason in SECRET for each in self.terms)

    def told(self) -> "OwnDays":
        """The same without what may not be told of: it is as if that were not there."""
        return OwnDays([each for each in self.terms if each.reason not in SECRET], self.events)

    def own(self) -> Own:
        """What of it binds, for the judgement."""
        limits = [each.day for each in self.terms if each.kind == TermKind.AT_MOST]
        until = [each.day for each in self.terms if each.kind == TermKind.UNTIL and each.approved_at]
        return Own(
            {each.event: each.happened_on for each in self.events},
            min(limits, default=None),
            max(until, default=None),
        )

    def last(self, kind: TermKind) -> OwnTerm | None:
        """The term of a kind that decides: the first limit, the last end or review that binds."""
        found = [each for each in self.terms if each.kind == kind and (kind != TermKind.UNTIL or each.approved_at)]
        return (min if kind == TermKind.AT_MOST else max)(found, key=_day, default=None)


def of(envelope_ids: Collection[UUID]) -> Mapping[UUID, OwnDays]:
    """The days of some envelopes, in two queries; an envelope that has none gets an empty answer."""
    found: dict[UUID, OwnDays] = defaultdict(OwnDays)
    for term in OwnTerm.objects.filter(envelope_id__in=envelope_ids, ended_at=None).order_by("proposed_at"):
        found[term.envelope_id].terms.append(term)
    events: Iterable[TriggerEvent] = TriggerEvent.objects.filter(envelope_id__in=envelope_ids, withdrawn_at=None)
    for event in sorted(events, key=lambda each: each.happened_on):
        found[event.envelope_id].events.append(event)
    return found


def period_of(rule: RetentionRule) -> Period:
    """A published rule as the judgement knows it."""
    return Period(
        RuleKind(rule.kind), rule.period_months, Anchor(rule.anchor), rule.is_statute, triggers=tuple(rule.triggers)
    )


def _day(term: OwnTerm) -> date:
    return term.day
