"""Letters about significant changes of a notice: fetched for the printer, and noted when they went out (ALMI-114)."""

from io import BytesIO
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.posted import PostForm, takes
from personal_data.purposes import Purpose
from privacy.models import NoticeChange
from privacy.selectors import notice_changes
from privacy.services.notices import change_letters

_tells = require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)


class SentForm(PostForm):
    """On which day the printed letters went out."""

    sent_on = forms.DateField(
        label=gettext_lazy("Went out on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day."),
            "invalid": gettext_lazy("Enter a date that exists."),
        },
    )


@require_http_methods(["GET", "HEAD"])
@_tells
def every(request: AuthenticatedRequest) -> HttpResponse:
    """The changes with their letters."""
    return render(request, "handler/notice_changes/every.html", {"changes": notice_changes.every()})


@require_http_methods(["GET", "HEAD", "POST"])
@_tells
def one(request: AuthenticatedRequest, number: UUID) -> HttpResponse:
    """The letters of one change; a POST notes that the printed ones went out."""
    change = _change(number)
    today = timezone.localdate(timezone=ZoneInfo(change.controller.time_zone))
    form = SentForm(request.POST if request.method == "POST" else None, initial={"sent_on": today})
    if form.is_valid():
        try:
            count = change_letters.sent(
                change=change, on=form.cleaned_data["sent_on"], by=request.user.pk, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error("sent_on", refusal)
        else:
            words = ngettext("%(count)d letter went out.", "%(count)d letters went out.", count)
            messages.success(request, words % {"count": count})
            return redirect("handler-notice-change", number=number)
    context = {"change": change, "form": form, "at_once": change_letters.FETCHED_AT_ONCE}
    return render(request, "handler/notice_changes/one.html", context, status=422 if form.errors else 200)


@require_POST
@_tells
@takes()
def fetch(request: AuthenticatedRequest, number: UUID) -> HttpResponse:
    """The next letters in one file for the printer."""
    change = _change(number)
    found = change_letters.fetch_letters(change=change, at=timezone.now())
    if not found:
        messages.info(request, _("No letter waits to be printed."))
        return redirect("handler-notice-change", number=number)
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as archive:
        for reference, content in found:
            archive.writestr(f"{reference}.pdf", content)
    answer = HttpResponse(file.getvalue(), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{change.controller.reference}-notice-change.zip"'
    return answer


@require_POST
@_tells
@takes()
def again(request: AuthenticatedRequest, number: UUID) -> HttpResponse:
    """Try those again to whom no letter could be written."""
    count = change_letters.try_again(change=_change(number))
    words = ngettext("%(count)d letter is tried again.", "%(count)d letters are tried again.", count)
    messages.success(request, words % {"count": count})
    return redirect("handler-notice-change", number=number)


def _change(number: UUID) -> NoticeChange:
    try:
        return notice_changes.one(number)
    except NoticeChange.DoesNotExist:
        raise Http404 from None
