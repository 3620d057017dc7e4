"""Whether files of pseudonymised sets are removed where they are used when their day has come (AXACTOR-88)."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from privacy.policies.packs.terms import CheckKey
from privacy.selectors.compliance.checks import Check, Rows, total

# A file may be used until the first of its cases goes, or the set; two weeks before, it is time to see to it.
_FILES = """
SELECT x.reference, 'thing' AS kind, x.use_until AS day, x.use_until < %(today)s AS is_broken, NULL::uuid AS record
FROM collections_app_setexport x
WHERE x.controller_id = %(controller)s AND x.removed_at IS NULL AND x.use_until <= %(today)s + 14"""

CHECKS = (
    Check(
        CheckKey.SET_FILES_REMOVED,
        _("Files of pseudonymised sets are removed"),
        _("files that left and of which nobody has said by their day that they were removed"),
        "GDPR art. 5(1)(e)",
        Rows(_FILES),
        Permission.RETENTION_VIEW,
        out_of=total("SELECT count(*) FROM collections_app_setexport WHERE controller_id = %(controller)s"),
    ),
)
