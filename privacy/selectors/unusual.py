"""Which openings stand out, by the rules: one set-based query for each rule and controller, over the last days only."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from collections_app.record_classes import SECRET
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.policies.browsing.rules import Counts, Only, Rule, Within
from privacy.policies.clock.closed_days import ONE_DAY, calendar_of

NIGHT_FROM, NIGHT_UNTIL = 21, 6
_LOOKED = ["personal_data.envelope.opened", "personal_data.opening.refused"]
# A file that is opened one by one leaves an event with one case; a list leaves one with many.
_SEEN = """
WITH seen AS (
    SELECT e.id, e.at, e.actor_id, e.at AT TIME ZONE %(zone)s AS local,
           count(DISTINCT l.envelope_id) FILTER (WHERE l.record_class = 'case_file') AS cases,
           min(l.envelope_id::text) FILTER (WHERE l.record_class = 'case_file') AS file,
           array_agg(DISTINCT l.subject) AS persons, array_agg(DISTINCT l.envelope_id) AS envelopes
    FROM audit_event e JOIN audit_line l ON l.event_id = e.id AND l.at = e.at
    JOIN personal_data_envelope v ON v.id = l.envelope_id AND v.controller_id = %(controller)s
    WHERE e.at >= %(since)s AND e.at < %(until)s AND l.at >= %(since)s AND l.at < %(until)s
      AND e.actor_kind = 'staff' AND e.name = ANY (%(looked)s) AND e.purpose <> %(secret)s
      AND l.record_class <> ALL (%(absent)s)
    GROUP BY e.id, e.at, e.actor_id)
SELECT actor_id, (date_trunc(%(within)s, local - %(begins)s) + %(begins)s) AT TIME ZONE %(zone)s AS starts,
       {counted} AS number
FROM seen {also} WHERE {only} GROUP BY actor_id, starts HAVING {counted} >= %(least)s ORDER BY starts, actor_id"""
_COUNTED = {Counts.FILES: "count(DISTINCT coalesce(file, persons[1]::text))", Counts.PERSONS: "count(DISTINCT person)"}
_ALSO = {Counts.FILES: "", Counts.PERSONS: "CROSS JOIN LATERAL unnest(persons) AS person"}
_OF = {Counts.FILES: "cases = 1", Counts.PERSONS: "true"}
# Of the sealed somebody looked for alone is looked at too, be no case opened: a search by name or number shows them.
_OF_ONE = {Only.SEALED: "(cases = 1 OR cases = 0 AND cardinality(persons) = 1)"}
_ONLY = {
    Only.ALL: "true",
    Only.CLOSED_CASE: "EXISTS (SELECT 1 FROM collections_app_case c WHERE c.envelope_id = file::uuid "
    "AND c.status = 'closed' AND c.closed_on < local::date)",
    Only.SEALED: "EXISTS (SELECT 1 FROM personal_data_envelopeblock b WHERE b.kind = 'need_to_know' "
    "AND b.lifted_at IS NULL AND (b.envelope_id = ANY (envelopes) OR b.subject_id IN "
    "(SELECT s.id FROM personal_data_datasubject s WHERE s.pseudonym = ANY (persons))))",
    Only.NIGHT: f"(extract(hour FROM local) >= {NIGHT_FROM} OR extract(hour FROM local) < {NIGHT_UNTIL})",
    Only.CLOSED_DAY: "local::date = ANY (%(closed)s)",
}
# A night is one night, on both sides of midnight: its day goes from morning to morning.
_BEGINS = {Only.NIGHT: timedelta(hours=NIGHT_UNTIL)}
_LENGTH = {Within.HOUR: timedelta(hours=1), Within.DAY: timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Standout:
    """What one member of staff opened within one stretch of time, where a rule finds that it stands out."""

    rule: Rule
    actor: UUID
    starts: datetime
    ends: datetime
    number: int


def found(rule: Rule, controller: Controller, *, since: datetime, until: datetime) -> list[Standout]:
    """What a rule finds among the openings of one controller's records."""
    counted, only = _COUNTED[rule.counts], f"{_OF_ONE.get(rule.only, _OF[rule.counts])} AND {_ONLY[rule.only]}"
    asked: dict[str, Any] = {
        "zone": controller.time_zone,
        "controller": controller.pk,
        "since": since,
        "until": until,
        "looked": _LOOKED,
        "secret": Purpose.LEGAL_REPORT.value,
        "absent": list(SECRET),
        "within": rule.within.value,
        "begins": _BEGINS.get(rule.only, timedelta()),
        "least": rule.least,
        "closed": list(_closed_days(controller, since.date(), until.date())),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEEN.format(counted=counted, also=_ALSO[rule.counts], only=only), asked)
        rows: Sequence[tuple[UUID, datetime, int]] = cursor.fetchall()
    return [Standout(rule, actor, starts, starts + _LENGTH[rule.within], number) for actor, starts, number in rows]


def _closed_days(controller: Controller, first: date, last: date) -> Iterator[date]:
    calendar, day = calendar_of(controller.country), first - ONE_DAY
    while day <= last + ONE_DAY:
        if calendar.is_closed(day):
            yield day
        day += ONE_DAY
