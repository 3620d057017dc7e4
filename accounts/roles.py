"""The roles of staff and what each permits: code, so that a change of rights is a reviewed change."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission


class Role(models.TextChoices):
    """What somebody is employed or appointed to do. One person may hold several roles."""

    HANDLER = "handler", _("Case handler")
    SUPERVISOR = "supervisor", _("Supervisor")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    DPO = "dpo", _("Data protection officer")
    RECORDS_OFFICER = "records_officer", _("Records officer")
    AUDITOR = "auditor", _("Auditor")
    BOOKKEEPER = "bookkeeper", _("Bookkeeper")
    REPORTING_OFFICER = "reporting_officer", _("Reporting officer")
    LEGAL_COUNSEL = "legal_counsel", _("Legal counsel")
    BACKUP_KEEPER = "backup_keeper", _("Keeper of back-ups")
    RECRUITER = "recruiter", _("Recruiter")
    PSEUDONYM_KEEPER = "pseudonym_keeper", _("Keeper of pseudonyms")
    TECHNICIAN = "technician", _("IT support of a processor")


_HANDLER = frozenset(
    {
        Permission.CASES_VIEW,
        Permission.CASES_WORK,
        Permission.DETAILS_CONFIDENTIAL,
        Permission.RECORDINGS_LISTEN,
        Permission.PORTAL_CODES_ISSUE,
        Permission.REQUESTS_ENTER,
        Permission.DISCLOSURES_MAKE,
        Permission.RECORDS_KEEP,
        Permission.PAPERS_KEEP,
        Permission.GLASS_BREAK,
    }
)
_DECIDES = frozenset(
    {
        Permission.REQUESTS_VIEW,
        Permission.REQUESTS_ENTER,
        Permission.REQUESTS_DECIDE,
        Permission.REQUESTS_APPROVE,
    }
)

# The DPO sees, advises and investigates but neither decides nor erases (GDPR art. 38(6)); an auditor only reads. One
# thing the DPO may decide: that a person is told more than the rule, the grade that a machine gave (INTRUM-119). And
# nothing goes to a test installation that the DPO has not agreed to (INTRUM-51).
PERMISSIONS_OF: dict[Role, frozenset[Permission]] = {
    Role.HANDLER: _HANDLER,
    Role.SUPERVISOR: _HANDLER
    | {
        Permission.DETAILS_GUARDED,
        Permission.INTAKE_VIEW,
        Permission.INTAKE_IMPORT,
        Permission.INTAKE_UNDO,
        Permission.INTAKE_DECIDE,
        Permission.TRAIL_READ_CASE,
        Permission.LEGAL_FILES_KEEP,
        Permission.HOLDS_PLACE,
        Permission.SUPPORT_OPEN,
        Permission.MARKETING_EXPORT,
    },
    # Not of the agency: sees what a session opens for their account, and no other page (AMILI-22).
    Role.TECHNICIAN: frozenset({Permission.SUPPORT_LOOK}),
    Role.RECRUITER: frozenset({Permission.APPLICANTS_KEEP}),
    # Runs disputes and says when damage was discovered (INTRUM-112); works no case.
    Role.LEGAL_COUNSEL: frozenset(
        {
            Permission.CASES_VIEW,
            Permission.RECORDINGS_LISTEN,
            Permission.LEGAL_FILES_KEEP,
            Permission.LEGAL_FILES_DAMAGE,
            Permission.HOLDS_PLACE,
        }
    ),
    # Where somebody banks is seen by those who keep the books, and by no handler.
    Role.BOOKKEEPER: frozenset(
        {
            Permission.CASES_VIEW,
            Permission.PAYMENTS_VIEW,
            Permission.PAYMENTS_ALLOCATE,
            Permission.INTAKE_VIEW,
            Permission.INTAKE_IMPORT,
        }
    ),
    Role.PRIVACY_OFFICER: _DECIDES
    | {
        Permission.DPO_DESK,
        Permission.GRADES_RELEASE,
        Permission.BACKUPS_VIEW,
        Permission.TRAIL_READ_CASE,
        Permission.ACCESS_REVIEW,
        Permission.RETENTION_VIEW,
        Permission.RETENTION_APPROVE,
        Permission.RETENTION_STOP,
        Permission.HOLDS_PLACE,
        Permission.HOLDS_RELEASE,
        Permission.PORTAL_CODES_ISSUE,
        Permission.DISCLOSURES_VIEW,
        Permission.RECIPIENTS_KEEP,
        Permission.SUPERVISOR_EXPORT,
        Permission.SUPPORT_OPEN,
    },
    Role.DPO: frozenset(
        {
            Permission.DPO_DESK,
            Permission.GRADES_RELEASE,
            Permission.BACKUPS_VIEW,
            Permission.COPIES_APPROVE,
            Permission.TRAIL_READ,
            Permission.TRAIL_EXPORT,
            Permission.TRAIL_PROVE,
            Permission.TRAIL_READ_STAFF,
            Permission.ACCESS_REVIEW,
            Permission.TRAIL_READ_CASE,
            Permission.RETENTION_VIEW,
            Permission.RETENTION_ADVISE,
            Permission.REQUESTS_VIEW,
            Permission.DISCLOSURES_VIEW,
        }
    ),
    # Answers for records, so is the second person to a privacy officer who refuses to erase one.
    Role.RECORDS_OFFICER: frozenset(
        {
            Permission.DPO_DESK,
            Permission.PAPERS_KEEP,
            Permission.PAPERS_DESTROY,
            Permission.BACKUPS_VIEW,
            Permission.INTAKE_VIEW,
            Permission.RETENTION_VIEW,
            Permission.RETENTION_REVIEW,
            Permission.RETENTION_STOP,
            Permission.HOLDS_PLACE,
            Permission.HOLDS_RELEASE,
            Permission.REQUESTS_VIEW,
            Permission.REQUESTS_APPROVE,
            Permission.DISCLOSURES_VIEW,
        }
    ),
    Role.AUDITOR: frozenset(
        {
            Permission.DPO_DESK,
            Permission.BACKUPS_VIEW,
            Permission.TRAIL_READ,
            Permission.TRAIL_EXPORT,
            Permission.TRAIL_PROVE,
            Permission.TRAIL_READ_CASE,
            Permission.RETENTION_VIEW,
            Permission.DISCLOSURES_VIEW,
        }
    ),
    # Alone sees what may not be told of (suspicions of money laundering), and nothing of it at any other desk.
    Role.REPORTING_OFFICER: frozenset({Permission.REPORTS_MAKE}),
    # Whole back-ups pass through these hands, and nobody else's; what is in them is read at no desk.
    Role.BACKUP_KEEPER: frozenset({Permission.BACKUPS_VIEW, Permission.BACKUPS_KEEP}),
    # Alone learns whom a token stands for, and works with no set (INTRUM-47).
    Role.PSEUDONYM_KEEPER: frozenset({Permission.RETENTION_VIEW, Permission.PSEUDONYMS_RESOLVE}),
}


def permissions_of(roles: set[str]) -> frozenset[Permission]:
    """Everything that some roles permit together."""
    return frozenset().union(*(PERMISSIONS_OF[Role(role)] for role in roles))
