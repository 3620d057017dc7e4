"""An end of its own for an enquiry: a law demands it to the end of a day, and a second reporting officer agrees.

Only the desk of enquiries has these pages, so nobody else hears of the end, of its reason or of the enquiry (ADR 25).
"""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.access import AuthenticatedRequest
from collections_app.handler.records.desks import RecordDesk, status_of
from collections_app.handler.records.forms import day
from collections_app.models.records import KeptRecord
from collections_app.services.records import clocks
from collections_app.services.records.clocks import DemandedBy
from personal_data.posted import PostForm, expect

_FIELD_OF = {"over": "day", "citation": "citation"}


class UntilForm(PostForm):
    """To which day the law demands the enquiry, and which law."""

    day = day(lazy("Kept to the end of"), lazy("It counts when a second reporting officer has agreed."))
    demanded_by = forms.TypedChoiceField(
        label=lazy("Reason"),
        choices=[
            (DemandedBy.MONEY_LAUNDERING.value, lazy("Money laundering or terrorist financing")),
            (DemandedBy.FRAUD.value, lazy("Fraud")),
        ],
        coerce=DemandedBy,
    )
    citation = forms.CharField(
        label=lazy("Law"),
        help_text=lazy("The provision that demands it, such as PTL 5 kap. 4 §."),
        max_length=200,
        error_messages={"required": lazy("Name the law that demands the record until then.")},
    )


def until(desk: RecordDesk, request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Propose to which day a law demands the enquiry."""
    record = desk.record(reference)
    form = UntilForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            clocks.source().propose_until(
                record.envelope,
                said["day"],
                said["demanded_by"],
                citation=said["citation"],
                by=request.user.pk,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(_FIELD_OF.get(refusal.code or ""), refusal)
        else:
            messages.success(request, _("It is proposed, and counts when a second reporting officer has agreed."))
            return redirect(desk.url("one", reference=reference))
    context = {
        "desk": desk,
        "record": record,
        "form": form,
        "back": desk.url("one", reference=reference),
        "list_url": desk.url("list"),
    }
    return render(request, "handler/records/until.html", context, status=status_of(form))


def approve(desk: RecordDesk, request: AuthenticatedRequest, reference: str, term: str) -> HttpResponse:
    """The second reporting officer agrees."""
    return _done(desk, request, reference, lambda record: clocks.source().approve_until(
        record.envelope, UUID(term), by=request.user.pk, at=timezone.now()
    ), _("The enquiry is kept to the end of that day."))  # fmt: skip


def withdraw(desk: RecordDesk, request: AuthenticatedRequest, reference: str, term: str) -> HttpResponse:
    """The end counts no longer: the rule alone decides."""
    return _done(desk, request, reference, lambda record: clocks.source().end_until(
        record.envelope, UUID(term), by=request.user.pk, at=timezone.now()
    ), _("It no longer counts."))  # fmt: skip


def _done(
    desk: RecordDesk, request: AuthenticatedRequest, reference: str, work: Callable[[KeptRecord], bool], said: str
) -> HttpResponse:
    record = desk.record(reference)
    if request.method == "POST":
        expect(request.POST, known=())
        try:
            if not work(record):
                raise Http404
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, said)
    return redirect(desk.url("one", reference=reference))
