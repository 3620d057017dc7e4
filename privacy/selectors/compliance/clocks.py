"""Whether clocks run from what happened, asked of the records themselves.

A clock that stands still, or runs from another day, keeps for ever or erases too early, and nothing else would show it:
the due date follows the clock. So the facts in the rows are compared with the day that stands on the envelope.
"""

from collections.abc import Iterable

from collections_app.policies.payments import AWAITED
from collections_app.record_classes import INTAKE_ITEM, LEGAL_REPORT, SECRET
from collections_app.record_kinds import KINDS, Kind, Starts
from personal_data.record_classes import RecordClass
from privacy.record_classes import ACCESS_COPY, COPY_CUT, UNLINKED_REQUEST

_CASES = """
SELECT c.reference, 'case' AS kind, c.closed_on AS day, true AS is_broken, e.id AS record
FROM collections_app_case c JOIN personal_data_envelope e ON e.id = c.envelope_id
JOIN collections_app_creditor k ON k.id = c.creditor_id
WHERE c.controller_id = %(controller)s AND CASE WHEN k.is_controller
    -- What becomes of it is the client's word, which is waited for when the service has ended (GDPR art. 28(3)(g)).
    THEN e.trigger_on IS NOT NULL OR (e.due_on IS NULL AND k.assignment_ended_on < %(today)s - 30)
    ELSE e.trigger_on IS DISTINCT FROM c.closed_on END"""
_RECORDINGS = """
SELECT '', 'record', (r.recorded_at AT TIME ZONE o.time_zone)::date, true, e.id
FROM collections_app_callrecording r JOIN personal_data_envelope e ON e.id = r.envelope_id
JOIN personal_data_controller o ON o.id = r.controller_id
WHERE r.controller_id = %(controller)s
AND e.trigger_on IS DISTINCT FROM (r.recorded_at AT TIME ZONE o.time_zone)::date"""
_LEDGER = """
SELECT '', 'record', l.posted_on, true, e.id
FROM collections_app_ledgerentry l JOIN personal_data_envelope e ON e.id = l.envelope_id
WHERE l.controller_id = %(controller)s AND e.trigger_on IS DISTINCT FROM l.posted_on"""
_REQUESTS = """
SELECT q.reference, 'request', (q.answered_at AT TIME ZONE o.time_zone)::date, true, e.id
FROM privacy_datasubjectrequest q JOIN personal_data_envelope e ON e.id = q.envelope_id
JOIN personal_data_controller o ON o.id = q.controller_id
WHERE q.controller_id = %(controller)s AND e.trigger_on IS NULL
AND q.status IN ('answered', 'withdrawn', 'not_identified')
AND NOT EXISTS (SELECT FROM privacy_restriction s WHERE s.request_id = q.id AND s.lifted_at IS NULL)"""
# An assignment's clock runs from its end, that of a damaging event from the day of the discovery (INTRUM-109, -112).
_LEGAL_FILES = """
SELECT '', 'record', coalesce(f.discovered_on, f.ended_on), true, e.id
FROM collections_app_legalfile f JOIN personal_data_envelope e ON e.id = f.envelope_id
WHERE f.controller_id = %(controller)s AND e.trigger_on IS DISTINCT FROM coalesce(f.discovered_on, f.ended_on)"""
# While something is left of a payment, or somebody has to say what it is, its details are needed; not a day longer.
_PAYMENTS = f"""
SELECT '', 'record', NULL::date, true, e.id
FROM collections_app_payment p JOIN personal_data_envelope e ON e.id = p.envelope_id
WHERE p.controller_id = %(controller)s AND (e.trigger_on IS NOT NULL)
    = (p.unallocated_minor <> 0 OR p.reason IN ({", ".join(f"'{each}'" for each in sorted(AWAITED))}))"""
# Their clocks run from the day on which they were made, so one without a day has been stopped.
_RUN_AT_ONCE = (ACCESS_COPY, COPY_CUT, UNLINKED_REQUEST, INTAKE_ITEM, LEGAL_REPORT)

# The day that starts the clock of a record beside the cases, by what stands in its row (``policies.records``).
_STARTS = {
    Starts.BEGAN: "k.began_on",
    Starts.EXPIRES: "coalesce(k.ended_on, k.expires_on)",
    Starts.ENDED: "CASE WHEN k.ended_because IN ('rejected', 'position_filled')"
    " THEN greatest(k.ended_on, k.expires_on) ELSE k.ended_on END",
}


def _named(entry: RecordClass) -> tuple[str, str, str]:
    """How the list names a record: by its envelope, but one that may not be told of by its class alone (ADR 25)."""
    return (f"'{entry}'", "'thing'", "NULL::uuid") if entry.name in SECRET else ("''", "'record'", "e.id")


def _beside_the_cases(kind: Kind) -> str:
    """Records of one kind. Where somebody has entered events that start a clock, the rules go by those."""
    reference, called, record = _named(kind.record_class)
    return f"""
SELECT {reference}, {called}, {_STARTS[kind.starts]}, true, {record}
FROM {kind.model._meta.db_table} k JOIN personal_data_envelope e ON e.id = k.envelope_id
WHERE k.controller_id = %(controller)s AND e.trigger_on IS DISTINCT FROM {_STARTS[kind.starts]}
AND NOT EXISTS (SELECT FROM retention_triggerevent t WHERE t.envelope_id = e.id AND t.withdrawn_at IS NULL)"""


def _stopped(entry: RecordClass) -> str:
    reference, called, record = _named(entry)
    return f"""
SELECT {reference}, {called}, (e.created_at AT TIME ZONE o.time_zone)::date, true, {record}
FROM personal_data_envelope e JOIN personal_data_controller o ON o.id = e.controller_id
WHERE e.controller_id = %(controller)s AND e.record_class = '{entry}' AND e.trigger_on IS NULL"""


def _all(parts: Iterable[str]) -> str:
    return "\nUNION ALL".join(parts)


CLOCKS = _all(
    [
        _CASES,
        _RECORDINGS,
        _LEDGER,
        _REQUESTS,
        _LEGAL_FILES,
        _PAYMENTS,
        *(_beside_the_cases(kind) for kind in KINDS.values()),
        *(_stopped(entry) for entry in _RUN_AT_ONCE),
    ]
)
"""One row for each record whose clock does not run from what happened to it."""
