"""Retention at the DPO's desk: what is due, what a run erased, what it kept and why. No personal data appear."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention import tasks
from retention.dpo.forms import AsOfForm, NothingForm
from retention.dpo.tables import class_rows, preview_rows, rule_rows
from retention.models import Run, RunState
from retention.selectors import due, run_report
from retention.services import runs

AHEAD = timedelta(days=30)


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def overview(request: AuthenticatedRequest) -> HttpResponse:
    """What is due for each controller on a day and in the thirty days after it, and the newest runs."""
    form = AsOfForm.read(request.GET, timezone.localdate())
    asked = form.cleaned_data["as_of"] if form.is_valid() else None
    panels = [
        _panel(controller, asked) for controller in Controller.objects.filter(reach.within("pk")).order_by("name")
    ]
    return render(request, "dpo/retention/overview.html", {"form": form, "panels": panels, "runs": run_report.recent()})


def _panel(controller: Controller, asked: date | None) -> dict[str, Any]:
    today = due.local_today(controller)
    as_of = asked or today
    preview, later = due.preview(controller, as_of), due.preview(controller, as_of + AHEAD)
    return {
        "preview": preview,
        "rows": preview_rows(preview, later),
        "is_today": as_of == today,
        "without_rule": [each.label for each in due.classes_without_rule(controller)],
        "open_run": run_report.open_of(controller),
    }


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def rules_in_force(request: AuthenticatedRequest) -> HttpResponse:
    """Every rule in force with ground and citation."""
    context = {"rules": rule_rows(run_report.rules_in_force(timezone.localdate())), "trail": _trail()}
    return render(request, "dpo/retention/rules.html", context)


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def run_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One run: who did what, what went, what stayed and why."""
    report = run_report.of_run(_run(reference))
    names = report.people
    context = {
        "run": report.run,
        "rows": class_rows(report),
        "trail": _trail(),
        "progress": _progress(report.run) if report.run.state == RunState.EXECUTING else None,
        "proposed_by": names.get(report.run.proposed_by),
        "approved_by": names.get(report.run.approved_by) if report.run.approved_by else None,
        "executed_by": names.get(report.run.executed_by) if report.run.executed_by else None,
    }
    if report.run.state in ("proposed", "approved"):
        expected = due.preview(report.run.controller, report.run.due_by)
        context |= {"expected": expected, "rows": preview_rows(expected, expected)}
    return render(request, "dpo/retention/run.html", context)


@require_POST
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def propose(request: AuthenticatedRequest, controller: str) -> HttpResponse:
    """Open a run for what is due today."""
    found = get_object_or_404(Controller, reach.within("pk"), reference=controller)
    run = runs.propose(controller=found, by=request.user.pk, at=timezone.now())
    messages.success(request, _("Run %(run)s is proposed. A second person approves it.") % {"run": run.reference})
    return redirect("dpo-retention-run", reference=run.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RETENTION_APPROVE, purpose=Purpose.RETENTION)
def approve(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Approve as the second person."""
    return _step(request, reference, "approve", runs.approve, _("The run is approved."))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def execute(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Let the worker erase what is due. Cannot be undone."""
    return _step(request, reference, "execute", _begin, _("The run has begun; this page shows how far it is."))


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def abandon(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Give up a run that has not begun."""
    return _step(request, reference, "abandon", runs.abandon, _("The run is abandoned. Nothing was erased."))


def _begin(*, run: Run, by: UUID, at: datetime) -> Run:
    begun = runs.begin(run=run, by=by, at=at)
    tasks.hand_over(begun)
    return begun


def _step(
    request: AuthenticatedRequest, reference: str, step: str, service: Callable[..., Run], done: str
) -> HttpResponse:
    """Say what will happen, then do it; a refusal is shown where the decision is taken."""
    run = _run(reference)
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
    context = {
        "run": run,
        "form": form,
        "expected": expected,
        "happens": f"dpo/retention/{step}_happens.html",
        "trail": [*_trail(), (run.reference, reverse("dpo-retention-run", args=[run.reference]))],
    }
    return render(request, f"dpo/retention/{step}.html", context)


def _run(reference: str) -> Run:
    return get_object_or_404(Run.objects.select_related("controller"), reach.within(), reference=reference)


def _progress(run: Run) -> dict[str, Any]:
    done = run.erased_count + run.kept_count
    return {
        "label": _("Erasing what is due"),
        "done": done,
        "total": max(run.expected_count, done),
        "finished": False,
        "url": reverse("dpo-retention-run", args=[run.reference]),
        "target": "#run",
    }


def _trail() -> list[tuple[str, str]]:
    return [(_("Retention"), reverse("dpo-retention"))]
