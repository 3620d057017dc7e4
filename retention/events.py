"""What retention records."""

from audit import vocabulary

RULES_PUBLISHED = vocabulary.register("retention.rules.published", "Retention rules of a controller came into force")
TRIGGER_ENTERED = vocabulary.register("retention.trigger.entered", "An event that starts a retention clock was entered")
TRIGGER_WITHDRAWN = vocabulary.register("retention.trigger.withdrawn", "An event that starts a clock was withdrawn")
TERM_SET = vocabulary.register("retention.term.set", "A record was given a limit or a review date of its own")
TERM_PROPOSED = vocabulary.register("retention.term.proposed", "An end of its own was proposed for a record")
TERM_APPROVED = vocabulary.register("retention.term.approved", "A second person approved a record's own end")
TERM_ENDED = vocabulary.register("retention.term.ended", "A record's own limit, end or review date was ended")
RUN_PROPOSED = vocabulary.register("retention.run.proposed", "A retention run was proposed")
RUN_APPROVED = vocabulary.register("retention.run.approved", "A second person approved a retention run")
RUN_BEGUN = vocabulary.register("retention.run.begun", "The execution of a retention run was begun")
RUN_EXECUTED = vocabulary.register("retention.run.executed", "A retention run was executed")
RUN_ABANDONED = vocabulary.register("retention.run.abandoned", "A proposed retention run was abandoned")
HOLD_PLACED = vocabulary.register("retention.hold.placed", "A legal hold was placed")
HOLD_REVIEWED = vocabulary.register("retention.hold.reviewed", "A legal hold was reviewed and stands")
HOLD_RELEASED = vocabulary.register("retention.hold.released", "A legal hold was released")
CHECK_CLEAN = vocabulary.register("retention.check.clean", "A residual-data check found nothing left over")
CHECK_FAILED = vocabulary.register("retention.check.failed", "A residual-data check found something left over")
CERTIFICATE_ISSUED = vocabulary.register("retention.certificate.issued", "A certificate of erasure was signed")
CERTIFICATE_FINAL = vocabulary.register(
    "retention.certificate.final", "The key epoch of erased data is gone, and a final certificate was signed"
)
BACKUP_MADE = vocabulary.register("retention.backup.made", "A back-up was made")
BACKUP_RESTORED = vocabulary.register("retention.backup.restored", "A back-up was restored")
BACKUP_EXPIRED = vocabulary.register("retention.backup.expired", "A back-up was removed at the end of its time")
RESTORE_DRILLED = vocabulary.register("retention.backup.drilled", "Restoring the data was tried")
STATISTICS_KEPT = vocabulary.register("retention.statistics.kept", "Anonymised statistics of a quarter were kept")
