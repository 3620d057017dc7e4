"""The records of a run one by one: looked at in batches, let go, or kept by a legal hold. None is opened."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.posted import takes
from personal_data.purposes import Purpose
from retention.dpo.hold_forms import KeepForm
from retention.dpo.run_steps import get, trail
from retention.models import Run
from retention.selectors import run_items
from retention.selectors.due import local_today
from retention.services import run_reviews

_READ_AND_WRITE = ["GET", "HEAD", "POST"]
_FIRST_LOOK = timedelta(days=30)


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
@takes("item")
def review(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """A page of records, those of classes that ask for a review first; sent, it lets go what is ticked."""
    run = get(reference)
    if request.method == "POST":
        try:
            done = run_reviews.let_go(run=run, items=_ticked(request), by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("dpo-retention-run", reference=reference)
        said = ngettext("%(count)d record is let go.", "%(count)d records are let go.", done) % {"count": done}
        messages.success(request, said)
        return redirect(f"{reverse('dpo-retention-review', args=[reference])}?{request.GET.urlencode()}")
    rest, after = "rest" in request.GET, _id(request.GET["after"]) if "after" in request.GET else None
    items = run_items.page(run, only_asking=not rest, after=after)
    context = {
        "run": run,
        "items": items,
        "is_rest": rest,
        "asks": run_items.asks(run),
        "to_review": run_items.count_unreviewed(run),
        "next": items[-1].envelope_id if len(items) == run_items.PAGE else None,
        "trail": _trail(run),
    }
    return render(request, "dpo/retention/review.html", context)


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def keep(request: AuthenticatedRequest, reference: str, envelope: str) -> HttpResponse:
    """Keep one record of a run: for a cause, until a day."""
    run = get(reference)
    record = _id(envelope)
    if not run_items.among(run, [record]):
        raise Http404(_("The run would not erase this record."))
    about = run_items.numbers_of([record]).get(record, "")
    first = {"review_on": local_today(run.controller) + _FIRST_LOOK}
    form = KeepForm(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            run_reviews.keep(
                run=run, item=record, about=about, terms=form.terms(), by=request.user.pk, at=timezone.now()
            )
        except ValidationError as refusal:
            form.show(refusal)
        else:
            messages.success(request, _("The record stays, by a legal hold."))
            return redirect("dpo-retention-review", reference=reference)
    steps = [*_trail(run), (_("Review"), reverse("dpo-retention-review", args=[run.reference]))]
    return render(request, "dpo/retention/keep.html", {"run": run, "form": form, "about": about, "trail": steps})


def _trail(run: Run) -> list[tuple[str, str]]:
    return [*trail(), (run.reference, reverse("dpo-retention-run", args=[run.reference]))]


def _ticked(request: AuthenticatedRequest) -> list[UUID]:
    return [_id(each) for each in request.POST.getlist("item")]


def _id(text: Any) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
