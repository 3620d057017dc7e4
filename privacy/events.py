"""What privacy records."""

from audit import vocabulary

TRAIL_SEARCHED = vocabulary.register("privacy.trail.searched", "The audit trail was searched")
TRAIL_EVENT_READ = vocabulary.register("privacy.trail.event_read", "One event of the audit trail was read")
TRAIL_OF_SUBJECT_READ = vocabulary.register("privacy.trail.subject_read", "One person's audit trail was read")
TRAIL_OF_CASE_READ = vocabulary.register("privacy.trail.case_read", "One case's audit trail was read")
