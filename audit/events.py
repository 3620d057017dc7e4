"""What is recorded about the trail itself."""

from audit.vocabulary import register

TRAIL_VERIFIED = register("audit.trail.verified", "The audit trail was verified and is whole")
TRAIL_BROKEN = register("audit.trail.broken", "The audit trail was verified and is not whole")
TRAIL_EXPIRED = register("audit.trail.expired", "Events of a month have expired and were removed from the trail")
TRAIL_EXPORTED = register("audit.trail.exported", "A part of the audit trail was exported with its proofs")
INSTALLATION_CHANGED = register(
    "audit.installation.changed", "Triggers, rights or functions of the database are not what the migrations made"
)
REFERENCE_WRITTEN = register(
    "audit.installation.written", "A migration has written down anew what the database is compared with"
)
