"""What is kept on paper: destroyed after the data of its case were erased (AXACTOR-100)."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from collections_app.selectors import papers
from privacy.policies.packs.terms import CheckKey
from privacy.selectors.compliance.checks import Check, Rows, total

# A paper comes on the list on the day on which its case was erased.
_PAPERS = """
SELECT p.number AS reference, 'thing' AS kind, listed.day + %(days)s AS day,
    listed.day + %(days)s < %(today)s AS is_broken,
    NULL::uuid AS record
FROM collections_app_papertodestroy p JOIN personal_data_controller o ON o.id = p.controller_id
CROSS JOIN LATERAL (SELECT (p.listed_at AT TIME ZONE o.time_zone)::date AS day) listed
WHERE p.controller_id = %(controller)s AND p.destroyed_on IS NULL"""

CHECKS = (
    Check(
        CheckKey.PAPERS_DESTROYED,
        _("Papers destroyed after their data were erased"),
        _("papers that nobody destroyed in time"),
        "GDPR art. 5(1)(e), 32(1)",
        Rows(_PAPERS, lambda _asked: {"days": papers.DAYS_TO_DESTROY}),
        Permission.RETENTION_VIEW,
        out_of=total("SELECT count(*) FROM collections_app_papertodestroy WHERE controller_id = %(controller)s"),
    ),
)
