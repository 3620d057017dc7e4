"""Entering records beside the cases, each in an envelope of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import IdentifiableImport
from collections_app.models.records import KeptRecord, Tie, ValuationRow
from collections_app.policies import records as rules
from collections_app.record_kinds import MAY_BE_OPEN, Desk, Kind, Starts
from collections_app.services import archive, references
from collections_app.services.records import clocks
from personal_data import envelopes, subjects
from personal_data.models import Controller, DataSubject, Role

_REFUSALS = {
    "not_kept": _("This controller has no rule that says how long such records are kept, so none are."),
    "words_missing": _("Write what it says."),
    "not_chosen": _("Choose what it is."),
    "case_missing": _("Enter it on the page of the case."),
    "persons_of_their_own": _("Such a record is of the person it names, not of the debtors."),
    "begins_in_future": _("The day cannot lie ahead."),
    "expiry_missing": _("Enter the day."),
    "expires_before_it_began": _("This day cannot be before the record began."),
    "ends_in_future": _("It cannot have ended later than today."),
    "ends_before_it_began": _("It cannot have ended before it began."),
    "lapsed": _("The offer was good until an earlier day, so it could not be accepted any more."),
    "ended_already": _("This record has ended already."),
    "end_unknown": _("Choose how it ended."),
    "not_approved": _("Nobody has approved that this portfolio is valued with names. Import it under pseudonyms."),
    "nothing_there": _("No record of that name goes on."),
}


class NotAllowed(ValidationError):
    """The step is not allowed; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered. ``persons`` are those of a case; nobody means somebody who has no case here."""

    began_on: date
    texts: Mapping[str, str] = field(default_factory=dict)
    expires_on: date | None = None
    gathering: str = ""
    case_reference: str = ""
    reference: str = ""
    """A number that was taken for it before; otherwise the next."""
    persons: Sequence[tuple[DataSubject, str]] = ()
    picks: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def enter(*, kind: Kind, controller: Controller, entry: Entry, by: UUID, at: datetime) -> KeptRecord:
    """Seal a record in an envelope of its own; its clock starts, or waits for its end.

    Raises NotAllowed where the controller has no rule for such records, or the days cannot be; Archived where it is
    for the work on a case that is closed.
    """
    if kind.desk is Desk.CASES:
        archive.expect_open_reference(entry.case_reference)
    texts = _checked(kind, controller, entry, today_at(controller, at))
    name = kind.record_class.name
    envelope = envelopes.create(
        controller=controller,
        record_class=kind.record_class,
        subjects=_persons(kind, controller, entry),
        trigger_on=rules.trigger_of_new(starts=kind.starts, began_on=entry.began_on, expires_on=entry.expires_on),
    )
    record = kind.model(
        envelope=envelope,
        controller=controller,
        reference=entry.reference or references.take(kind="record", year=at.year)[0],
        case_reference=entry.case_reference,
        gathering=entry.gathering.strip(),
        began_on=entry.began_on,
        expires_on=entry.expires_on,
        entered_by=by,
        entered_at=at,
        **texts,
        **entry.picks,
    )
    record.save(force_insert=True)
    trail.record(events.RECORD_ENTERED, envelopes=[envelope.pk], reference=record.reference, reason=name)
    if kind.starts is Starts.BEGAN and entry.expires_on is not None:
        clocks.limit(envelope, entry.expires_on, by=by, at=at)
    return record


def _checked(kind: Kind, controller: Controller, entry: Entry, today: date) -> dict[str, str | None]:
    """The texts of a record that may be entered."""
    check("" if kind.record_class.name in clocks.kept_by(controller) else "not_kept")
    if kind.model is ValuationRow:
        check("" if may_name(controller, entry.gathering, today) else "not_approved")
    needs_expiry = bool(kind.expires) and kind.name not in MAY_BE_OPEN
    check(
        rules.wrong_entry(began_on=entry.began_on, expires_on=entry.expires_on, today=today, needs_expiry=needs_expiry)
    )
    texts = {name: entry.texts.get(name, "").strip() or None for name in kind.texts}
    check("not_chosen" if any(entry.picks.get(name) not in of.values for name, of in kind.picks.items()) else "")
    check("case_missing" if kind.of_its_own and not entry.case_reference else "")
    check("persons_of_their_own" if kind.of_its_own and entry.persons else "")
    check("words_missing" if any(texts[name] is None and not _optional(kind, name) for name in texts) else "")
    return texts


def may_name(controller: Controller, portfolio: str, today: date) -> bool:
    """Whether two persons have agreed that a portfolio is valued with names, for a reason (AXACTOR-11)."""
    approved = IdentifiableImport.objects.filter(controller=controller, approved_at__isnull=False, ends_on__gte=today)
    return approved.filter(portfolio=portfolio.strip()).exists()


def _persons(kind: Kind, controller: Controller, entry: Entry) -> Sequence[tuple[DataSubject, str]]:
    if entry.persons or not kind.has_person:
        return entry.persons
    role = Role.GUARDIAN if Tie.GUARDIAN in entry.picks.values() else kind.role
    return [(subjects.create(controller=controller, kind=DataSubject.Kind.PERSON), role)]


def _optional(kind: Kind, name: str) -> bool:
    is_null: bool = kind.model._meta.get_field(name).null
    return is_null


def today_at(controller: Controller, at: datetime) -> date:
    """The controller's own day."""
    return at.astimezone(ZoneInfo(controller.time_zone)).date()


def check(reason: str) -> None:
    """Raises NotAllowed when something is wrong."""
    if reason:
        raise NotAllowed(reason)
