"""The steps of a run: each says what will happen, then does it, and shows a refusal where it was decided."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach
from personal_data.purposes import Purpose
from retention import tasks
from retention.dpo.forms import NothingForm
from retention.models import Run, RunState
from retention.selectors import due
from retention.services import run_control, run_reviews, runs

_READ_AND_WRITE = ["GET", "HEAD", "POST"]


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_APPROVE, purpose=Purpose.RETENTION)
def approve(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Approve as the second person."""
    return _step(request, reference, "approve", runs.approve, _("The run is approved."))


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def execute(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Let the worker erase what is due. Cannot be undone."""
    return _step(request, reference, "execute", _begin, _("The run has begun; this page shows how far it is."))


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def abandon(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Give up a run that has not begun."""
    return _step(request, reference, "abandon", runs.abandon, _("The run is abandoned. Nothing was erased."))


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def finish_review(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say as the first person that the run is right."""
    return _step(
        request, reference, "reviewed", run_reviews.finish, _("The run is reviewed. Another person approves it.")
    )


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_ADVISE, purpose=Purpose.RETENTION)
def advise(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say as the data protection officer that nothing speaks against a large run."""
    return _step(request, reference, "advise", run_reviews.advise, _("Your look is recorded; the run can be approved."))


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_STOP, purpose=Purpose.RETENTION)
def pause(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Stop after the batch that is being erased."""
    return _step(request, reference, "pause", run_control.pause, _("The run is paused."))


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_STOP, purpose=Purpose.RETENTION)
def resume(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Go on with a paused run."""
    return _step(request, reference, "resume", _resume, _("The run goes on."))


@require_http_methods(_READ_AND_WRITE)
@require(Permission.RETENTION_STOP, purpose=Purpose.RETENTION)
def abort(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Give up a run that has begun."""
    return _step(request, reference, "abort", run_control.abort, _("The run is aborted. What it erased is gone."))


def get(reference: str) -> Run:
    """The run of that number, within reach."""
    return get_object_or_404(Run.objects.select_related("controller"), reach.within(), reference=reference)


def may_begin(run: Run) -> bool:
    """Whether an approved run may be executed now: its day has come and its waiting is over."""
    return run.state == RunState.APPROVED and _has_come(run, run.waits_until)


def _has_come(run: Run, waits_until: datetime | None) -> bool:
    """Whether the day of a run has come and it has waited so long."""
    has_waited = waits_until is None or waits_until <= timezone.now()
    return has_waited and run.due_by <= due.local_today(run.controller)


def trail() -> list[tuple[str, str]]:
    """The way to a run."""
    return [(_("Retention"), reverse("dpo-retention"))]


def _begin(*, run: Run, by: UUID, at: datetime) -> Run:
    begun = runs.begin(run=run, by=by, at=at)
    tasks.hand_over(begun)
    return begun


def _resume(*, run: Run, by: UUID, at: datetime) -> Run:
    resumed = run_control.resume(run=run, by=by, at=at)
    tasks.hand_over(resumed)
    return resumed


def _step(
    request: AuthenticatedRequest, reference: str, step: str, service: Callable[..., Run], done: str
) -> HttpResponse:
    run = get(reference)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            service(run=run, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done)
            return redirect("dpo-retention-run", reference=reference)
    expected = due.preview(run.controller, run.due_by)
    waits_until = runs.would_wait_until(run, at=timezone.now())
    context = {
        "run": run,
        "waits_until": waits_until,
        "may_begin_at_once": _has_come(run, waits_until),
        "form": form,
        "expected": expected,
        "happens": f"dpo/retention/{step}_happens.html",
        "trail": [*trail(), (run.reference, reverse("dpo-retention-run", args=[run.reference]))],
    }
    return render(request, f"dpo/retention/{step}.html", context)
