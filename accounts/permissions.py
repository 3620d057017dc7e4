"""The one list of what staff may be permitted to do."""

from enum import StrEnum


class Permission(StrEnum):
    """What a page asks for. The values are codes that stand in the audit trail."""

    CASES_VIEW = "cases.view"
    """Search for debtors and read case files."""
    CASES_WORK = "cases.work"
    """Add notes, close and reopen cases."""
    RECORDINGS_LISTEN = "recordings.listen"
    """Listen to call recordings."""
    PORTAL_CODES_ISSUE = "portal_codes.issue"
    """Write, print and revoke letters with a sign-in code."""
    INTAKE_VIEW = "intake.view"
    """Read the reports of imported files."""
    INTAKE_DECIDE = "intake.decide"
    """Decide conflicts and parked claims."""
    RETENTION_VIEW = "retention.view"
    """See the retention rules and what runs erased and kept."""
    RETENTION_REVIEW = "retention.review"
    """Propose a run and keep single items with a reason."""
    RETENTION_APPROVE = "retention.approve"
    """Approve a run as the second person."""
    DPO_DESK = "dpo.desk"
    """Enter the DPO's desk."""
    TRAIL_READ = "trail.read"
    """Search the whole audit trail."""
    TRAIL_READ_CASE = "trail.read_case"
    """Read the trail of one case or one person."""
