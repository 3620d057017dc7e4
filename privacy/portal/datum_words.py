"""One datum as a person reads it. The template writes amounts, dates and addresses in the reader's own manner."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.conf.locale import LANG_INFO
from django.utils.functional import Promise
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from collections_app.policies.calls import ListeningPurpose
from personal_data import catalogue
from personal_data.declaration import CATEGORY_LABELS, Category
from personal_data.models import Role
from privacy.policies.erasure_grounds import REFUSALS
from privacy.policies.held_records import Datum, HeldRow
from privacy.policies.withheld import WITHHELD_BECAUSE, Reason
from privacy.policies.words import Words
from privacy.portal import authority_words
from privacy.portal.words import RECORDS
from privacy.services.copies import meanings
from privacy.services.sign_in.codes import ENDED_BECAUSE

PARTS: Mapping[str, Promise] = {
    Role.DEBTOR: _("you owe"),
    Role.JOINT_DEBTOR: _("you owe together with somebody else"),
    Role.GUARANTOR: _("you stand surety"),
    Role.GUARDIAN: _("you are the guardian"),
    Role.CONTACT: _("you are named as a contact"),
    Role.MENTIONED: _("you are mentioned"),
    Role.CUSTOMER: _("you are or might become a customer"),
    Role.APPLICANT: _("you applied for work"),
}
FILES: Mapping[str, Promise] = {
    "call_recording.file.v1": _("the sound of the call"),
    "legal_file.item.v1": _("a sound or a document in the file of the dispute"),
    "letter.file.v1": _("the letter"),
    "given_notice.letter.v1": _("the letter about data that came from others"),
    "change_notice.letter.v1": _("the letter about a change of our notice"),
    "portal_code.letter.v1": _("the letter with your sign-in code"),
    "authorisation.evidence.v1": _("the document by which somebody speaks for you"),
}

# Codes of fields that have no list of their own words.
CODES: Mapping[str, Mapping[str, str | Promise]] = {
    "casedebtor.role": PARTS,
    "casestatuschange.reason": {
        "paid": _("the debt is paid"),
        "settled": _("we agreed on it"),
        "withdrawn": _("the creditor withdrew it"),
        "not_owed": _("you do not owe it"),
        "time_barred": _("it is too old to be claimed"),
        "written_off": _("it was written off"),
        "closed_in_error": _("it had been closed by mistake"),
        "payment_reversed": _("a payment was reversed"),
        "creditor_request": _("the creditor asked for it"),
        "new_information": _("new information came in"),
    },
    "callrecording.purposes": {
        ListeningPurpose.TRANSACTION_PROOF: _("to confirm what was agreed"),
        ListeningPurpose.SERVICE_DEVELOPMENT: _("to improve our service"),
    },
    "call.direction": {"outbound": _("we called"), "inbound": _("somebody called us")},
    "call.outcome": {
        "spoke": _("we spoke with somebody"),
        "no_answer": _("nobody answered"),
        "busy": _("the line was busy"),
        "voicemail": _("an answering machine answered"),
        "wrong_number": _("it was the wrong number"),
    },
    "call.spoken_to": {
        "nobody": _("nobody"),
        "debtor": _("the person who owes"),
        "joint_debtor": _("a person who owes together with somebody else"),
        "guarantor": _("the person who stands surety"),
        "guardian": _("a guardian"),
        "representative": _("a representative"),
        "contact": _("a contact person"),
        "third_person": _("somebody else"),
    },
    "callrecording.told": {
        "announced": _("a recorded voice said so before the call"),
        "by_handler": _("we said so at the beginning of the call"),
    },
    **authority_words.CODES,
    "portalcode.revoked_because": ENDED_BECAUSE,
    "requestitem.record_class": RECORDS,
    "requestitem.ground": {code: ground.label for code, ground in REFUSALS.items()},
    "requeststep.reason": {
        "approved": _("a second person agreed"),
        "sent_back": _("a second person sent it back"),
        "identity": _("we had to ask who you are"),
        "specification": _("we had to ask which data you mean"),
        "answer_arrived": _("your answer arrived"),
    },
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A label with what stands there. ``form`` names how the template writes the value."""

    label: str | Promise
    value: Any
    form: str
    currency: str = ""
    withheld: Reason | None = None
    is_redacted: bool = False
    """Some words of the value are about another person and stand as a mark."""
    until: datetime | None = None
    """A former value: when it was changed."""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of a record: its kind, and its data of one category."""

    kind: str | Promise
    data: tuple[Shown, ...]
    files: tuple[Shown, ...]
    withheld: Reason | None
    """Why nothing of it is shown: the row is another person's, or blocked."""
    whence: Words | None = None
    """The source that told it, in the words of the notice, where the row names it (GDPR art. 14(2)(f))."""


