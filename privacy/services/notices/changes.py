"""Telling everybody concerned of a significant change of a notice (ALMI-114; GDPR art. 12(1), 13(3)).

Loading such a version puts it on record; a task lists the persons in sets and writes their letters in batches. It may
be killed at any time and asked as often as one likes: nobody is listed twice and no letter is written twice.
"""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from audit import trail
from audit.vocabulary import EventName
from collections_app import letters
from collections_app.letters import kinds
from collections_app.selectors import details
from personal_data import access, envelopes, files
from privacy import events
from privacy.models import ChangeNotice, NoticeChange, PolicyVersion, TellingFailed
from privacy.policies.packs.items import Version
from privacy.policies.words import FALLBACK
from privacy.selectors import packs

COLUMN_ID = "change_notice.letter.v1"
MEDIA_TYPE = "application/pdf"
LISTED_AT_ONCE = 5_000
WRITTEN_AT_ONCE = 100
"""Letters of one round of the task."""

# Companies are no data subjects. Who came in later was told by the notice as it is now.
_LIST = """
INSERT INTO privacy_changenotice (id, envelope_id, change_id, debtor_id, made_at, language, failed)
SELECT uuidv7(), d.envelope_id, %(change)s, d.id, %(at)s, '', '' FROM collections_app_debtor d
WHERE d.controller_id = %(controller)s AND d.kind <> 'company' AND d.created_at <= %(until)s
AND NOT EXISTS (SELECT FROM privacy_changenotice told WHERE told.change_id = %(change)s AND told.debtor_id = d.id)
ORDER BY d.id LIMIT %(size)s ON CONFLICT DO NOTHING"""


def announce(*, version: PolicyVersion, of: Version, at: datetime) -> NoticeChange | None:
    """Put a significant version on record, so that those concerned are told; None where it is not significant."""
    if not of.significant or of.changes is None:
        return None
    change, is_new = NoticeChange.objects.get_or_create(
        controller=version.controller,
        name=of.name,
        defaults={
            "version": version,
            "binds_from": version.valid_from,
            "changes": dict(of.changes.by_language),
            "concerned_until": at,
        },
    )
    if is_new:
        trail.record(events.CHANGE_ANNOUNCED, reference=f"CTRL-{version.controller.reference}")
    return change


def go_on(*, at: datetime) -> int:
    """One round of the task: list whom no list has yet, then write some letters. Says how many were written."""
    for change in (
        NoticeChange.objects.filter(prepared_at=None).select_related("controller").order_by("concerned_until")
    ):
        prepare(change=change, at=at)
    return write_some(at=at)


def prepare(*, change: NoticeChange, at: datetime) -> int:
    """List everybody concerned, in sets of some thousands, each in a transaction of its own. Says how many are new."""
    listed = 0
    while made := _list_some(change, at):
        listed += made
    NoticeChange.objects.filter(pk=change.pk, prepared_at=None).update(prepared_at=at)
    return listed


@transaction.atomic
def _list_some(change: NoticeChange, at: datetime) -> int:
    access.attribute()
    values: dict[str, Any] = {
        "change": change.pk,
        "controller": change.controller_id,
        "until": change.concerned_until,
        "at": at,
        "size": LISTED_AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LIST, values)
        return int(cursor.rowcount)


def write_some(*, at: datetime, size: int = WRITTEN_AT_ONCE) -> int:
    """Write letters to some of those who have none and have not read it in the portal. Says how many were written."""
    waiting = ChangeNotice.objects.filter(letter=None, failed="", acknowledged_at=None).order_by("change", "id")
    written = 0
    for notice_id in list(waiting.values_list("pk", flat=True)[:size]):
        with access.renewed():  # each profile is closed again before the next is opened
            written += _write(notice_id, at)
    return written


@transaction.atomic
def _write(notice_id: UUID, at: datetime) -> bool:
    """Whether the letter to one person was written. What another worker has in hand, or was erased, is left alone."""
    rows = ChangeNotice.objects.select_for_update(of=("self",), skip_locked=True)
    rows = rows.filter(pk=notice_id, letter=None, failed="", acknowledged_at=None)
    notice = rows.select_related("change", "debtor__controller", "debtor__envelope").first()
    if notice is None:
        return False
    try:
        envelopes.open([notice.debtor])
        notice.language, document = _document(notice, at)
    except envelopes.Gone:
        return False
    except envelopes.Refused:
        return _failed(notice, TellingFailed.REFUSED)
    except letters.MissingElements as missing:
        about_person = any(name.startswith("recipient.") for name in missing.names)
        return _failed(notice, TellingFailed.NO_ADDRESS if about_person else TellingFailed.NO_SENDER)
    file = files.store(
        envelope=notice.debtor.envelope, column_id=COLUMN_ID, media_type=MEDIA_TYPE, content=BytesIO(document)
    )
    notice.letter, notice.written_at = file.id, at
    notice.save(update_fields=["language", "letter", "written_at"])
    record(events.CHANGE_WRITTEN, notice)
    return True


def _failed(notice: ChangeNotice, why: TellingFailed) -> bool:
    notice.failed = why
    notice.save(update_fields=["failed"])
    trail.record(
        events.CHANGE_FAILED, envelopes=[notice.envelope_id], reference=notice.debtor.reference, reason=why.value
    )
    return False


def _document(notice: ChangeNotice, at: datetime) -> tuple[str, bytes]:
    """The language of the person, and the letter in it as PDF."""
    debtor, change = notice.debtor, notice.change
    controller = debtor.controller
    today = at.astimezone(ZoneInfo(controller.time_zone)).date()
    language = details.language_of(debtor, usual=controller.language)[:5]
    name, address = details.addressee(debtor, today)
    pack = packs.pack_of(controller)
    data = {
        "controller": letters.of_controller(controller),
        "recipient": letters.to_recipient(name, address, from_country=controller.country, language=language),
        "date": today,
        "reference": debtor.reference,
        "changes": said(change, kinds.find("notice_change", language).language),
        "binds_from": change.binds_from,
        "notice": {"title": str(pack.notice.title.read(language)), "site": pack.notice.site},
        "portal_address": settings.PORTAL_ADDRESS,
    }
    return language, letters.render("notice_change", data, language=language)


def said(change: NoticeChange, language: str) -> str:
    """What a change says in a language."""
    return str(change.changes.get(language.partition("-")[0].lower()) or change.changes[FALLBACK])


def record(event: EventName, notice: ChangeNotice) -> None:
    """An event about the notice to one person, by the number of their debtor."""
    trail.record(event, envelopes=[notice.envelope_id], reference=notice.debtor.reference)
