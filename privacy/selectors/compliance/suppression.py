"""The suppression list, as the monitor measures it: nobody on it is taken up again, and no entry is forgotten."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from personal_data.services.suppression import STOPS_INTAKE
from privacy.policies.packs.terms import CheckKey
from privacy.selectors.compliance.checks import Asked, Check, Rows, total

_AHEAD = timedelta(days=30)
_STANDING = "s.controller_id = %(controller)s AND s.removed_at IS NULL"

# A profile that is younger than the entry and has one of its numbers or addresses.
_TAKEN_UP = f"""
SELECT DISTINCT ON (e.id) s.reference, 'record' AS kind, (e.created_at AT TIME ZONE o.time_zone)::date AS day,
    true AS is_broken, e.id AS record
FROM personal_data_suppressionentry s JOIN personal_data_controller o ON o.id = s.controller_id
JOIN personal_data_searchentry held ON held.controller_id = s.controller_id AND held.tokens && s.tokens
JOIN personal_data_envelope e ON e.id = held.envelope_id AND e.created_at > s.entered_at
JOIN personal_data_record_class rc ON rc.name = e.record_class AND rc.is_profile
WHERE {_STANDING} AND s.reason = ANY(%(stops)s) ORDER BY e.id"""
_REVIEWS = f"""
SELECT s.reference, 'thing' AS kind, s.review_on AS day, s.review_on < %(today)s AS is_broken, NULL::uuid AS record
FROM personal_data_suppressionentry s WHERE {_STANDING} AND s.review_on <= %(review_by)s"""


def _stops(_asked: Asked) -> dict[str, list[str]]:
    return {"stops": [reason.value for reason in STOPS_INTAKE]}


_ALL = total(f"SELECT count(*) FROM personal_data_suppressionentry s WHERE {_STANDING}")
CHECKS = (
    Check(
        CheckKey.SUPPRESSED_STAY_OUT,
        _("Nobody on the suppression list is taken up again"),
        _("profiles of people who were not to be taken up again"),
        "GDPR art. 5(1)(d), 17(1)(c), 21(1)",
        Rows(_TAKEN_UP, _stops),
        Permission.REQUESTS_VIEW,
        out_of=_ALL,
    ),
    Check(
        CheckKey.SUPPRESSION_REVIEWED,
        _("Entries of the suppression list looked at in time"),
        _("entries past the day of their review"),
        "GDPR art. 5(1)(e)",
        Rows(_REVIEWS, lambda asked: {"review_by": asked.today + _AHEAD}),
        Permission.REQUESTS_VIEW,
        out_of=_ALL,
    ),
)
