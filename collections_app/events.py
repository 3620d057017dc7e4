"""The names under which collection work appears in the audit trail."""

from audit import vocabulary

CREDITOR_REGISTERED = vocabulary.register("collections.creditor.registered", "A creditor became a client")
ASSIGNMENT_ENDED = vocabulary.register(
    "collections.assignment.ended", "The agreement to collect for a creditor ended, and its open cases were closed"
)
DEBTOR_REGISTERED = vocabulary.register("collections.debtor.registered", "A debtor was registered by a member of staff")
CASE_OPENED = vocabulary.register("collections.case.opened", "A case was opened")
PARTY_ADDED = vocabulary.register(
    "collections.case.party_added", "A guarantor or joint debtor was added to a case; the reason is the role"
)
CASE_CLOSED = vocabulary.register("collections.case.closed", "A case was closed")
CASE_REOPENED = vocabulary.register("collections.case.reopened", "A closed case was reopened")
CLAIMS_BOUGHT = vocabulary.register(
    "collections.case.bought", "The claims of a case changed hands: seller, buyer and day were entered"
)
PAPER_BOX_ENTERED = vocabulary.register("collections.paper_box.entered", "A box for papers was entered")
PAPER_BOX_MOVED = vocabulary.register("collections.paper_box.moved", "A box of papers stands somewhere else now")
PAPER_FILED = vocabulary.register(
    "collections.paper.filed", "A paper of a case was put in a box; the reason is what it is"
)
PAPER_TAKEN_OUT = vocabulary.register(
    "collections.paper.taken_out", "A paper was taken out of its box; the reason is what for"
)
PAPER_BROUGHT_BACK = vocabulary.register("collections.paper.brought_back", "A paper was put back in its box")
PAPER_DESTROYED = vocabulary.register(
    "collections.paper.destroyed", "Somebody confirmed that a paper was destroyed; the reason is how"
)
NOTE_WRITTEN = vocabulary.register("collections.note.written", "A note was written in a case file")
NOTE_CLASSIFIED = vocabulary.register(
    "collections.note.classified", "A note was classified; the reason is how confidential it is"
)
DETAIL_ENTERED = vocabulary.register(
    "collections.detail.entered", "A detail of a debtor was entered; the reason is its kind and its source"
)
DETAIL_REFUSED = vocabulary.register(
    "collections.detail.refused", "A detail was not kept; the reason says why, and nothing says what it was"
)
DETAIL_REVIEWED = vocabulary.register(
    "collections.detail.reviewed", "Somebody looked at a hit in a register that had stopped collection"
)
CALL_LOGGED = vocabulary.register("collections.call.logged", "A call was written in the contact log")
CALL_RECORDED = vocabulary.register("collections.call.recorded", "A recording of a call was added")
CALL_LISTENED = vocabulary.register(
    "collections.call.listened", "A recording of a call was listened to; the count is in seconds"
)
CALL_TRANSCRIBED = vocabulary.register("collections.call.transcribed", "The transcript of a recording was written")
LISTENING_REFUSED = vocabulary.register("collections.call.listening_refused", "Listening to a recording was refused")
LEGAL_FILE_OPENED = vocabulary.register(
    "collections.legal_file.opened", "A legal proceedings file was opened on a case"
)
LEGAL_FILE_KEPT = vocabulary.register(
    "collections.legal_file.kept", "Items were copied into a legal proceedings file; the reason is their kind"
)
LEGAL_FILE_ENDED = vocabulary.register(
    "collections.legal_file.ended", "The legal assignment of a file ended, so its clock runs"
)
LEGAL_FILE_RESUMED = vocabulary.register(
    "collections.legal_file.resumed", "The legal assignment of a file goes on, so its clock stopped"
)
RECORD_ENTERED = vocabulary.register(
    "collections.record.entered", "A record beside the cases was entered; the reason is its class"
)
RECORD_ENDED = vocabulary.register(
    "collections.record.ended", "It was said how a record beside the cases ended, which starts its clock"
)
APPLICANT_HANDED_OVER = vocabulary.register(
    "collections.applicant.handed_over", "An applicant who was hired was handed over to the personnel department"
)
SET_MADE = vocabulary.register(
    "collections.set.made", "A pseudonymised set was made; the reason is its kind, the count its rows"
)
SET_EXPORTED = vocabulary.register(
    "collections.set.exported", "A file of a pseudonymised set was taken out; the count is its rows"
)
SET_EXPORT_REMOVED = vocabulary.register(
    "collections.set.export_removed", "Somebody said that a file of a pseudonymised set was removed where it was used"
)
VALUATION_REFUSED = vocabulary.register(
    "collections.valuation.refused", "A file of a portfolio was not taken; the reason says why"
)
IDENTIFIABLE_ASKED = vocabulary.register(
    "collections.valuation.identifiable_asked", "Valuing a portfolio with names was asked for"
)
IDENTIFIABLE_APPROVED = vocabulary.register(
    "collections.valuation.identifiable_approved", "A second person approved that a portfolio is valued with names"
)
IDENTIFIABLE_IMPORTED = vocabulary.register(
    "collections.valuation.identifiable_imported", "Rows with names of a portfolio were imported; the count is of rows"
)
PSEUDONYM_RESOLVED = vocabulary.register(
    "collections.pseudonym.resolved", "It was told whom a token of a pseudonymised set stands for; the reason is why"
)
PSEUDONYM_REFUSED = vocabulary.register(
    "collections.pseudonym.refused",
    "It was not told whom a token stands for; the reason says why it was asked and not told",
)
CHAT_USED = vocabulary.register("collections.chat.used", "A chat was read to improve the service")
LEDGER_POSTED = vocabulary.register("collections.ledger.posted", "An entry was posted to the ledger")
INTAKE_FINISHED = vocabulary.register("collections.intake.finished", "A file from a creditor was imported")
INTAKE_ITEM_SET_ASIDE = vocabulary.register(
    "collections.intake.set_aside", "Documents from a creditor were set aside for a decision"
)
INTAKE_ITEM_DECIDED = vocabulary.register(
    "collections.intake.decided", "A document that was set aside was decided upon"
)
RECIPIENT_REGISTERED = vocabulary.register("collections.recipient.registered", "A recipient of data was entered")
RECIPIENT_CHANGED = vocabulary.register("collections.recipient.changed", "A recipient of data was changed or ended")
SAFEGUARD_ENTERED = vocabulary.register(
    "collections.recipient.safeguard_entered", "An agreement or transfer mechanism of a recipient was entered or ended"
)
AUTHORISATION_ENTERED = vocabulary.register(
    "collections.authorisation.entered", "An authorisation to speak for a debtor was entered with its document"
)
AUTHORISATION_VERIFIED = vocabulary.register(
    "collections.authorisation.verified", "A second person verified an authorisation to speak for a debtor"
)
AUTHORISATION_REVOKED = vocabulary.register(
    "collections.authorisation.revoked", "An authorisation to speak for a debtor was revoked by the debtor or by us"
)
SUPPORT_BOUND = vocabulary.register("collections.support.bound", "An account was bound to a processor's IT support")
SUPPORT_OPENED = vocabulary.register(
    "collections.support.opened", "A case was opened to a processor's IT support, for a reason and a time"
)
SUPPORT_ENDED = vocabulary.register("collections.support.ended", "A session of IT support was ended before its time")
SUPPORT_REFUSED = vocabulary.register(
    "collections.support.refused", "IT support was shown nothing; the reason says why"
)
DISCLOSED = vocabulary.register("collections.disclosure.made", "Data were passed on to a recipient")
REPORT_PROPOSED = vocabulary.register(
    "collections.report.proposed", "A report that a law demands was proposed to a second person"
)
REPORT_DECIDED = vocabulary.register(
    "collections.report.decided", "A report that a law demands was approved and passed on, or declined"
)
DISCLOSURE_REFUSED = vocabulary.register("collections.disclosure.refused", "Passing data on was refused")
PAYMENTS_BOOKED = vocabulary.register("collections.payments.booked", "A file from a bank was booked")
PAYMENT_ALLOCATED = vocabulary.register("collections.payment.allocated", "A payment was allocated by hand")
PAYMENT_TAKEN_BACK = vocabulary.register(
    "collections.payment.taken_back", "An allocation of a payment was taken back by a correcting entry"
)
PAYMENT_REVERSED = vocabulary.register(
    "collections.payment.reversed", "A payment was set against what the bank took back"
)
PAYMENT_LEFT_PAID_OUT = vocabulary.register(
    "collections.payment.left_paid_out", "What the bank took back was said to be no payment of ours"
)
PAYMENT_SAID_SAME = vocabulary.register(
    "collections.payment.said_same", "A payment was said to be one that is booked already"
)
PAYMENT_SAID_ANOTHER = vocabulary.register(
    "collections.payment.said_another", "A payment was said to be another than the one that is alike"
)
PAYMENT_SET_ASIDE = vocabulary.register(
    "collections.payment.set_aside", "A sum was taken out of the books until it is said whether its parts are in them"
)
PAYMENT_REFUND_MARKED = vocabulary.register(
    "collections.payment.refund_marked", "What is left of a payment was marked to be paid back"
)
LEDGER_CORRECTED = vocabulary.register("collections.ledger.corrected", "A ledger entry was taken back by another")
UPLOAD_RECEIVED = vocabulary.register("collections.upload.received", "A file was uploaded and lies sealed")
UPLOAD_CHECKED = vocabulary.register("collections.upload.checked", "An uploaded file was read and judged")
UPLOAD_DISCARDED = vocabulary.register(
    "collections.upload.discarded", "An uploaded file was discarded or its day ended"
)
COLUMNS_REFUSED = vocabulary.register(
    "collections.upload.columns_refused", "A file was not read, for columns that no claim needs; the count is how many"
)
COLUMNS_LEFT_OUT = vocabulary.register(
    "collections.upload.columns_left_out", "Somebody said which columns of a file are not used; the count is how many"
)
IMPORT_ORDERED = vocabulary.register("collections.import.ordered", "An uploaded file was ordered to be imported")
BAD_ROWS_DOWNLOADED = vocabulary.register(
    "collections.import.bad_rows_downloaded", "The rows of a file that could not go in were downloaded"
)
UNDO_ORDERED = vocabulary.register("collections.import.undo_ordered", "An import was ordered to be rolled back")
IMPORT_UNDONE = vocabulary.register("collections.import.undone", "An import was rolled back as far as could be")
