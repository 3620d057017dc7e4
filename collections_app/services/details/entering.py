"""Entering details: each is judged by the notice, sealed in the debtor's profile, and recorded with its source."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, Debtor, Detail, DetailKind, Finding
from collections_app.policies import details as rules
from collections_app.policies.details import Said
from collections_app.services import archive
from collections_app.services.details import terms
from personal_data import envelopes
from personal_data.declaration import Source

_REFUSALS = {
    "category_not_named": _("The controller's notice names no such data, so they are not kept."),
    "source_not_named": _("The controller's notice does not name this source, so nothing is kept from it."),
    "not_from_there": _("This source does not tell such data by the controller's notice. Choose who told it."),
    "of_persons_only": _("Such data are kept of persons, and this debtor is a company."),
    "of_businesses_only": _("Such data are kept of businesses, and this debtor is a private person."),
    "value_missing": _("Write what it says."),
    "name_unknown": _("The notice does not name this register. Choose one that it names."),
    "name_missing": _("Write who told it: the register, the company or the representative."),
    "authority_missing": _("Somebody who speaks for the person shows an authority. Say which, and its date."),
    "need_missing": _("Say what it is needed for. Nobody looks such things up, or keeps them, without a need."),
    "edition_missing": _("Write which edition of the list: its date or number."),
    "number_unknown": _("This is no registration number of a business in the controller's country."),
    "language_unknown": _("Write the language as its code, such as sv, fi or ar."),
    "no_earlier_case": _(
        "Write the number of an earlier case of this person that is closed and still kept. What was erased with its "
        "case is not known any more."
    ),
    "in_future": _("The day cannot lie ahead."),
    "ends_before_it_began": _("It cannot end before it was obtained."),
    "not_a_party": _("This person is not in the case. Choose one who is."),
    "stale": _("What the register said is too old to decide anything by. Ask it anew, and enter what it says."),
    "finding_missing": _("Say whether it is this person."),
    "nothing_to_review": _("There is nothing to look at."),
}


class NotKept(ValidationError):
    """The detail may not be kept, or the step not taken; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


def enter(*, case: Case, debtor: Debtor, said: Said, by: UUID | None, at: datetime) -> Detail:
    """Keep a detail of a debtor of a case. ``by`` is the member of staff, None where the person entered it.

    Raises NotKept, recorded without what was said, where the loaded notice names no such data or source, or something
    that has to be said is missing (INTRUM-04); Archived where the case is closed; Refused where the profile is
    blocked.
    """
    archive.expect_open(case)
    allowed = terms.of(case.controller.reference)
    is_party = case.case_debtors.filter(debtor=debtor).exists()
    country, today = case.controller.country, _today(case, at)
    reason = rules.refusal(said, terms=allowed, debtor_kind=debtor.kind, country=country, today=today)
    home = debtor if reason else _home(said, debtor, allowed)
    if reason or not is_party or home is None:
        code = reason or ("not_a_party" if not is_party else "no_earlier_case")
        trail.record_apart(events.DETAIL_REFUSED, reference=case.reference, reason=code)
        raise NotKept(code)
    return _keep(case, debtor, home, said, allowed, by=by, at=at)


@transaction.atomic
def _keep(
    case: Case, debtor: Debtor, home: Case | Debtor, said: Said, allowed: rules.Terms, *, by: UUID | None, at: datetime
) -> Detail:
    supplier = allowed.supplier(said.source_key)
    assert supplier is not None  # the judgement found it
    told_by = _told_by(case, said, supplier)
    envelopes.prepare_to_write([home])
    detail = Detail.objects.create(
        envelope_id=home.envelope_id,
        debtor=debtor,
        kind=said.kind,
        value=said.value.strip(),
        source=supplier.source.value,
        source_key=supplier.key,
        told_by=told_by or None,
        authority=said.authority.strip() or None,
        why=said.why.strip() or None,
        edition=(said.edition.strip() or None) if said.kind == DetailKind.SANCTION else None,
        obtained_on=said.obtained_on,
        until=said.until,
        status=rules.status_of(said, supplier),
        case_reference=case.reference,
        is_guarded=told_by in supplier.guarded,
        by=by,
        at=at,
    )
    trail.record(
        events.DETAIL_ENTERED,
        envelopes=[home.envelope_id],
        reference=case.reference,
        reason=f"{detail.kind}.{detail.source_key}",
    )
    return detail


def _home(said: Said, debtor: Debtor, allowed: rules.Terms) -> Case | Debtor | None:
    """Where a detail lies. What is known from a closed case lies in that case and goes with it (AXACTOR-24); None where
    no such case of the debtor is kept any more."""
    supplier = allowed.supplier(said.source_key)
    if supplier is None or supplier.source is not Source.OWN_HISTORY:
        return debtor
    mine = Case.objects.closed().filter(controller=debtor.controller_id, case_debtors__debtor=debtor)
    return mine.filter(reference=said.told_by.strip()).first()


def _told_by(case: Case, said: Said, supplier: rules.Supplier) -> str:
    """The name of who told it: that of today, and of a creditor its own; empty where it was the person."""
    named = supplier.named(said.told_by.strip()) or said.told_by.strip()
    return named or (case.creditor.name if supplier.source is Source.CREDITOR else "")


@transaction.atomic
def review(*, case: Case, detail: Detail, at: datetime, finding: str = "") -> Detail:
    """Say that what stopped collection has been looked at, so that work may go on as it allows (INTRUM-72).

    ``finding`` says whether an entry on a sanctions list is about the person; a false hit is seen no more (ALMI-18).
    Raises NotKept where nothing waits, where what a register said is too old to decide by (INTRUM-12), or without it;
    Archived where the case is closed.
    """
    archive.expect_open(case)
    locked = Detail.objects.select_for_update(of=("self",)).get(pk=detail.pk)
    if locked.kind not in rules.HITS or locked.reviewed_on is not None:
        raise NotKept("nothing_to_review")
    if is_stale(locked, on=_today(case, at)):
        raise NotKept("stale")
    if (locked.kind == DetailKind.SANCTION) != (finding in Finding.values):
        raise NotKept("finding_missing")
    envelopes.prepare_to_write([locked])
    locked.reviewed_on = _today(case, at)
    locked.finding = finding
    locked.save(update_fields=["reviewed_on", "finding"])
    reason = f"{locked.kind}.{finding}" if finding else locked.kind
    trail.record(events.DETAIL_REVIEWED, envelopes=[locked.envelope_id], reference=case.reference, reason=reason)
    return locked


def is_stale(detail: Detail, *, on: date) -> bool:
    """Whether what was looked up is older than the days that the settings allow."""
    return rules.is_stale(detail.source, detail.obtained_on, on, days=settings.DETAILS_DECIDE_WITHIN_DAYS)


def _today(case: Case, at: datetime) -> date:
    return at.astimezone(ZoneInfo(case.controller.time_zone)).date()
