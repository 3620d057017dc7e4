"""The words of a copy for what is stored as a code: when a record goes, legal bases, outcomes, channels."""

from collections.abc import Iterable, Mapping
from datetime import date

from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accounts.roles import Role
from collections_app.policies.calls import ListeningPurpose
from personal_data import catalogue
from personal_data.declaration import Source
from personal_data.purposes import Purpose
from privacy.policies.held_ends import Ending, Ends
from privacy.policies.packs.terms import Basis, Safeguard

BASES: Mapping[str, str | Promise] = {
    Basis.CONSENT: gettext_lazy("your consent"),
    Basis.CONTRACT: gettext_lazy("a contract with you"),
    Basis.LEGAL_DUTY: gettext_lazy("a duty under the law"),
    Basis.VITAL_INTERESTS: gettext_lazy("somebody's vital interests"),
    Basis.PUBLIC_TASK: gettext_lazy("a task in the public interest"),
    Basis.LEGITIMATE_INTEREST: gettext_lazy("a legitimate interest"),
}
SAFEGUARDS: Mapping[str, str | Promise] = {
    Safeguard.ADEQUACY: gettext_lazy("a decision of the European Commission that the country protects data"),
    Safeguard.STANDARD_CLAUSES: gettext_lazy("standard clauses of the European Commission"),
    Safeguard.BINDING_RULES: gettext_lazy("binding rules of the group"),
    Safeguard.CONTRACT_WITH_PERSON: gettext_lazy("a contract with you"),
    Safeguard.CONSENT_TO_TRANSFER: gettext_lazy("your consent to the transfer"),
}
PURPOSES: Mapping[str, str | Promise] = {
    Purpose.COLLECTION: gettext_lazy("Working on your case"),
    Purpose.INTAKE: gettext_lazy("Taking in claims"),
    Purpose.BOOKKEEPING: gettext_lazy("Bookkeeping"),
    Purpose.LEGAL_CLAIM: gettext_lazy("A legal claim"),
    Purpose.SUBJECT_REQUEST: gettext_lazy("Answering your request"),
    Purpose.SELF_SERVICE: gettext_lazy("Your own reading"),
    Purpose.RETENTION: gettext_lazy("Erasing in time"),
    Purpose.SECURITY: gettext_lazy("Security"),
    Purpose.SUPERVISION: gettext_lazy("Supervision"),
    Purpose.EMERGENCY: gettext_lazy("An opening in an emergency, examined afterwards"),
    Purpose.PERMITTED_USE: gettext_lazy("A permitted use of restricted data"),
    Purpose.RECRUITMENT: gettext_lazy("Filling a position"),
    Purpose.DOCUMENTATION: gettext_lazy("Showing how your closed case was handled"),
    Purpose.MARKETING: gettext_lazy("Direct marketing"),
    Purpose.LEGAL_REPORT: gettext_lazy("A duty under the law"),
}
LISTENING: Mapping[str, str | Promise] = {
    ListeningPurpose.TRANSACTION_PROOF: gettext_lazy("to confirm what was agreed"),
    ListeningPurpose.SERVICE_DEVELOPMENT: gettext_lazy("to improve our service"),
}
SOURCES: Mapping[Source, str | Promise] = {
    Source.DATA_SUBJECT: gettext_lazy("You"),
    Source.ONLINE_USE: gettext_lazy("Your use of our online services"),
    Source.REPRESENTATIVE: gettext_lazy("Somebody who speaks for you"),
    Source.CREDITOR: gettext_lazy("The creditor"),
    Source.CREDIT_BUREAU: gettext_lazy("A credit bureau"),
    Source.PUBLIC_REGISTER: gettext_lazy("A public register"),
    Source.AGENCY: gettext_lazy("Made by us"),
    Source.OWN_HISTORY: gettext_lazy("An earlier matter of yours with us"),
    Source.RECORDING_SYSTEM: gettext_lazy("Our telephone system"),
    Source.BANK: gettext_lazy("The bank"),
    Source.OTHER: gettext_lazy("Somebody else"),
}
YOU = gettext_lazy("You")
STAFF: Mapping[str, str | Promise] = {
    Role.HANDLER: gettext_lazy("case handler"),
    Role.SUPERVISOR: gettext_lazy("supervisor of the case handlers"),
    Role.PRIVACY_OFFICER: gettext_lazy("privacy officer"),
    Role.DPO: gettext_lazy("data protection officer"),
    Role.RECORDS_OFFICER: gettext_lazy("records officer"),
    Role.AUDITOR: gettext_lazy("auditor"),
    Role.BOOKKEEPER: gettext_lazy("bookkeeper"),
    Role.LEGAL_COUNSEL: gettext_lazy("legal counsel"),
    Role.BACKUP_KEEPER: gettext_lazy("keeper of back-ups"),
    Role.RECRUITER: gettext_lazy("recruiter"),
    Role.PSEUDONYM_KEEPER: gettext_lazy("keeper of pseudonyms"),
    Role.TECHNICIAN: gettext_lazy("IT support of a supplier"),
    Role.REPORTING_OFFICER: gettext_lazy("member of our staff"),
}
ACTORS: Mapping[str, str | Promise] = {
    "staff": gettext_lazy("A member of our staff"),
    "debtor": gettext_lazy("Another person in the same case"),
    "creditor": gettext_lazy("The creditor"),
    "representative": gettext_lazy("Somebody who speaks for you"),
    **dict.fromkeys(("system", "anonymous"), gettext_lazy("Our system, by itself")),
    "unattributed": gettext_lazy("Somebody who maintains our database"),
}
ROLES: Mapping[str, str | Promise] = {
    "debtor": gettext_lazy("debtor"),
    "joint_debtor": gettext_lazy("joint debtor"),
    "guarantor": gettext_lazy("guarantor"),
    "guardian": gettext_lazy("guardian"),
    "contact": gettext_lazy("contact person"),
    "mentioned": gettext_lazy("mentioned"),
    "customer": gettext_lazy("customer"),
    "applicant": gettext_lazy("applicant"),
}
REASONS: Mapping[str, str | Promise] = {  # of steps, stored as codes
    "granted": gettext_lazy("the copy is given"),
    "refused": gettext_lazy("refused"),
    "approved": gettext_lazy("approved by a second person"),
    "sent_back": gettext_lazy("sent back by the second person"),
    "identity": gettext_lazy("proof of identity was asked for"),
    "specification": gettext_lazy("we asked which data are meant"),
    "answer_arrived": gettext_lazy("your answer arrived"),
    "paid": gettext_lazy("the debt is paid"),
    "settled": gettext_lazy("settled by agreement"),
    "withdrawn": gettext_lazy("withdrawn by the creditor"),
    "not_owed": gettext_lazy("the debtor does not owe it"),
    "time_barred": gettext_lazy("the claim is time-barred"),
    "written_off": gettext_lazy("written off"),
    "closed_in_error": gettext_lazy("closed in error"),
    "payment_reversed": gettext_lazy("a payment was reversed"),
    "creditor_request": gettext_lazy("the creditor asked for it"),
    "new_information": gettext_lazy("new information came in"),
}
KEPT_BY: Mapping[str, str | Promise] = {
    "hold": gettext_lazy("A legal hold keeps it for now."),
    "wish": gettext_lazy("It is kept for your request until you have your answer."),
    "restriction": gettext_lazy("Its use is restricted, so it is neither used nor erased."),
    "objection": gettext_lazy("An objection is being decided, so it is neither used nor erased."),
}
TRIGGERS: Mapping[str, str | Promise] = {
    "case closed": gettext_lazy("the case is closed"),
    "customer relationship ended": gettext_lazy("the customer relationship ended"),
    "obligations fulfilled": gettext_lazy("all obligations are fulfilled"),
    "recording made": gettext_lazy("the call was recorded"),
    "transaction posted": gettext_lazy("the transaction was posted"),
    "set aside": gettext_lazy("it was set aside"),
    "request closed": gettext_lazy("your request is closed"),
    "copy made": gettext_lazy("the copy was made"),
    "payment allocated, marked to be paid back, or paid out": gettext_lazy("it was clear what the payment was for"),
}
_LOCALES = {"en": "en_GB", "sv": "sv_SE", "nb": "nb_NO", "fi": "fi_FI", "da": "da_DK"}


