"""Why data may not leave, in the words of whoever wanted to pass them on."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "other_controller": _("This recipient belongs to another controller. Choose one of the case's own controller."),
    "other_creditor": _("A creditor gets data of its own cases only, and this case is another's."),
    "recipient_ended": _("This recipient has been ended; nothing more goes to it."),
    "no_agreement": _(
        "No processor agreement with this recipient is in force today (GDPR art. 28). Ask the privacy officer to enter "
        "it; until then nothing goes there."
    ),
    "outside_the_union": _(
        "The controller's notice promises that no data leave the European Union, and this recipient lies outside it."
    ),
    "no_route": _(
        "The recipient lies outside the European Economic Area, and the controller's notice names no such recipient "
        "there."
    ),
    "no_safeguard": _(
        "The recipient lies outside the European Economic Area, and no transfer mechanism is in force for it today "
        "(GDPR art. 44). Ask the privacy officer to enter one; until then nothing goes there."
    ),
    "safeguard_not_promised": _(
        "The transfer mechanism of this recipient is not one that the controller's notice names for it."
    ),
    "nothing_chosen": _("Choose the data that leave."),
    "more_than_needed": _("Such a recipient does not need all of that. Choose only data that are offered for it."),
    "unclassified": _(
        "Notes of this case are not classified. Say of each what it is about and how confidential it is; until then "
        "none leaves."
    ),
    "provision_missing": _(
        "To an authority data go on a legal provision: name it, and the authority's reference or that of our "
        "application."
    ),
    "relevance_missing": _("An insurance company gets data of a case that concerns it. Say why this one does."),
    "authority_missing": _(
        "Whoever speaks for the debtor gets data on an authority or an appointment. Name the document and its date."
    ),
    "evidence_missing": _("Say how you know who it is: which document was shown, and its date."),
    "about_missing": _("Say of which debtor of this case the data are."),
    "no_authorisation": _("No authorisation of this person to speak for the debtor is kept."),
    "authorisation_not_verified": _("The authorisation has not been looked at by a second person yet."),
    "authorisation_not_begun": _("The authorisation is not in force yet."),
    "authorisation_expired": _("The authorisation has expired. Nothing leaves on it."),
    "authorisation_revoked": _("The authorisation has been revoked. Nothing leaves on it."),
    "beyond_scope": _("The authorisation does not reach as far as that."),
    "second_person": _(
        "A report that a law demands is proposed by one reporting officer and approved by another. Tell one of them."
    ),
    "no_lenders": _(
        "Other lenders get data through a credit information agency only, and only where the controller's notice names "
        "them."
    ),
    "not_in_legal_stage": _(
        "Such a recipient gets data in legal action only. Open a file of legal proceedings on the case first."
    ),
    "no_licence": _(
        "No licence of this credit information agency is in force today. Ask the privacy officer to enter it."
    ),
    "notice_missing": _("A default is reported after the debtor has been told. Enter the day; it cannot lie ahead."),
    "secrecy_unchecked": _("Look first whether a duty of secrecy stands against it, and say what came of that."),
    "secrecy_not_cleared": _("A duty of secrecy stands against it, or may. Nothing leaves."),
    "by_batch": _(
        "For direct marketing data leave in batches only, made at Marketing, which leave out whom it must not reach."
    ),
    "marketing_not_named": _("The controller's notice names no direct marketing, so nothing leaves for it."),
    "no_consents": _("The notice rests marketing on consent, and no register of consents is kept: nothing leaves."),
    "not_marketing": _("This is no supplier of direct marketing that the controller's notice names."),
    "purpose_unknown": _("Choose what the recipient gets the data for."),
    "ground_unknown": _("Choose the legal ground."),
    "channel_unknown": _("Choose how the data leave."),
    "register_hit": _(
        "A register says that the debtor is insolvent or has a guardian. Until somebody has looked at that, nothing "
        "that presses for payment is done."
    ),
    "blocked": _("The record is restricted or blocked: it may not be used for this now (GDPR art. 18, 21)."),
    "nothing_there": _("Nothing of what you chose is in the file. Choose other data."),
}
