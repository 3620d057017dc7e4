"""Adding a guarantor or joint debtor to a case: a data subject of their own, in a profile of their own (ALMI-09)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, CaseDebtor, CaseStatus, Debtor, DebtorKind
from collections_app.services import debtors, filing, intake_lock
from personal_data import births, envelopes, national_ids, tokens
from personal_data.models import EnvelopeSubject, Role

ROLES = (Role.GUARANTOR, Role.JOINT_DEBTOR)
_REFUSALS = {
    "role_unknown": _("Choose whether the person stands surety or owes too."),
    "name_missing": _("Write the name."),
    "case_closed": _("The case is closed. Reopen it before somebody is added."),
    "kind_contradicts": _("The number is that of another kind: of a person, or of a company."),
    "in_the_case": _("This debtor is in the case already."),
}


class NotAdded(ValidationError):
    """Nobody is added; ``code`` says why."""

    def __init__(self, reason: str, message: str = "") -> None:
        super().__init__(message or _REFUSALS[reason], code=reason)


@transaction.atomic
def add(*, case: Case, role: str, who: filing.Particulars, country: str, at: datetime) -> CaseDebtor:
    """Enter somebody who stands surety or owes too, as the creditor's agreement names them.

    Who is known by the number, or without one by date of birth, name and address, keeps the one profile that they have;
    nobody is recognised by name. They have to be told
    within a month of this day (GDPR art. 14, ADR 57). By which debtors the creditor's later documents find the case
    does not change. Raises NotAdded; Refused where the case or the person is blocked.
    """
    intake_lock.take(case.controller_id)
    today = at.astimezone(ZoneInfo(case.controller.time_zone)).date()
    _check(case, role, who)
    who = _with_number(who, country, today)
    debtor = _known(case, who) or debtors.register(controller=case.controller, who=who, at=at)
    if case.case_debtors.filter(debtor=debtor).exists():
        raise NotAdded("in_the_case")
    if envelopes.keep([debtor.envelope_id]) != {debtor.envelope_id}:
        raise envelopes.Gone("The debtor has been erased.")
    envelopes.prepare_to_write([case, debtor])
    EnvelopeSubject.objects.create(envelope_id=case.envelope_id, subject_id=debtor.subject_id, role=role)
    part = CaseDebtor.objects.create(envelope_id=case.envelope_id, case=case, debtor=debtor, role=role, joined_on=today)
    trail.record(
        events.PARTY_ADDED, envelopes=[case.envelope_id, debtor.envelope_id], reference=case.reference, reason=role
    )
    return part


def _check(case: Case, role: str, who: filing.Particulars) -> None:
    wrong = {
        "role_unknown": role not in ROLES,
        "name_missing": not who.name.strip(),
        "case_closed": case.status != CaseStatus.OPEN,
    }
    if reason := next((code for code, is_so in wrong.items() if is_so), ""):
        raise NotAdded(reason)


def _with_number(who: filing.Particulars, country: str, today: date) -> filing.Particulars:
    """The particulars with the number as its register writes it, and the date of birth where no number tells it."""
    try:
        number = _number(who, country, today)
        if number is not None and number.is_personal != (who.kind != DebtorKind.COMPANY):
            raise NotAdded("kind_contradicts")
        if who.birth_date is not None:
            births.check(who.birth_date, today=today, number=number, is_company=who.kind == DebtorKind.COMPANY)
    except national_ids.Invalid as refusal:
        raise NotAdded(refusal.code, refusal.message) from None
    who = who._replace(birth_date=births.to_keep(who.birth_date, number))
    return who if number is None else who._replace(identity_number=number.normalised, identity_scheme=number.kind.value)


def _number(who: filing.Particulars, country: str, today: date) -> national_ids.NationalId | None:
    text = who.identity_number
    return national_ids.parse(country, text, settings.ALLOW_TEST_NUMBERS, today=today) if text else None


def _known(case: Case, who: filing.Particulars) -> Debtor | None:
    if who.identity_number:
        pair = (who.identity_scheme, who.identity_number)
        found = debtors.find_by_numbers(controller=case.controller, numbers=[pair])
    else:
        told = births.forms(name=who.name, born_on=who.birth_date, address=who.address)
        home = told.get(tokens.BIRTH_AT_HOME)
        found = debtors.find_by_births(controller=case.controller, births=[home]) if home else {}
    return next((Debtor.objects.get(pk=each.id) for each in found.values()), None)
