"""Opening a legal proceedings file on a case, ending its assignment and going on with it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, LegalFile, MatterKind
from collections_app.policies import legal_files as rules
from collections_app.record_classes import DAMAGE_EVENT, LEGAL_FILE
from collections_app.services import references
from collections_app.services.disclosing import disclosures
from personal_data import envelopes

_REFUSALS = {
    "kind_unknown": _("Choose what kind of matter it is."),
    "matter_missing": _("Write what it is about, so that the file is kept for that and nothing else."),
    "authority_missing": _("Name the court or authority before which the matter is."),
    "discovery_missing": _("Enter the day on which the damage was discovered: three years run from it."),
    "discovery_in_future": _("The damage cannot have been discovered later than today."),
    "end_in_future": _("The assignment cannot have ended later than today."),
    "ended_before_opened": _("The assignment cannot have ended before its file was opened."),
    "ended_already": _("The assignment of this file has ended already."),
    "not_ended": _("The assignment of this file has not ended."),
}


class NotAllowed(ValidationError):
    """The step is not allowed; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@dataclass(frozen=True, slots=True)
class Matter:
    """What a file is opened for."""

    kind: str
    matter: str
    authority: str = ""
    authority_number: str = ""
    discovered_on: date | None = None


@transaction.atomic
def open_on(*, case: Case, matter: Matter, by: UUID, at: datetime) -> LegalFile:
    """Open a file on a case for one named matter. Nothing is copied into it yet.

    The clock of an assignment starts when it ends, that of a damaging event on the day of the discovery. Raises
    NotAllowed, and Refused while the case may not be opened for legal claims.
    """
    today = _today(case.controller.time_zone, at)
    discovered_on = matter.discovered_on if matter.kind == MatterKind.DAMAGE else None
    _check_opening(matter, today)
    envelopes.prepare_to_write([case])
    envelope = envelopes.create(
        controller=case.controller,
        record_class=DAMAGE_EVENT if discovered_on else LEGAL_FILE,
        subjects=disclosures.persons_of(case),
        trigger_on=discovered_on,
    )
    made = LegalFile.objects.create(
        envelope=envelope,
        controller=case.controller,
        reference=references.take(kind="legal_file", year=at.year)[0],
        case_reference=case.reference,
        kind=matter.kind,
        matter=matter.matter.strip(),
        authority=matter.authority.strip() or None,
        authority_number=matter.authority_number.strip() or None,
        discovered_on=discovered_on,
        opened_on=today,
        opened_by=by,
    )
    named = [envelope.pk, case.envelope_id]
    trail.record(events.LEGAL_FILE_OPENED, envelopes=named, reference=made.reference, reason=made.kind)
    return made


@transaction.atomic
def end(*, file: LegalFile, ended_on: date, by: UUID, at: datetime) -> LegalFile:
    """The assignment has ended: the clock of its file starts on that day. Raises NotAllowed and Refused."""
    locked = _locked(file)
    _check("ended_already" if locked.ended_on else "")
    today = _today(locked.controller.time_zone, at)
    _check(rules.wrong_end(ended_on=ended_on, opened_on=locked.opened_on, today=today))
    return _move(locked, ended_on, by)


@transaction.atomic
def resume(*, file: LegalFile, by: UUID) -> LegalFile:
    """The assignment goes on, as after an appeal: its clock stops. Raises NotAllowed and Refused."""
    locked = _locked(file)
    _check("" if locked.ended_on else "not_ended")
    return _move(locked, None, by)


def _check_opening(matter: Matter, today: date) -> None:
    _check("" if matter.kind in MatterKind.values else "kind_unknown")
    _check("" if matter.matter.strip() else "matter_missing")
    is_damage = matter.kind == MatterKind.DAMAGE
    _check(
        rules.wrong_opening(
            is_damage=is_damage, authority=matter.authority, discovered_on=matter.discovered_on, today=today
        )
    )


def _move(locked: LegalFile, ended_on: date | None, by: UUID) -> LegalFile:
    envelopes.prepare_to_write([locked])
    locked.ended_on, locked.ended_by = ended_on, by if ended_on else None
    locked.save(update_fields=["ended_on", "ended_by"])
    if locked.kind != MatterKind.DAMAGE:
        envelopes.set_trigger(envelopes=[locked.envelope_id], trigger_on=ended_on)
    name = events.LEGAL_FILE_ENDED if ended_on else events.LEGAL_FILE_RESUMED
    trail.record(name, envelopes=[locked.envelope_id], reference=locked.reference, reason=locked.kind)
    return locked


def _locked(file: LegalFile) -> LegalFile:
    return LegalFile.objects.select_for_update(of=("self",)).select_related("controller").get(pk=file.pk)


def _today(time_zone: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(time_zone)).date()


def _check(reason: str) -> None:
    if reason:
        raise NotAllowed(reason)
