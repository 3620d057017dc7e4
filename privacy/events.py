"""What privacy records."""

from audit import vocabulary

POLICY_LOADED = vocabulary.register("privacy.policy.loaded", "A controller's policy pack and rules were loaded")
TRAIL_SEARCHED = vocabulary.register("privacy.trail.searched", "The audit trail was searched")
TRAIL_EVENT_READ = vocabulary.register("privacy.trail.event_read", "One event of the audit trail was read")
TRAIL_PROVED = vocabulary.register("privacy.trail.proved", "A head or a proof of the audit trail was fetched")
TRAIL_OF_SUBJECT_READ = vocabulary.register("privacy.trail.subject_read", "One person's audit trail was read")
TRAIL_OF_CASE_READ = vocabulary.register("privacy.trail.case_read", "One case's audit trail was read")
TRAIL_OF_STAFF_READ = vocabulary.register(
    "privacy.trail.staff_read", "What one member of staff did was looked at, for a reason"
)
INCIDENT_SCOPED = vocabulary.register(
    "privacy.incident.scoped", "The persons and kinds of data that an incident touched were counted or exported"
)
NAME_GIVEN = vocabulary.register(
    "privacy.name.given", "A person was told which member of staff looked, by a decision with its ground"
)
REVIEW_BEGUN = vocabulary.register("privacy.review.begun", "Openings that stand out were put into the review queue")
REVIEW_DECIDED = vocabulary.register("privacy.review.decided", "A review of openings was closed with its outcome")
PORTAL_CODE_ISSUED = vocabulary.register("privacy.portal_code.issued", "A letter with a sign-in code was written")
PORTAL_CODE_TAKEN = vocabulary.register(
    "privacy.portal_code.taken", "The person took a sign-in code for the next visit"
)
PORTAL_LETTER_ASKED = vocabulary.register(
    "privacy.portal.letter_asked", "A new sign-in letter was asked for, without signing in"
)
PORTAL_LETTER_LIMITED = vocabulary.register(
    "privacy.portal.letter_limited", "Asking for a sign-in letter was refused after too many"
)
PORTAL_LETTER_SETTLED = vocabulary.register(
    "privacy.portal.letter_settled", "A wish for a new sign-in letter was taken off the list"
)
PORTAL_CODE_PRINTED = vocabulary.register("privacy.portal_code.printed", "A letter with a sign-in code was printed")
PORTAL_CODE_REVOKED = vocabulary.register("privacy.portal_code.revoked", "A sign-in code was revoked")
PORTAL_SIGNED_IN = vocabulary.register("privacy.portal.signed_in", "The person signed in to the portal")
PORTAL_SIGNED_OUT = vocabulary.register("privacy.portal.signed_out", "The person signed out of the portal")
SUPERVISOR_PACKAGE_MADE = vocabulary.register(
    "privacy.supervisor.package_made", "A package of cases with their trail was made for a supervisory authority"
)
AUTHORITY_REFUSED = vocabulary.register(
    "privacy.portal.authority_refused", "Somebody who speaks for a person was shown nothing; the reason says why"
)
PORTAL_SIGN_IN_FAILED = vocabulary.register("privacy.portal.sign_in_failed", "Signing in to the portal failed")
PORTAL_SIGN_IN_LIMITED = vocabulary.register(
    "privacy.portal.sign_in_limited", "Signing in to the portal was refused unseen after too many failures"
)
NOTICE_WRITTEN = vocabulary.register(
    "privacy.notice.written", "What a person is told about data from elsewhere was written (GDPR art. 14)"
)
NOTICE_PRINTED = vocabulary.register("privacy.notice.printed", "A notice about data from elsewhere was printed")
NOTICE_GIVEN = vocabulary.register("privacy.notice.given", "A notice about data from elsewhere was given to the person")
NOTICE_EXCUSED = vocabulary.register(
    "privacy.notice.excused", "No notice is given about data from elsewhere, on an exception of GDPR art. 14(5)"
)
REQUEST_RECEIVED = vocabulary.register("privacy.request.received", "A data subject request was received")
REQUEST_MOVED = vocabulary.register("privacy.request.moved", "A data subject request took a step")
REQUEST_PAUSED = vocabulary.register("privacy.request.paused", "The person was asked; the clock of a request stopped")
REQUEST_RESUMED = vocabulary.register("privacy.request.resumed", "The person answered; the clock of a request runs")
REQUEST_EXTENDED = vocabulary.register("privacy.request.extended", "The time for a request was extended, with reasons")
ITEM_DECIDED = vocabulary.register("privacy.item.decided", "An item of a request was decided")
DEFECT_FOUND = vocabulary.register(
    "privacy.item.defect_found", "A record asked for erasure was found kept too long or without a rule (art. 17(1)(d))"
)
KEPT_FOR_REQUEST_RELEASED = vocabulary.register(
    "privacy.request.kept_items_released", "Records kept for a request were released"
)
RESTRICTION_BEGUN = vocabulary.register(
    "privacy.restriction.begun", "Processing was restricted from receipt of a request (GDPR art. 18(1))"
)
RESTRICTION_ENDED = vocabulary.register(
    "privacy.restriction.ended", "A restriction was lifted after the person had been told (GDPR art. 18(3))"
)
PROCESSING_STOPPED = vocabulary.register(
    "privacy.processing.stopped", "Processing stopped for good after an objection (GDPR art. 21)"
)
USE_ASKED = vocabulary.register("privacy.restriction.use_asked", "A use of restricted data was asked for (art. 18(2))")
USE_APPROVED = vocabulary.register(
    "privacy.restriction.use_approved", "A use of restricted data was approved by a second person (art. 18(2))"
)
CHANGE_ANNOUNCED = vocabulary.register(
    "privacy.notice_change.announced", "A significant change of a notice was loaded, and those concerned are to be told"
)
CHANGE_WRITTEN = vocabulary.register(
    "privacy.notice_change.written", "A letter about a change of the notice was written"
)
CHANGE_FAILED = vocabulary.register(
    "privacy.notice_change.failed", "No letter about a change of the notice could be written; the reason says why"
)
CHANGE_PRINTED = vocabulary.register(
    "privacy.notice_change.printed", "A letter about a change was fetched to be printed"
)
CHANGE_SENT = vocabulary.register("privacy.notice_change.sent", "A letter about a change of the notice went out")
CHANGE_READ = vocabulary.register(
    "privacy.notice_change.read", "Somebody read about a change of the notice in the portal"
)
DATA_RECTIFIED = vocabulary.register("privacy.data.rectified", "Data were corrected on request (GDPR art. 16)")
STATEMENT_ADDED = vocabulary.register("privacy.statement.added", "A person's own statement was added (GDPR art. 16)")
LETTER_MADE = vocabulary.register("privacy.letter.made", "A letter was made and sealed")
LETTER_SENT = vocabulary.register("privacy.letter.sent", "A letter was sent")
LETTER_READ = vocabulary.register("privacy.letter.read", "A letter was read")
RECIPIENT_NOTED = vocabulary.register(
    "privacy.recipient.noted", "A notice to a recipient was made, or the reason for making none was written down"
)
RECIPIENT_CONFIRMED = vocabulary.register("privacy.recipient.confirmed", "A recipient confirmed a notice")
COPY_ORDERED = vocabulary.register("privacy.copy.ordered", "A copy of a person's data was ordered")
COPY_REFUSED = vocabulary.register("privacy.copy.refused", "A request for a copy was refused, with its ground")
COPY_CUT = vocabulary.register("privacy.copy.cut", "A part was left out of a copy by hand, or shown after all")
GRADE_RELEASED = vocabulary.register(
    "privacy.grade.released", "A person is shown the grade that a machine gave of them, by decision"
)
COPY_FEE = vocabulary.register(
    "privacy.copy.fee", "A fee for a further copy was told to the person, or the person agreed to it"
)
COPY_MADE = vocabulary.register("privacy.copy.made", "A copy of a person's data was made and sealed")
COPY_DOWNLOADED = vocabulary.register("privacy.copy.downloaded", "A part of a copy was downloaded")
COPY_WITHDRAWN = vocabulary.register("privacy.copy.withdrawn", "A finished copy was taken back")
UNLINKED_RECEIVED = vocabulary.register(
    "privacy.unlinked.received", "A request was received without identification of the person"
)
UNLINKED_READ = vocabulary.register("privacy.unlinked.read", "A request without identification was read")
UNLINKED_ASKED = vocabulary.register("privacy.unlinked.asked", "The sender of a request was asked who they are")
UNLINKED_LINKED = vocabulary.register(
    "privacy.unlinked.linked", "A request without identification was linked to a person and goes on as theirs"
)
UNLINKED_CLOSED = vocabulary.register("privacy.unlinked.closed", "A request was closed without a person, with a reason")
UNLINKED_LIMITED = vocabulary.register(
    "privacy.unlinked.limited", "A request by the open form was turned away: too many came in a short time"
)
COMPLIANCE_LIST_READ = vocabulary.register(
    "privacy.compliance.list_read", "The list behind a figure of the compliance monitor was read"
)
CHANGE_REVIEWED = vocabulary.register(
    "privacy.trail.change_reviewed", "A change by an unattributed database session was reviewed, with its outcome"
)
EVIDENCE_EXPORTED = vocabulary.register(
    "privacy.evidence.exported", "The evidence for an auditor was taken out of the house"
)
