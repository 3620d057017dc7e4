"""Letters about a change of a notice on their way: fetched for the printer, sent, read in the portal (ALMI-114)."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collections_app.models import Debtor
from personal_data import access, envelopes, files
from personal_data.models import SealedFile
from privacy import events
from privacy.models import ChangeNotice, NoticeChange
from privacy.services.notices.changes import record

FETCHED_AT_ONCE = 100
"""Letters of one file for the printer."""

_REFUSALS = {
    "nothing_printed": _("No printed letter waits. Fetch the letters first."),
    "in_future": _("The letters cannot have gone out later than today."),
    "before_printed": _("The letters were printed later. Choose the day on which they went out."),
}


class NotAllowed(ValidationError):
    """The step is not possible; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@transaction.atomic
def fetch_letters(*, change: NoticeChange, at: datetime) -> list[tuple[str, bytes]]:
    """The next letters of a change for the printer, each by the number of its debtor; from now on they are printed.

    Opens their profiles. What may not be opened meanwhile waits.
    """
    rows = ChangeNotice.objects.select_for_update(of=("self",), skip_locked=True)
    rows = rows.filter(change=change, letter__isnull=False, printed_at=None).select_related("debtor")
    page = envelopes.open_page(rows.order_by("id")[:FETCHED_AT_ONCE])
    kept = SealedFile.objects.in_bulk([each.letter for each in page])
    found = []
    for notice in page:
        if (file := kept.get(notice.letter)) is not None and access.readable_key(notice.envelope_id):
            found.append((notice.debtor.reference, b"".join(files.read(file))))
            record(events.CHANGE_PRINTED, notice)
    printed = {reference for reference, _content in found}
    ChangeNotice.objects.filter(pk__in=[each.pk for each in page if each.debtor.reference in printed]).update(
        printed_at=at
    )
    return found


@transaction.atomic
def sent(*, change: NoticeChange, on: date, by: UUID, at: datetime) -> int:
    """Note that the printed letters of a change went out on a day. Says how many. Raises NotAllowed."""
    zone = ZoneInfo(change.controller.time_zone)
    rows = ChangeNotice.objects.select_for_update(of=("self",)).filter(change=change, sent_on=None)
    printed = list(rows.filter(printed_at__isnull=False).select_related("debtor"))
    if not printed:
        raise NotAllowed("nothing_printed")
    if on > at.astimezone(zone).date():
        raise NotAllowed("in_future")
    if any(on < each.printed_at.astimezone(zone).date() for each in printed if each.printed_at):
        raise NotAllowed("before_printed")
    ChangeNotice.objects.filter(pk__in=[each.pk for each in printed]).update(sent_on=on, sent_by=by)
    for each in printed:
        record(events.CHANGE_SENT, each)
    return len(printed)


@transaction.atomic
def try_again(*, change: NoticeChange) -> int:
    """Let the task try those again to whom no letter could be written. Says how many."""
    return ChangeNotice.objects.filter(change=change).exclude(failed="").update(failed="")


def show(*, debtor: Debtor, at: datetime) -> list[ChangeNotice]:
    """The changes that somebody has not read yet; from now on each has been shown to them."""
    found = list(ChangeNotice.objects.filter(debtor=debtor, acknowledged_at=None).select_related("change"))
    _saw(found, at)
    return sorted(found, key=lambda each: each.change.binds_from)


@transaction.atomic
def acknowledge(*, debtor: Debtor, notice_id: UUID, at: datetime) -> bool:
    """The person has read it. False where there is nothing of theirs to read."""
    rows = ChangeNotice.objects.select_for_update(of=("self",)).select_related("debtor")
    notice = rows.filter(pk=notice_id, debtor=debtor).first()
    if notice is None:
        return False
    if notice.acknowledged_at is None:
        notice.seen_at, notice.acknowledged_at = notice.seen_at or at, at
        notice.save(update_fields=["seen_at", "acknowledged_at"])
        record(events.CHANGE_READ, notice)
    return True


def _saw(found: Iterable[ChangeNotice], at: datetime) -> None:
    if new := [each.pk for each in found if each.seen_at is None]:
        ChangeNotice.objects.filter(pk__in=new, seen_at=None).update(seen_at=at)
