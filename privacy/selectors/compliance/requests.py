"""What people have asked for: answered in time, restricted from receipt, lifted only when told, recipients told."""

from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from privacy.models.request import CLOSED, RESTRICTING
from privacy.policies.packs.terms import CheckKey
from privacy.selectors.compliance.checks import Asked, Check, Rows, total

# For so long an answer that came late stays in the figure.
_LOOKS_BACK = 90
_AHEAD = timedelta(days=7)
_OPEN = f"r.status NOT IN ({', '.join(repr(each.value) for each in CLOSED)})"
_STOPS = f"r.right IN ({', '.join(repr(each.value) for each in RESTRICTING)})"

# The stored deadline counts as far as the law can have moved it: three months where it was extended, else one, and two
# weeks for days on which nobody works, beside the days that the person took to answer. Receipt cannot be later than
# the entry.
_DEADLINES = f"""
SELECT r.id, r.reference, r.envelope_id, r.status, (r.answered_at AT TIME ZONE o.time_zone)::date AS answered_on,
    least(r.legal_deadline_on, (least(r.received_on, (r.entered_at AT TIME ZONE o.time_zone)::date)
        + make_interval(months => CASE WHEN r.extended_on IS NULL THEN 1 ELSE 3 END))::date + 14 + coalesce((
            SELECT sum(coalesce(p.answered_on, %(today)s) - p.asked_on)::integer FROM privacy_clockpause p
            WHERE p.request_id = r.id), 0)) AS answer_by
FROM privacy_datasubjectrequest r JOIN personal_data_controller o ON o.id = r.controller_id
WHERE r.controller_id = %(controller)s
AND ({_OPEN} OR r.answered_at >= %(now)s - interval '{_LOOKS_BACK} days')"""
_LATE = f"""
SELECT r.reference, 'request' AS kind, r.answer_by AS day,
    CASE WHEN {_OPEN} THEN r.answer_by < %(today)s ELSE true END AS is_broken, r.envelope_id AS record
FROM ({_DEADLINES}) r
WHERE CASE WHEN {_OPEN} THEN r.answer_by <= %(soon)s ELSE r.status = 'answered' AND r.answered_on > r.answer_by END"""

# GDPR art. 18(1): from receipt on. A block that somebody lifted is no restriction, whatever the request says.
_UNRESTRICTED = f"""
SELECT r.reference, 'request' AS kind, r.received_on AS day, true AS is_broken, r.envelope_id AS record
FROM privacy_datasubjectrequest r LEFT JOIN privacy_restriction s ON s.request_id = r.id
WHERE r.controller_id = %(controller)s AND s.lifted_at IS NULL
AND (s.id IS NOT NULL OR ({_OPEN} AND {_STOPS}))
AND NOT EXISTS (SELECT FROM personal_data_envelopeblock b WHERE b.id = s.block_id AND b.lifted_at IS NULL)
AND EXISTS (SELECT FROM personal_data_envelopesubject p WHERE p.subject_id = r.subject_id
    AND p.envelope_id <> r.envelope_id)"""

# GDPR art. 18(3): told before, and not before the day that was told. An objection that was upheld ends otherwise:
# processing stops for good.
_ENDED_UNTOLD = """
SELECT r.reference, 'request' AS kind, (s.lifted_at AT TIME ZONE o.time_zone)::date AS day, true AS is_broken,
    r.envelope_id AS record
FROM privacy_restriction s JOIN privacy_datasubjectrequest r ON r.id = s.request_id
JOIN personal_data_controller o ON o.id = r.controller_id
WHERE r.controller_id = %(controller)s AND s.lifted_at IS NOT NULL
AND NOT EXISTS (SELECT FROM privacy_letter l WHERE l.request_id = r.id AND l.kind = 'restriction_lifted'
    AND l.sent_at <= s.lifted_at AND s.lift_on <= (s.lifted_at AT TIME ZONE o.time_zone)::date)
AND NOT EXISTS (SELECT FROM personal_data_envelopeblock b WHERE b.kind = 'stopped' AND b.lifted_at IS NULL
    AND (b.envelope_id = s.record OR b.subject_id = r.subject_id))"""

