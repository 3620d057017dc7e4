import pytest

from accounts.permissions import Permission
from accounts.roles import PERMISSIONS_OF, Role, permissions_of

P = Permission
TABLE = {
    Role.HANDLER: {
        P.CASES_VIEW,
        P.CASES_WORK,
        P.DETAILS_CONFIDENTIAL,
        P.RECORDINGS_LISTEN,
        P.PORTAL_CODES_ISSUE,
        P.REQUESTS_ENTER,
        P.DISCLOSURES_MAKE,
        P.RECORDS_KEEP,
        P.PAPERS_KEEP,
        P.GLASS_BREAK,
    },
    Role.SUPERVISOR: {
        P.CASES_VIEW,
        P.CASES_WORK,
        P.DETAILS_CONFIDENTIAL,
        P.DETAILS_GUARDED,
        P.RECORDINGS_LISTEN,
        P.INTAKE_VIEW,
        P.INTAKE_IMPORT,
        P.INTAKE_UNDO,
        P.INTAKE_DECIDE,
        P.TRAIL_READ_CASE,
        P.LEGAL_FILES_KEEP,
        P.HOLDS_PLACE,
        P.PORTAL_CODES_ISSUE,
        P.REQUESTS_ENTER,
        P.DISCLOSURES_MAKE,
        P.RECORDS_KEEP,
        P.PAPERS_KEEP,
        P.GLASS_BREAK,
        P.SUPPORT_OPEN,
        P.MARKETING_EXPORT,
    },
    Role.TECHNICIAN: {P.SUPPORT_LOOK},
    Role.RECRUITER: {P.APPLICANTS_KEEP},
    Role.LEGAL_COUNSEL: {
        P.CASES_VIEW,
        P.RECORDINGS_LISTEN,
        P.LEGAL_FILES_KEEP,
        P.LEGAL_FILES_DAMAGE,
        P.HOLDS_PLACE,
    },
    Role.PSEUDONYM_KEEPER: {P.RETENTION_VIEW, P.PSEUDONYMS_RESOLVE},
    Role.BOOKKEEPER: {P.CASES_VIEW, P.PAYMENTS_VIEW, P.PAYMENTS_ALLOCATE, P.INTAKE_VIEW, P.INTAKE_IMPORT},
    Role.PRIVACY_OFFICER: {
        P.GRADES_RELEASE,
        P.DPO_DESK,
        P.BACKUPS_VIEW,
        P.TRAIL_READ_CASE,
        P.ACCESS_REVIEW,
        P.RETENTION_VIEW,
        P.RETENTION_APPROVE,
        P.RETENTION_STOP,
        P.HOLDS_PLACE,
        P.HOLDS_RELEASE,
        P.PORTAL_CODES_ISSUE,
        P.REQUESTS_VIEW,
        P.REQUESTS_ENTER,
        P.REQUESTS_DECIDE,
        P.REQUESTS_APPROVE,
        P.DISCLOSURES_VIEW,
        P.RECIPIENTS_KEEP,
        P.SUPPORT_OPEN,
        P.SUPERVISOR_EXPORT,
    },
    Role.DPO: {
        P.GRADES_RELEASE,
        P.DPO_DESK,
        P.BACKUPS_VIEW,
        P.COPIES_APPROVE,
        P.TRAIL_READ,
        P.TRAIL_EXPORT,
        P.TRAIL_PROVE,
        P.TRAIL_READ_STAFF,
        P.ACCESS_REVIEW,
        P.TRAIL_READ_CASE,
        P.RETENTION_VIEW,
        P.RETENTION_ADVISE,
        P.REQUESTS_VIEW,
        P.DISCLOSURES_VIEW,
    },
    Role.RECORDS_OFFICER: {
        P.PAPERS_KEEP,
        P.PAPERS_DESTROY,
        P.DPO_DESK,
        P.BACKUPS_VIEW,
        P.INTAKE_VIEW,
        P.RETENTION_VIEW,
        P.RETENTION_REVIEW,
        P.RETENTION_STOP,
        P.HOLDS_PLACE,
        P.HOLDS_RELEASE,
        P.REQUESTS_VIEW,
        P.REQUESTS_APPROVE,
        P.DISCLOSURES_VIEW,
    },
    Role.AUDITOR: {
        P.DPO_DESK,
        P.BACKUPS_VIEW,
        P.TRAIL_READ,
        P.TRAIL_EXPORT,
        P.TRAIL_PROVE,
        P.TRAIL_READ_CASE,
        P.RETENTION_VIEW,
        P.DISCLOSURES_VIEW,
    },
    Role.REPORTING_OFFICER: {P.REPORTS_MAKE},
    Role.BACKUP_KEEPER: {P.BACKUPS_VIEW, P.BACKUPS_KEEP},
}


class TestRoles:
    @pytest.mark.parametrize("role", Role)
    def test_permit_what_the_table_says(self, role: Role) -> None:
        assert permissions_of({role.value}) == TABLE[role]

    def test_add_up(self) -> None:
        assert permissions_of({"dpo", "handler"}) == TABLE[Role.DPO] | TABLE[Role.HANDLER]

    def test_none_permits_nothing(self) -> None:
        assert permissions_of(set()) == frozenset()

    def test_leave_no_permission_to_nobody(self) -> None:
        assert frozenset().union(*PERMISSIONS_OF.values()) == frozenset(Permission)

    def test_keep_the_dpo_from_deciding_and_erasing(self) -> None:
        """GDPR art. 38(6): no conflict of interests."""
        deciding = {P.INTAKE_DECIDE, P.RETENTION_REVIEW, P.RETENTION_APPROVE, P.CASES_WORK}
        deciding |= {P.REQUESTS_DECIDE, P.REQUESTS_APPROVE, P.DISCLOSURES_MAKE, P.RECIPIENTS_KEEP}
        assert not deciding & permissions_of({"dpo"})

    def test_ask_for_two_different_roles_to_erase(self) -> None:
        both = {P.RETENTION_REVIEW, P.RETENTION_APPROVE}
        assert not [role for role, permitted in PERMISSIONS_OF.items() if both <= permitted]
