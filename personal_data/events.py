"""What personal_data records. The first five are written by the database itself."""

from audit import vocabulary

RECORD_CREATED = vocabulary.register("personal_data.record.created", "Rows of personal data were added")
RECORD_CHANGED = vocabulary.register("personal_data.record.changed", "Rows of personal data were changed")
ENVELOPE_ERASED = vocabulary.register("personal_data.envelope.erased", "Envelopes were erased through the gate")
ENVELOPE_RESEALED = vocabulary.register(
    "personal_data.envelope.resealed", "An envelope got a new key; its superseded values were erased"
)
ERASURE_REFUSED = vocabulary.register("personal_data.erasure.refused", "The gate kept an envelope, with the reason")
ENVELOPE_OPENED = vocabulary.register("personal_data.envelope.opened", "Envelopes were opened for reading")
OPENING_REFUSED = vocabulary.register("personal_data.opening.refused", "An envelope was not opened because it may not")
BLOCK_PLACED = vocabulary.register("personal_data.block.placed", "A restriction, hold or other block was placed")
BLOCK_LIFTED = vocabulary.register("personal_data.block.lifted", "A restriction, hold or other block was lifted")
BLOCK_PERMITTED = vocabulary.register(
    "personal_data.block.permitted", "A use of restricted records was permitted for one step (GDPR art. 18(2))"
)
EMERGENCY_BEGUN = vocabulary.register(
    "personal_data.emergency.begun", "Sealed or unreachable records were opened in an emergency, to be reviewed"
)
ERASURE_DECIDED = vocabulary.register("personal_data.erasure.decided", "Erasure was decided")
ERASURE_DECISION_WITHDRAWN = vocabulary.register(
    "personal_data.erasure.decision_withdrawn", "A decision to erase was withdrawn"
)
KEYS_ROTATED = vocabulary.register("personal_data.keys.rotated", "Keys were re-wrapped under a new epoch")
EPOCH_DESTROYED = vocabulary.register("personal_data.keys.epoch_destroyed", "A key-encryption epoch was destroyed")
JOURNAL_CHECKED = vocabulary.register("personal_data.journal.checked", "The erasure journal was verified")
SUPPRESSION_ENTERED = vocabulary.register(
    "personal_data.suppression.entered", "Somebody was entered in the suppression list, by keyed tokens"
)
SUPPRESSION_REMOVED = vocabulary.register(
    "personal_data.suppression.removed", "An entry was taken off the suppression list"
)
TRAIL_TERM_SET = vocabulary.register("personal_data.controller.trail_term", "It was set how long events are kept")
STATEMENT_REFUSED = vocabulary.register(
    "personal_data.statement.refused", "The database refused a statement of the application: no right, or a guard"
)
FIELDS_REFUSED = vocabulary.register(
    "personal_data.fields.refused", "Fields that a page does not ask for were refused; the count is how many"
)