# GDPR art. 19: whoever received what was erased, rectified or restricted. What waits to be sent is about to break.
_UNTOLD = """
SELECT DISTINCT r.reference, 'request' AS kind, coalesce((r.answered_at AT TIME ZONE o.time_zone)::date, r.received_on)
    AS day, r.status = 'answered' AND r.answered_at < %(now)s - interval '7 days' AS is_broken, r.envelope_id AS record
FROM privacy_requestitem i JOIN privacy_datasubjectrequest r ON r.id = i.request_id
JOIN personal_data_controller o ON o.id = r.controller_id
JOIN collections_app_disclosure d ON d.records @> ARRAY[i.item_envelope] AND NOT d.is_secret
WHERE r.controller_id = %(controller)s AND r.right IN ('erasure', 'rectification', 'restriction', 'objection')
AND r.status IN ('decided', 'answered') AND (i.outcome = 'granted' OR i.carried_out_at IS NOT NULL)
AND EXISTS (SELECT FROM personal_data_envelopesubject p WHERE p.envelope_id = d.envelope_id
    AND p.subject_id = r.subject_id)
AND NOT EXISTS (SELECT FROM privacy_recipientnotice n LEFT JOIN privacy_letter l ON l.id = n.letter_id
    WHERE n.request_id = r.id AND n.recipient_id = d.recipient_id AND n.records @> ARRAY[i.item_envelope]
    AND (n.letter_id IS NULL OR l.sent_at IS NOT NULL))"""

_CODES = """
SELECT k.case_reference AS reference, 'case' AS kind, (k.issued_at AT TIME ZONE o.time_zone)::date AS day,
    true AS is_broken, k.envelope_id AS record
FROM privacy_portalcode k JOIN personal_data_controller o ON o.id = k.controller_id
WHERE k.controller_id = %(controller)s AND (k.used_at > k.expires_at OR k.used_at > k.revoked_at
    OR (SELECT count(DISTINCT h.used_at) > 1 FROM privacy_historicalportalcode h
        WHERE h.envelope_id = k.envelope_id AND h.id = k.id)
    OR ((k.expires_at - interval '1 second') AT TIME ZONE o.time_zone)::date
        - (k.issued_at AT TIME ZONE o.time_zone)::date
        > CASE WHEN k.letter IS NULL THEN %(of_a_visit)s ELSE %(of_a_letter)s END)"""


def _soon(asked: Asked) -> dict[str, object]:
    return {"soon": asked.today + _AHEAD}


CHECKS = (
    Check(
        CheckKey.REQUESTS_IN_TIME,
        _("Requests answered in time"),
        _("requests that are late, or were answered late in the last 90 days"),
        "GDPR art. 12(3)",
        Rows(_LATE, _soon),
        Permission.REQUESTS_VIEW,
        out_of=total(f"SELECT count(*) FROM ({_DEADLINES}) r"),
    ),
    Check(
        CheckKey.RESTRICTED_FROM_RECEIPT,
        _("Restricted from receipt"),
        _("requests whose data are not restricted although they must be"),
        "GDPR art. 18(1)",
        Rows(_UNRESTRICTED),
        Permission.REQUESTS_VIEW,
        out_of=total(
            f"SELECT count(*) FROM privacy_datasubjectrequest r WHERE r.controller_id = %(controller)s AND {_STOPS}"
            f" AND ({_OPEN} OR EXISTS (SELECT FROM privacy_restriction s WHERE s.request_id = r.id"
            " AND s.lifted_at IS NULL))"
        ),
    ),
    Check(
        CheckKey.RESTRICTION_ENDS_TOLD,
        _("Restrictions end only after the person was told"),
        _("restrictions that ended untold"),
        "GDPR art. 18(3)",
        Rows(_ENDED_UNTOLD),
        Permission.REQUESTS_VIEW,
        out_of=total(
            "SELECT count(*) FROM privacy_restriction s JOIN privacy_datasubjectrequest r ON r.id = s.request_id"
            " WHERE r.controller_id = %(controller)s AND s.lifted_at IS NOT NULL"
        ),
    ),
    Check(
        CheckKey.RECIPIENTS_TOLD,
        _("Recipients told of what was done"),
        _("requests of which a recipient was not told within a week after the answer"),
        "GDPR art. 19",
        Rows(_UNTOLD),
        Permission.REQUESTS_VIEW,
    ),
    Check(
        CheckKey.CODES_ENDED,
        _("Sign-in codes work once and end"),
        _("codes that were used twice or after their end, or run longer than they may"),
        "GDPR art. 32(1)(b)",
        Rows(
            _CODES,
            lambda _asked: {"of_a_letter": settings.PORTAL_CODE_DAYS, "of_a_visit": settings.PORTAL_NEXT_CODE_DAYS},
        ),
        Permission.PORTAL_CODES_ISSUE,
        out_of=total("SELECT count(*) FROM privacy_portalcode WHERE controller_id = %(controller)s"),
    ),
)
