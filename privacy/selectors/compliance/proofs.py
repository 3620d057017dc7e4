"""What proves that erased data stay erased: certificates, back-ups that end, restores that were tried."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from privacy.policies.packs.terms import CheckKey
from privacy.selectors.compliance.checks import Asked, Check, Found, Judged, Rows, total
from retention.models import Backup, RestoreDrill
from retention.models.backup import DRILL_EVERY

# Time to plan a drill.
_AHEAD = timedelta(days=14)

# An erasure is looked after and certified at once; a day leaves time for a worker that was away. A certificate becomes
# final on its last day at the latest.
_UNCERTIFIED = """
SELECT a.reference, 'thing' AS kind, (a.ended_at AT TIME ZONE o.time_zone)::date AS day,
    a.ended_at < %(now)s - interval '1 day' OR coalesce(newest.leftover_count, 0) > 0 AS is_broken,
    NULL::uuid AS record
FROM retention_erasureact a JOIN personal_data_controller o ON o.id = a.controller_id
LEFT JOIN LATERAL (SELECT c.leftover_count FROM retention_residualcheck c
    WHERE c.act_id = a.id AND c.finished_at IS NOT NULL ORDER BY c.begun_at DESC LIMIT 1) newest ON true
WHERE a.controller_id = %(controller)s AND a.ended_at IS NOT NULL
AND NOT EXISTS (SELECT FROM retention_certificate k WHERE k.act_id = a.id)
UNION ALL
SELECT k.reference, 'thing', k.final_on, true, NULL
FROM retention_certificate k JOIN retention_erasureact a ON a.id = k.act_id
WHERE a.controller_id = %(controller)s AND k.stage = 'effective' AND k.final_on < %(today)s - 1
AND NOT EXISTS (SELECT FROM retention_certificate f WHERE f.act_id = a.id AND f.stage = 'final')"""

_BACKUPS = """
SELECT b.reference, 'thing' AS kind, b.expires_at::date AS day, true AS is_broken, NULL::uuid AS record
FROM retention_backup b WHERE b.removed_at IS NULL
AND (b.expires_at < %(now)s - interval '1 day' OR b.made_at < %(now)s - interval '36 days')"""


def _no_backup(_asked: Asked) -> str:
    return "" if Backup.objects.exists() else "no_backup"


def _undrilled(asked: Asked) -> Iterator[Found]:
    """The last drill when it failed or lies too far back; without any, the first back-up that nobody ever tried."""
    last = RestoreDrill.objects.order_by("-done_at").first()
    first = Backup.objects.order_by("made_at").first()
    since = last.done_at if last else first.made_at if first else None
    if since is None:
        return
    failed = last is not None and not last.is_passed
    if failed or asked.now > since + DRILL_EVERY - _AHEAD:
        name = last.reference if last else first.reference if first else ""
        yield Found(name, "thing", since.date(), is_broken=failed or asked.now > since + DRILL_EVERY)


CHECKS = (
    Check(
        CheckKey.ERASURES_CERTIFIED,
        _("Every erasure looked after and certified"),
        _("erasures without a certificate, or certificates that did not become final"),
        "GDPR art. 5(2), 17",
        Rows(_UNCERTIFIED),
        Permission.RETENTION_VIEW,
        out_of=total("SELECT count(*) FROM retention_erasureact WHERE controller_id = %(controller)s"),
    ),
    Check(
        CheckKey.BACKUPS_END,
        _("Back-ups gone after 35 days"),
        _("back-ups that are kept longer"),
        "GDPR art. 5(1)(e), 32(1)(c)",
        Rows(_BACKUPS),
        Permission.RETENTION_VIEW,
        out_of=total("SELECT count(*) FROM retention_backup WHERE removed_at IS NULL"),
        why_not=_no_backup,
        of_house=True,
    ),
    Check(
        CheckKey.RESTORE_TRIED,
        _("Restoring is tried every quarter"),
        _("drills that failed, or lie more than 92 days back"),
        "GDPR art. 32(1)(c), (d)",
        Judged(_undrilled),
        Permission.RETENTION_VIEW,
        why_not=_no_backup,
        of_house=True,
    ),
)
