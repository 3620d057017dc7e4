"""Retention at the DPO's desk: what is due, what a run erased, what it kept and why. No personal data appear."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.dpo.forms import AsOfForm, ProposeForm
from retention.dpo.run_steps import get, may_begin, trail
from retention.dpo.tables import class_rows, preview_rows
from retention.models import Run, RunState
from retention.policies import pace
from retention.policies.run_transitions import BEFORE
from retention.selectors import due, longer, rule_reviews, run_items, run_report
from retention.services import nights, runs

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
        "rows": preview_rows(preview, later, longer.of(controller, as_of)),
        "may_propose": _may_propose(controller, as_of),
        "is_today": as_of == today,
        "is_large": preview.due > runs.ask_dpo_above(),
        "without_rule": [each.label for each in due.classes_without_rule(controller)],
        "open_run": run_report.open_of(controller),
        "rules_to_see": rule_reviews.count_due(controller),
    }


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def run_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One run: who did what, what went, what stayed and why."""
    report = run_report.of_run(get(reference))
    names = report.people
    context = {
        "run": report.run,
        "rows": class_rows(report),
        "trail": trail(),
        "progress": _progress(report.run) if report.run.state == RunState.EXECUTING else None,
        "proposed_by": names.get(report.run.proposed_by),
        "approved_by": names.get(report.run.approved_by) if report.run.approved_by else None,
        "executed_by": names.get(report.run.executed_by) if report.run.executed_by else None,
        "advised_by": names.get(report.run.advised_by) if report.run.advised_by else None,
        "steps": report.steps,
        "quarters": report.quarters,
    }
    if report.run.state in BEFORE:
        expected = due.preview(report.run.controller, report.run.due_by)
        context |= {
            "expected": expected,
            "rows": preview_rows(expected, expected, longer.of(report.run.controller, report.run.due_by)),
            "is_large": expected.due > runs.ask_dpo_above(),
            "to_review": run_items.count_unreviewed(report.run),
            "may_begin": may_begin(report.run),
            "waits_into_its_day": _waits_into_its_day(report.run),
        }
    return render(request, "dpo/retention/run.html", context)


def _waits_into_its_day(run: Run) -> bool:
    """Whether the waiting of an approved run ends on its day, or later, so that the night comes too early for it."""
    return run.waits_until is not None and due.local_day(run.controller, run.waits_until) >= run.due_by


@require_POST
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def propose(request: AuthenticatedRequest, controller: str) -> HttpResponse:
    """Open a run for what is due today, or on one of the days for which the nights propose ahead."""
    found = get_object_or_404(Controller, reach.within("pk"), reference=controller)
    form = ProposeForm(request.POST)
    day = (form.cleaned_data["due_by"] or due.local_today(found)) if form.is_valid() else None
    if day is None or not _may_propose(found, day):
        messages.error(
            request, _("What is due today goes first; then a run is proposed for a day at most five days ahead.")
        )
        return redirect("dpo-retention")
    run = runs.propose(controller=found, by=request.user.pk, at=timezone.now(), due_by=day)
    messages.success(request, _("Run %(run)s is proposed. A second person approves it.") % {"run": run.reference})
    return redirect("dpo-retention-run", reference=run.reference)


def _may_propose(controller: Controller, day: date) -> bool:
    """Whether a run may be opened for a day: today, or one to come as soon as nothing waits for a run of today."""
    today = due.local_today(controller)
    is_ahead = today < day <= today + nights.AHEAD
    return day == today or (is_ahead and not due.anything_due(controller, by=today, after=None))


def _progress(run: Run) -> dict[str, Any]:
    done = run.erased_count + run.kept_count
    total = max(run.expected_count, done)
    return {
        "label": _("Erasing what is due"),
        "done": done,
        "total": total,
        "pace": pace.of_run(run, total=total),
        "silent_since": pace.silent_since(run, at=timezone.now()),
        "finished": False,
        "url": reverse("dpo-retention-run", args=[run.reference]),
        "target": "#run",
    }
