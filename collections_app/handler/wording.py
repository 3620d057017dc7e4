"""The words of the handler's desk for the codes of the trade."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from collections_app import wording
from collections_app.models import Call, CallDirection, CallOutcome, IntakeDecision, IntakeItemKind, SpokenTo
from collections_app.policies.calls import ListeningPurpose
from personal_data.models import BlockKind, Role

CLOSE_REASONS: dict[str, str | Promise] = {
    "paid": _("The debt is paid"),
    "settled": _("Settled by agreement"),
    "withdrawn": _("Withdrawn by the creditor"),
    "not_owed": _("The debtor does not owe it"),
    "time_barred": _("The claim is time-barred"),
    "written_off": _("Written off"),
}
REOPEN_REASONS: dict[str, str | Promise] = {
    "closed_in_error": _("Closed in error"),
    "payment_reversed": _("A payment was reversed"),
    "creditor_request": _("The creditor asks for it"),
    "new_information": _("New information came in"),
}
CHANGE_REASONS = {**CLOSE_REASONS, **REOPEN_REASONS}

ROLES: dict[str, str | Promise] = {
    Role.DEBTOR: _("Debtor"),
    Role.JOINT_DEBTOR: _("Joint debtor"),
    Role.GUARANTOR: _("Guarantor"),
    Role.GUARDIAN: _("Guardian"),
    Role.CONTACT: _("Contact person"),
    Role.MENTIONED: _("Person mentioned"),
    Role.CUSTOMER: _("Customer"),
    Role.APPLICANT: _("Applicant"),
}

# What a recording is listened to for.
LISTENING: dict[str, str | Promise] = {
    ListeningPurpose.TRANSACTION_PROOF: _("To confirm what was agreed in the call"),
    ListeningPurpose.SERVICE_DEVELOPMENT: _("To train and improve our customer service"),
}

# kind -> (title, what it means and what to do)
BLOCKS: dict[str, tuple[str | Promise, str | Promise]] = {
    BlockKind.HOLD: (
        _("Legal hold: nothing of this is erased"),
        _("It opens only for what it is held for. Whoever answers for the hold releases it."),
    ),
    BlockKind.WISH: (
        _("Kept at the person's wish"),
        _("The person asked us to keep it (GDPR art. 18(1)(c)). It is not erased until they say otherwise."),
    ),
    BlockKind.RESTRICTION: (
        _("Restricted: we only keep it"),
        _("Do not use it for collection (GDPR art. 18). The privacy officer decides when that ends."),
    ),
    BlockKind.OBJECTION: (
        _("The person has objected"),
        _("Do not use it until the objection is decided (GDPR art. 21)."),
    ),
    BlockKind.STOPPED: (
        _("The person's objection was upheld"),
        _("Do not use it for collection any more (GDPR art. 21). What no law makes us keep is being erased."),
    ),
    BlockKind.MARKETING: (
        _("No direct marketing"),
        _("The person has objected to direct marketing (GDPR art. 21(3)). You may work the case as usual."),
    ),
    BlockKind.NEED_TO_KNOW: (
        _("Sealed for named members of staff"),
        _("You see this because you are one of them. Tell nobody else what it says."),
    ),
}

# kind -> what happened and what has to be decided
INTAKE_KINDS: dict[str, str | Promise] = {
    IntakeItemKind.CONFLICT: _(
        "The books hold a document of this number already, but with other content. Nothing was overwritten."
    ),
    IntakeItemKind.PARKED_ERASED: _(
        "This claim was in the books before and was erased. Nobody is entered again unless you decide so."
    ),
    IntakeItemKind.PARKED_OBJECTION: _("Their objection was upheld before. Ask the privacy officer before you decide."),
    IntakeItemKind.PARKED_MISTAKEN: _("The wrong person was taken for the debtor before. Have the creditor make sure."),
    IntakeItemKind.UNMATCHED_CREDIT_NOTE: _(
        "The credit note names an invoice that is not in the books, or one in another currency. It reduces nothing yet."
    ),
}
# decision -> (the button, what will happen)
DECISIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    IntakeDecision.DISMISSED: (
        _("Dismiss the document"),
        _("Nothing is booked. The document stays as decided and goes with its own date."),
    ),
    IntakeDecision.BOOKED: (
        _("Book the document"),
        _("The claim is entered in the debtor's case; where there is no open case, one is opened."),
    ),
    IntakeDecision.REPLACED: (
        _("Replace what is booked"),
        _("The claim in the books gets the content that came last. What it was before stays in its history."),
    ),
}
# What becomes of documents, as an import counts them, before and after.
# Payments in a bank's file, in words that fit one and many.
# Why claims of an import stay although it is rolled back.


def call_in_words(call: Call) -> str:
    """A line of the contact log in one sentence: who called, what came of it, with whom, how long."""
    who = gettext("We called") if call.direction == CallDirection.OUTBOUND else gettext("We were called")
    if call.outcome != CallOutcome.SPOKE:
        return f"{who}: {call.get_outcome_display()}"
    spoke = gettext("spoke with the %(person)s") % {"person": call.get_spoken_to_display()}
    if call.spoken_to == SpokenTo.THIRD_PERSON:
        spoke = gettext("spoke with somebody else")
    return f"{who}: {spoke}, {wording.length(call.seconds)}"
