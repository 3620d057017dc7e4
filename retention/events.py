"""What retention records."""

from audit import vocabulary

RULES_PUBLISHED = vocabulary.register("retention.rules.published", "Retention rules of a controller came into force")
TRIGGER_ENTERED = vocabulary.register("retention.trigger.entered", "An event that starts a retention clock was entered")
TRIGGER_WITHDRAWN = vocabulary.register("retention.trigger.withdrawn", "An event that starts a clock was withdrawn")
TERM_SET = vocabulary.register("retention.term.set", "A record was given a limit or a review date of its own")
TERM_PROPOSED = vocabulary.register("retention.term.proposed", "An end of its own was proposed for a record")
RULE_REVIEWED = vocabulary.register("retention.rule.reviewed", "Somebody signed off that a rule was looked at")
TERM_APPROVED = vocabulary.register("retention.term.approved", "A second person approved a record's own end")
CLIENT_INSTRUCTED = vocabulary.register(
    "retention.client.instructed", "A client said what becomes of the data that were processed on its behalf"
)
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
COPY_ASKED = vocabulary.register("retention.copy.asked", "Production data on a test installation were asked for")
COPY_APPROVED = vocabulary.register(
    "retention.copy.approved", "The data protection officer approved production data on a test installation"
)
COPY_MADE = vocabulary.register("retention.copy.made", "A copy for a test installation was made as approved")
COPY_OPENED = vocabulary.register("retention.copy.opened", "A copy for tests was opened on its test installation")
COPY_WIPED = vocabulary.register("retention.copy.wiped", "A copy for tests was wiped from its test installation")
STATISTICS_KEPT = vocabulary.register("retention.statistics.kept", "Anonymised statistics of a quarter were kept")
STATISTICS_USE_ASKED = vocabulary.register("retention.statistics.use_asked", "A use of the statistics was asked for")
STATISTICS_USE_APPROVED = vocabulary.register(
    "retention.statistics.use_approved", "A second person approved a use of the statistics"
)
STATISTICS_RELEASED = vocabulary.register(
    "retention.statistics.released", "Anonymous counts were given to the recipient of an approved statement"
)
RUN_REVIEWED = vocabulary.register("retention.run.reviewed", "A first person reviewed a retention run")
RUN_ITEMS_REVIEWED = vocabulary.register("retention.run.items_reviewed", "Records of a run were reviewed and let go")
RUN_ITEM_KEPT = vocabulary.register("retention.run.item_kept", "A record of a run was kept, which holds it")
RUN_ADVISED = vocabulary.register("retention.run.advised", "The data protection officer looked at a large run")
RUN_PAUSED = vocabulary.register("retention.run.paused", "A retention run was paused, with the reason")
RUN_RESUMED = vocabulary.register("retention.run.resumed", "A paused retention run went on")
RUN_ABORTED = vocabulary.register("retention.run.aborted", "A retention run was aborted after it had begun")
RUN_LATE = vocabulary.register("retention.run.late", "A retention run began after its day, by so many days")
NIGHTS_CAUGHT_UP = vocabulary.register("retention.nights.caught_up", "So many nights were missed and caught up")
