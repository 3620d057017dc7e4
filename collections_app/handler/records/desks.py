"""The desks at which records beside the cases are kept: whose permission and purpose, which kinds, and the addresses.

The pages are the same at each desk. What is kept at one is not there at another, and enquiries into money laundering
open for a purpose that stands in nobody's list but that of the reporting officers (ADR 25).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial, update_wrapper
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import URLPattern, re_path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import require
from accounts.permissions import Permission
from collections_app.models.records import KeptRecord
from collections_app.record_kinds import KINDS, Desk, Kind, of_desk
from collections_app.selectors import records
from personal_data.models import Controller
from personal_data.purposes import Purpose


@dataclass(frozen=True, slots=True)
class RecordDesk:
    """One desk: its address and name, and what it asks of whoever comes."""

    desk: Desk
    address: str
    permission: Permission
    purpose: Purpose
    title: str | Promise
    lead: str | Promise
    nothing: str | Promise

    @property
    def kinds(self) -> list[Kind]:
        """What is kept here."""
        return of_desk(self.desk)

    @property
    def gathered(self) -> list[Kind]:
        """Kinds of which several records end together."""
        return [kind for kind in self.kinds if kind.gathering and kind.ends]

    def name(self, page: str) -> str:
        """The name of the address of one of its pages."""
        return f"handler-{self.address}-{page}"

    def url(self, page: str, **kwargs: str) -> str:
        """The address of one of its pages."""
        return reverse(self.name(page), kwargs=kwargs)

    def kind(self, name: str) -> Kind:
        """A kind that is kept here, or the reader gets a 404."""
        kind = KINDS.get(name)
        if kind is None or kind.desk is not self.desk:
            raise Http404
        return kind

    def record(self, reference: str) -> KeptRecord:
        """The record of that number, or the reader gets a 404."""
        found = records.one(self.desk, reference)
        if found is None:
            raise Http404
        return found

    def at(self, pattern: str, page: str, view: Callable[..., Any]) -> URLPattern:
        """An address under this desk, guarded by its permission."""
        also = Purpose.DOCUMENTATION if self.purpose is Purpose.COLLECTION else None  # where a case is closed
        guarded = require(self.permission, purpose=self.purpose, also=also)(partial_of(view, self))
        return re_path(
            rf"^{self.address}/{pattern}$",
            require_http_methods(["GET", "HEAD", "POST"])(guarded),
            name=self.name(page),
        )


def partial_of(view: Callable[..., Any], desk: RecordDesk) -> Callable[..., Any]:
    """The page of a desk, under the name of the page."""
    return update_wrapper(partial(view, desk), view)


def controller_of(reference: str) -> Controller:
    """The controller of that reference within reach, or the reader gets a 404."""
    for each in records.controllers():
        if each.reference == reference:
            return each
    raise Http404


def today_at(controller: Controller) -> date:
    """The controller's own day."""
    return timezone.localdate(timezone=ZoneInfo(controller.time_zone))


def status_of(form: Any) -> int:
    """A form that has to be mended is no success."""
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK


RECORDS = RecordDesk(
    Desk.CASES,
    "records",
    Permission.RECORDS_KEEP,
    Purpose.COLLECTION,
    _("Other records"),
    _("Chats, offers, hardship and whatever else has a time of its own beside the cases."),
    _("Nothing has been entered. Choose a kind above, or enter a record on the page of a case."),
)
APPLICANTS = RecordDesk(
    Desk.RECRUITING,
    "applicants",
    Permission.APPLICANTS_KEEP,
    Purpose.RECRUITMENT,
    _("Applicants"),
    _("Who applied for work, until the position is filled."),
    _("Nobody has applied. Choose a controller above to enter an application."),
)
ENQUIRIES = RecordDesk(
    Desk.ENQUIRIES,
    "enquiries",
    Permission.REPORTS_MAKE,
    Purpose.LEGAL_REPORT,
    _("Enquiries"),
    _("Into money laundering, terrorist financing and fraud. Nobody but the reporting officers can find them."),
    _("No enquiry is kept. Choose a controller above to begin one."),
)
DESKS = (RECORDS, APPLICANTS, ENQUIRIES)
