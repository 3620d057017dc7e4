"""The portal's plain words for what is held: titles of records, and on what it rests."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.policies.packs.terms import Basis, Holder

RECORD_TITLES: dict[str, Promise] = {
    "profile": _("Your particulars"),
    "case_file": _("Case"),
    "call_recording": _("Recorded call"),
    "legal_file": _("File of a legal dispute"),
    "hardship": _("Difficult situation"),
    "bureau_extract": _("From a credit bureau"),
    "grade": _("Grade of how you will pay"),
    "chat": _("Chat with us"),
    "contact_form": _("What you wrote on our website"),
    "loan_offer": _("Offer of a loan"),
    "contract": _("What was agreed"),
    "collateral": _("Security"),
    "potential_customer": _("Your application to become a customer"),
    "third_party": _("Your contact details as somebody who has to do with a case"),
    "authority_contact": _("Your contact details at your authority"),
    "valuation_row": _("Valuation of a portfolio"),
    "valuation_set": _("Valuation without names"),
    "applicant": _("Your application for work"),
    "damage_event": _("File of an event that may lead to a claim for damages"),
    "ledger_entry": _("Entry in our accounts"),
    "payment": _("Payment"),
    "intake_item": _("Document from the creditor"),
    "rights_request": _("Your request"),
    "access_copy": _("Copy of your data"),
    "disclosure": _("Note of whom data were given to"),
    "recipient": _("Who receives data or speaks for you"),
}
BASES: dict[str, Promise] = {
    Basis.CONSENT: _("you have said yes"),
    Basis.CONTRACT: _("it is needed for an agreement with you"),
    Basis.LEGAL_DUTY: _("a law demands it"),
    Basis.VITAL_INTERESTS: _("it is needed to protect somebody's life or health"),
    Basis.PUBLIC_TASK: _("it is needed for a task in the public interest"),
    Basis.LEGITIMATE_INTEREST: _("it is needed for an interest that weighs more than yours"),
}
HOLDERS: dict[str, Promise] = {
    Holder.CONTROLLER: _("our own interest"),
    Holder.CLIENT: _("the interest of our client"),
}
