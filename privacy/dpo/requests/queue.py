"""The queue of requests as its page shows it: the most urgent first, each with its clock."""

from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.tables import Column, Table, query
from privacy.dpo.requests.presentation import clock_of
from privacy.models import DataSubjectRequest, RequestStatus
from privacy.selectors.requests import QueueFilter, QueuePage

COLUMNS = tuple(
    Column(label)
    for label in (
        gettext_lazy("Request"),
        gettext_lazy("Right"),
        gettext_lazy("Controller"),
        gettext_lazy("Received"),
        gettext_lazy("Status"),
        gettext_lazy("Answer by"),
    )
)


def queue_table(page: QueuePage, *, path: str, wanted: QueueFilter, is_first: bool) -> Table:
    """The queue with a clock for each request."""
    wish = _query(wanted)
    following = f"{path}{query({**wish, 'after': page.after})}" if page.after else ""
    number = len(page.requests)
    return Table(
        caption=_("Closed requests, newest first") if wanted.closed else _("Open requests by deadline"),
        columns=COLUMNS,
        rows=[
            {
                "request": each,
                "clock": clock_of(each, today=_today(each), is_paused=each.status == RequestStatus.AWAITING_IDENTITY),
            }
            for each in page.requests
        ],
        next_url=following,
        previous_url="" if is_first else f"{path}{query(wish)}",
        shown=ngettext("%(number)d request", "%(number)d requests", number) % {"number": number},
    )


def _today(request: DataSubjectRequest) -> date:
    """Today where the controller is, whose day the deadline is."""
    return timezone.localdate(timezone=ZoneInfo(request.controller.time_zone))


def _query(wanted: QueueFilter) -> dict[str, str]:
    return {
        "right": wanted.right,
        "status": wanted.status,
        "controller": wanted.controller,
        "closed": "on" if wanted.closed else "",
    }
