"""What privacy records."""

from audit import vocabulary

TRAIL_SEARCHED = vocabulary.register("privacy.trail.searched", "The audit trail was searched")
TRAIL_EVENT_READ = vocabulary.register("privacy.trail.event_read", "One event of the audit trail was read")
TRAIL_OF_SUBJECT_READ = vocabulary.register("privacy.trail.subject_read", "One person's audit trail was read")
TRAIL_OF_CASE_READ = vocabulary.register("privacy.trail.case_read", "One case's audit trail was read")
PORTAL_CODE_ISSUED = vocabulary.register("privacy.portal_code.issued", "A letter with a sign-in code was written")
PORTAL_CODE_PRINTED = vocabulary.register("privacy.portal_code.printed", "A letter with a sign-in code was printed")
PORTAL_CODE_REVOKED = vocabulary.register("privacy.portal_code.revoked", "A sign-in code was revoked")
PORTAL_SIGNED_IN = vocabulary.register("privacy.portal.signed_in", "The person signed in to the portal")
PORTAL_SIGNED_OUT = vocabulary.register("privacy.portal.signed_out", "The person signed out of the portal")
PORTAL_SIGN_IN_FAILED = vocabulary.register("privacy.portal.sign_in_failed", "Signing in to the portal failed")
PORTAL_SIGN_IN_LIMITED = vocabulary.register(
    "privacy.portal.sign_in_limited", "Signing in to the portal was refused unseen after too many failures"
)