def locale() -> str:
    """The locale of the language that is spoken now; English is European English."""
    return _LOCALES.get((get_language() or "en").partition("-")[0], "en_GB")


def of_fields(names: Iterable[str]) -> list[str]:
    """Declared fields such as ``debtor.name`` by the labels that the person reads, each once."""
    known = {f"{column.model._meta.model_name}.{column.name}": column.declared.label for column in catalogue.columns()}
    return list(dict.fromkeys(str(known.get(name, name)) for name in names))


def long_date(on: date) -> str:
    """A date as a letter writes it."""
    return str(format_date(on, "long", locale=locale()))


def of_ending(ending: Ending) -> str:
    """When a record goes, in one sentence or two (GDPR art. 15(1)(d))."""
    return " ".join([_when(ending), *(str(KEPT_BY[kind]) for kind in ending.kept_by if kind in KEPT_BY)])


def _when(ending: Ending) -> str:
    if ending.due_on is not None and ending.ends is Ends.ON_ITS_DAY:
        return _("It is erased on %(day)s at the latest.") % {"day": long_date(ending.due_on)}
    if ending.ends is Ends.WITH_THE_LAST_RECORD:
        return _("It is erased when the last record that needs it is erased.")
    if ending.ends is Ends.AFTER_ITS_EVENT:
        return _("It is erased when %(period)s have passed after this: %(event)s. That has not happened yet.") % {
            "period": _period(ending.period_months),
            "event": TRIGGERS.get(ending.trigger, ending.trigger),
        }
    return _("No period has been set for it. Ask us to erase it if you think that we no longer need it.")


def _period(months: int) -> str:
    if months % 12 == 0 and months:
        return ngettext("%(number)d year", "%(number)d years", months // 12) % {"number": months // 12}
    return ngettext("%(number)d month", "%(number)d months", months) % {"number": months}
