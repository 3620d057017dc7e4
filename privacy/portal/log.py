"""The public face of the audit trail: its keys, its signed heads and notes, and the program that checks proofs.

Everybody may keep a head; whoever has one can show later that nothing before it was altered since.
"""

import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from audit.models import ExpiryCertificate, Head, Restart
from audit.tree import signing
from privacy.portal.access import open_in, open_to_all

_PAGE = 50
_PROGRAM = (
    "audit/__init__.py", "audit/verify.py", "audit/merkle.py", "audit/tree/__init__.py", "audit/tree/leaves.py",
    "audit/tree/checkpoints.py", "audit/tree/restarts.py",
    "audit/tree/expiries.py",
)  # fmt: skip
# A file in an archive has a time; always the same one, so that the same program is always the same file.
_TIME = (2026, 1, 1, 0, 0, 0)


class DayForm(forms.Form):
    """Until which day the seals are shown, for somebody who looks for one of last month."""

    until = forms.DateField(
        label=_("Seals until the end of this day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MaxValueValidator(date(2199, 12, 31))],
    )


@require_GET
@open_in(settings.PORTAL_SEEN_LANGUAGES)
def page(request: HttpRequest) -> HttpResponse:
    """The public keys, and the heads a page at a time: from the newest on, or from the newest of a day."""
    before = request.GET.get("before", "")
    heads = Head.objects.order_by("-size")
    if before:
        if not before.isascii() or not before.isdecimal() or len(before) > 18:
            raise Http404
        heads = heads.filter(size__lt=int(before))
    asked = DayForm(request.GET if request.GET.get("until") else None)
    if asked.is_valid():
        heads = heads.filter(signed_at__lt=_end_of(asked.cleaned_data["until"]))
    found = list(heads[: _PAGE + 1])
    context = {
        "keys": signing.published(),
        "heads": found[:_PAGE],
        "next": found[_PAGE - 1].size if len(found) > _PAGE else None,
        "is_first": not before and not asked.is_bound,
        "form": asked,
        "lives": Restart.objects.order_by("-at"),
        "expired": ExpiryCertificate.objects.order_by("-month", "expiry"),
    }
    return render(request, "portal/log.html", context)


def _end_of(day: date) -> datetime:
    """Heads say their time in UTC, so the day is one of UTC too."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


@require_GET
@open_to_all
def head(request: HttpRequest, size: int) -> HttpResponse:
    """One signed head as it is kept and compared: plain text."""
    return HttpResponse(get_object_or_404(Head, size=size).note, content_type="text/plain; charset=utf-8")


@require_GET
@open_to_all
def notes(request: HttpRequest) -> HttpResponse:
    """The signed notes of restores and of months that have expired: what explains heads and events that are no more."""
    lives = Restart.objects.order_by("at").values_list("note", flat=True)
    expired = ExpiryCertificate.objects.order_by("month", "expiry").values_list("note", flat=True)
    return HttpResponse("\n".join((*lives, *expired)), content_type="text/plain; charset=utf-8")


@require_GET
@open_to_all
def program(request: HttpRequest) -> HttpResponse:
    """The program that checks a proof without us: a few files of Python."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name in _PROGRAM:
            target.writestr(zipfile.ZipInfo(name, _TIME), (Path(settings.ROOT) / name).read_bytes())
    return HttpResponse(
        archive.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="check-the-trail.zip"'},
    )
