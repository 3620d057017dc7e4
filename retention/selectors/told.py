"""The days of records as they may be told: as if what may not be told of were not there (GDPR art. 23, ADR 25).

A profile follows the last record that needs it. So its day, too, would tell of an end that a record has because of an
enquiry into money laundering or fraud.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from personal_data import record_classes
from personal_data.models import Controller, Envelope, EnvelopeSubject
from retention.models import SECRET, OwnTerm, RetentionRule
from retention.policies import due_dates
from retention.selectors import own_days
from retention.selectors.due import local_today
from retention.selectors.own_days import period_of


def due_days(found: Collection[Envelope], *, controller: Controller) -> Mapping[UUID, date | None]:
    """The day of each record of a controller; of one with an end that may not be told of, its day without that end."""
    days = {each.id: each.due_on for each in found}
    own = own_days.of(days.keys())
    hidden = [each for each in found if own[each.id].is_secret]
    if not hidden:
        return days
    periods = defaultdict(list)
    in_force = RetentionRule.objects.in_force(local_today(controller)).filter(controller=controller)
    for rule in in_force.filter(record_class__in={each.record_class for each in hidden}):
        periods[rule.record_class].append(period_of(rule))
    starts = controller.financial_year_start_month
    for each in hidden:
        told = own[each.id].told().own()
        days[each.id] = due_dates.combined_due_on(periods[each.record_class], each.trigger_on, starts, told)
    return days


def of_profile(profile: Envelope) -> date | None:
    """The day of a profile: that of the last record which needs it, as that may be told."""
    others = EnvelopeSubject.objects.filter(subject__parts__envelope=profile.id).exclude(envelope=profile.id)
    ids = set(others.values_list("envelope_id", flat=True))
    if not OwnTerm.objects.filter(envelope_id__in=ids, reason__in=SECRET, ended_at=None).exists():
        return profile.due_on
    keeping = [each.name for each in record_classes.every() if each.keeps_profile]
    needing = Envelope.objects.filter(id__in=ids, record_class__in=keeping)
    days = due_days(list(needing), controller=profile.controller).values()
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None