def of_row(row: HeldRow, categories: Collection[Category], sources: Mapping[str, Words]) -> ShownRow | None:
    """What a row holds of some categories; None when it holds nothing of them. Its files stand with its first datum.

    ``sources`` are those of the notice by their keys.
    """
    data = [each for each in row.data if each.category in categories]
    if not data:
        return None
    reasons = [each.withheld for each in data if each.value is None and each.withheld]
    reason = WITHHELD_BECAUSE[reasons[0]] if len(reasons) == len(data) else None
    files = tuple(_files(row)) if data[0] == row.data[0] else ()
    return ShownRow(row.kind, tuple(_data(row, data)), files, reason, sources.get(row.source_key))


def _data(row: HeldRow, data: Iterable[Datum]) -> Iterator[Shown]:
    currency = next((str(each.value) for each in row.data if each.field.endswith(".currency") and each.value), "")
    for datum in data:
        if datum.field.endswith(".currency") and currency:
            continue  # it stands with the amount
        yield _shown(datum, currency)
        for each in row.former:
            # That a time moved on, such as that of the last sign-in, stands in the copy; here it would be in the way.
            if each.datum.field == datum.field and not isinstance(each.datum.value, datetime):
                yield _shown(each.datum, currency, until=each.until)


def _shown(datum: Datum, currency: str, until: datetime | None = None) -> Shown:
    if datum.value is None and datum.withheld:
        return Shown(datum.label, None, "withheld", withheld=WITHHELD_BECAUSE[datum.withheld], until=until)
    value, form = _formed(datum, currency)
    return Shown(datum.label, value, form, currency, is_redacted=datum.withheld is not None, until=until)


def _formed(datum: Datum, currency: str) -> tuple[Any, str]:
    value = datum.value
    if datum.field.endswith(".amount_minor") and currency:
        return value, "money"
    for kind, form in ((datetime, "moment"), (date, "day"), (dict, "address")):
        if isinstance(value, kind):
            return value, form
    if datum.field == "disclosedcopy.content":
        return meanings.passed_on(value), "lines"
    if isinstance(value, list | tuple):
        codes = CODES.get(datum.field, {})
        return [codes.get(str(each)) or _word(str(each)) for each in value], "list"
    if datum.field.endswith(".language"):
        return _language(str(value)), "text"
    word = CODES.get(datum.field, {}).get(str(value)) or datum.says
    return (word, "word") if word else (value, "text")


def _language(code: str) -> str:
    known = code in LANG_INFO
    return str(get_language_info(code)["name_local"]) if known else code


def _word(code: str) -> str | Promise:
    """A category or field by its label in the data map; any other text as it is."""
    categories = {each.value: label for each, label in CATEGORY_LABELS.items()}
    return categories.get(code) or _labels().get(code, code)


@cache
def _labels() -> Mapping[str, str | Promise]:
    return {f"{column.model._meta.model_name}.{column.name}": column.declared.label for column in catalogue.columns()}


def _files(row: HeldRow) -> Iterator[Shown]:
    for file in row.files:
        reason = WITHHELD_BECAUSE[file.withheld] if file.withheld else None
        yield Shown(FILES.get(file.kind, _("a file")), None, "file", withheld=reason)
