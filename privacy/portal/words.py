"""The portal's plain words for the codes of records, purposes and roles. No trade words, no blame."""

import re

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from collections_app.events import PSEUDONYM_RESOLVED
from collections_app.policies.calls import ListeningPurpose
from personal_data.purposes import Purpose
from privacy import events

PURPOSES: dict[str, Promise] = {
    Purpose.COLLECTION: _("to work on your case"),
    Purpose.INTAKE: _("to take in a claim from the creditor"),
    Purpose.BOOKKEEPING: _("for our accounts, as the law on bookkeeping demands"),
    Purpose.LEGAL_CLAIM: _("for a legal claim before a court or an enforcement authority"),
    Purpose.SUBJECT_REQUEST: _("to deal with your rights: requests, answers and letters"),
    Purpose.SELF_SERVICE: _("to read it in the portal"),
    Purpose.RETENTION: _("to see that it is erased in time"),
    Purpose.SECURITY: _("to guard the data and to look into incidents"),
    Purpose.SUPERVISION: _("to check that data are handled as they should be"),
    Purpose.PERMITTED_USE: _("for a use that the law allows although your data are restricted"),
    Purpose.EMERGENCY: _("in an emergency; somebody else examines afterwards whether it was right"),
    Purpose.RECRUITMENT: _("to fill a position for which you applied"),
    Purpose.DOCUMENTATION: _("to show how your closed case was handled"),
    Purpose.MARKETING: _("to tell you of offers"),
    Purpose.LEGAL_REPORT: _("because a law demands it"),
}
ROLES: dict[str, Promise] = {
    Role.HANDLER: _("case handler"),
    Role.SUPERVISOR: _("supervisor of the case handlers"),
    Role.PRIVACY_OFFICER: _("privacy officer"),
    Role.DPO: _("data protection officer"),
    Role.RECORDS_OFFICER: _("records officer"),
    Role.AUDITOR: _("auditor"),
    Role.BOOKKEEPER: _("bookkeeper"),
    Role.LEGAL_COUNSEL: _("legal counsel"),
    Role.BACKUP_KEEPER: _("keeper of back-ups"),
    Role.RECRUITER: _("recruiter"),
    Role.PSEUDONYM_KEEPER: _("keeper of pseudonyms"),
    Role.TECHNICIAN: _("IT support of a supplier"),
    # The name of the role would tell that there is something to report.
    Role.REPORTING_OFFICER: _("A member of our staff"),
}
# Who is no member of staff, and staff of whom no role is known any more.
ACTORS: dict[str, Promise] = {
    "staff": _("A member of our staff"),
    "debtor": _("Another person in the same case"),
    "creditor": _("The creditor"),
    "representative": _("Somebody who speaks for you"),
    "system": _("Our system, by itself"),
    "anonymous": _("Our system, by itself"),
    "unattributed": _("Somebody who maintains our database"),
}
RECORDS: dict[str, Promise] = {
    "profile": _("your name, identity number and contact details"),
    "case_file": _("your case: claims, notes and what was done"),
    "call_recording": _("a recorded call"),
    "legal_file": _("the file of a legal dispute"),
    "hardship": _("that you are in a difficult situation"),
    "bureau_extract": _("what a credit bureau said of you"),
    "grade": _("a grade that a machine gave of how you will pay"),
    "chat": _("a chat with us"),
    "contact_form": _("what you wrote on our website"),
    "loan_offer": _("an offer of a loan"),
    "contract": _("what was agreed with you"),
    "collateral": _("what you gave as security"),
    "potential_customer": _("what you applied for"),
    "valuation_row": _("your claim in a portfolio that we valued"),
    "valuation_set": _("rows without names, for valuations"),
    "applicant": _("your application for work"),
    "third_party": _("how to reach you as somebody who has to do with a case"),
    "authority_contact": _("how to reach you at your authority"),
    "damage_event": _("the file of an event that may lead to a claim for damages"),
    "ledger_entry": _("an entry in our accounts"),
    "payment": _("a payment at the bank"),
    "intake_item": _("a document from the creditor"),
    "rights_request": _("your request to us"),
    "access_copy": _("a copy of your data that you asked for"),
    "disclosure": _("a note of whom your data were given to"),
    "recipient": _("who receives data from us or speaks for you"),
}
# What was looked at where the event says more than the kind of record.
DEEDS: dict[str, Promise] = {
    events.TRAIL_OF_SUBJECT_READ.name: _("this list of who has seen your data"),
    events.TRAIL_OF_CASE_READ.name: _("the list of who has seen your case"),
    PSEUDONYM_RESOLVED.name: _("that a pseudonym in our analyses stands for your case"),
    events.PORTAL_CODE_PRINTED.name: _("the letter with your sign-in code, when it was printed"),
}
# A recorded call to which somebody listened, by what for.
LISTENED: dict[str, Promise] = {
    ListeningPurpose.TRANSACTION_PROOF: _("a recorded call: listened to for %(length)s to confirm what was agreed"),
    ListeningPurpose.SERVICE_DEVELOPMENT: _("a recorded call: listened to for %(length)s to improve our service"),
}
_ARTICLE = re.compile(r"(\d+)\((\d+)\)(?:\(([a-z])\))?")
# Article, paragraph and letter as each language cites them, with a letter and without.
_CITED = {
    "sv": ("{0}.{1} {2}", "{0}.{1}"),
    "fi": ("{0} artiklan {1} kohdan {2} alakohta", "{0} artiklan {1} kohta"),
    "nb": ("{0} nr. {1} bokstav {2}", "{0} nr. {1}"),
    "da": ("{0}, stk. {1}, litra {2}", "{0}, stk. {1}"),
}


def article(code: str) -> str:
    """An article as the reader's language cites it: 6(1)(c) in English, 6.1 c in Swedish."""
    cited = _CITED.get((get_language() or "").partition("-")[0])
    if cited is None:
        return code
    lettered, plain = cited
    return _ARTICLE.sub(lambda found: (lettered if found[3] else plain).format(*found.groups()), code)
