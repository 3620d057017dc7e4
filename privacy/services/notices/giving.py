"""Giving notice under GDPR art. 14: writing the letter, printing it, noting that it went out or why none does."""

from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from audit.vocabulary import EventName
from collections_app import letters
from collections_app.models import CaseDebtor, Debtor
from personal_data import envelopes, files
from personal_data.models import SealedFile
from privacy import events
from privacy.models import GivenNotice
from privacy.models.given_notice import EXCEPTIONS, SENT
from privacy.policies.packs import facts
from privacy.policies.packs.pack import Pack
from privacy.selectors import given_notices, packs
from privacy.services.notices import letters as notice_letters

_REFUSALS = {
    "not_due": _("This person has been told, or is a company; nothing is due."),
    "no_notice": _("The controller has no notice to tell of. Load its policy pack first."),
    "no_address": _("The letter cannot be written: the debtor's postal address is not known."),
    "no_contacts": _("The letter cannot be written: the controller's address, phone or privacy contact is not known."),
    "nothing_written": _("No letter waits to be given. Write one first."),
    "not_printed": _("The letter has not been printed yet. Print it first."),
    "no_way": _("Choose how the letter was given."),
    "no_exception": _("Choose one of the exceptions of the law."),
    "no_reason": _("Write why the exception applies, so that a supervisory authority can follow it."),
    "in_future": _("The day cannot lie ahead."),
    "before_written": _("The letter was written later. Choose the day on which it went out."),
}


class NotAllowed(ValidationError):
    """The step is not possible; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@transaction.atomic
def write(*, part: CaseDebtor, language: str, by: UUID, at: datetime) -> GivenNotice:
    """Write and seal the letter to one person of a case. One that waits already is written anew, with its first clock.

    Opens the profile. Raises NotAllowed where nothing is due, no notice is loaded, or the letter lacks an element.
    """
    clock = _running(part)
    pack = packs.every().get(part.case.controller.reference)
    if pack is None:
        raise NotAllowed("no_notice")
    today = _today(part, at)
    file = files.store(
        envelope=part.debtor.envelope,
        column_id=notice_letters.COLUMN_ID,
        media_type=notice_letters.MEDIA_TYPE,
        content=BytesIO(_document(part, pack, language, on=today)),
    )
    notice = _begun(part, clock, pack, on=today)
    notice.language, notice.letter, notice.printed_at = language, file.id, None
    notice.made_at, notice.made_by = at, by
    notice.save()
    _record(events.NOTICE_WRITTEN, notice, reason=language)
    return notice


@transaction.atomic
def print_letter(*, part: CaseDebtor, at: datetime) -> Iterator[bytes]:
    """The sealed letter that waits, to be put in an envelope of paper. Opens the profile. Raises NotAllowed."""
    notice = _waiting(part)
    envelopes.open([notice])
    notice.printed_at = at
    notice.save(update_fields=["printed_at"])
    _record(events.NOTICE_PRINTED, notice)
    return files.read(SealedFile.objects.get(pk__in=[notice.letter]))


@transaction.atomic
def given(*, part: CaseDebtor, way: str, on: date, by: UUID, at: datetime) -> GivenNotice:
    """Note that the letter went out on a day: the clock stops. Raises NotAllowed."""
    notice = _waiting(part)
    if notice.printed_at is None:
        raise NotAllowed("not_printed")
    if way not in SENT:
        raise NotAllowed("no_way")
    if on > _today(part, at):
        raise NotAllowed("in_future")
    if on < _today(part, notice.made_at):
        raise NotAllowed("before_written")
    envelopes.prepare_to_write([notice])
    notice.way, notice.done_on, notice.done_by = way, on, by
    notice.save(update_fields=["way", "done_on", "done_by"])
    _record(events.NOTICE_GIVEN, notice, reason=way)
    return notice


@transaction.atomic
def excuse(*, part: CaseDebtor, way: str, why: str, by: UUID, at: datetime) -> GivenNotice:
    """Give no notice, on an exception of GDPR art. 14(5) that somebody answers for. Raises NotAllowed."""
    if way not in EXCEPTIONS:
        raise NotAllowed("no_exception")
    if not why.strip():
        raise NotAllowed("no_reason")
    clock = _running(part)
    pack = packs.every().get(part.case.controller.reference)
    envelopes.prepare_to_write([part.debtor])
    notice = _begun(part, clock, pack, on=_today(part, at))
    notice.made_at, notice.made_by = at, by
    notice.way, notice.why, notice.done_on, notice.done_by = way, why.strip(), _today(part, at), by
    notice.save()
    _record(events.NOTICE_EXCUSED, notice, reason=way)
    return notice


def _begun(part: CaseDebtor, clock: given_notices.Clock, pack: Pack | None, *, on: date) -> GivenNotice:
    """The notice that waits, or a new one, with the clock and with what it will have told."""
    notice = given_notices.waiting(part) or GivenNotice(
        envelope_id=part.debtor.envelope_id, debtor=part.debtor, case_reference=part.case.reference
    )
    version = facts.notice_on(pack, on) if pack else None
    notice.version = version.name if version else ""
    notice.sources = notice_letters.sources_named(pack) if pack else []
    notice.obtained_on, notice.due_on = clock.obtained_on, clock.due_on
    return notice


def _running(part: CaseDebtor) -> given_notices.Clock:
    """The clock of a person, of whom no second letter is written at the same moment. Raises NotAllowed."""
    Debtor.objects.select_for_update(of=("self",)).get(pk=part.debtor_id)
    clock = given_notices.clock(part)
    if clock is None:
        raise NotAllowed("not_due")
    return clock


def _waiting(part: CaseDebtor) -> GivenNotice:
    Debtor.objects.select_for_update(of=("self",)).get(pk=part.debtor_id)
    notice = given_notices.waiting(part)
    if notice is None or notice.letter is None:
        raise NotAllowed("nothing_written")
    return notice


def _document(part: CaseDebtor, pack: Pack, language: str, *, on: date) -> bytes:
    try:
        return notice_letters.write(case=part.case, debtor=part.debtor, pack=pack, language=language, written_on=on)
    except letters.MissingElements as missing:
        about_recipient = any(name.startswith("recipient.") for name in missing.names)
        raise NotAllowed("no_address" if about_recipient else "no_contacts") from None


def _record(event: EventName, notice: GivenNotice, *, reason: str = "") -> None:
    trail.record(event, envelopes=[notice.envelope_id], reference=notice.case_reference, reason=reason)


def _today(part: CaseDebtor, at: datetime) -> date:
    return at.astimezone(ZoneInfo(part.case.controller.time_zone)).date()
