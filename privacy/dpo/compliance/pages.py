"""The compliance monitor: which promises are kept, which are not, since when, and which records that is about."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach
from personal_data.models import Controller
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy import tasks
from privacy.dpo.compliance.tables import figure_rows, found_rows, trend
from privacy.dpo.compliance.words import BADGES, WHY_NOT
from privacy.selectors.compliance import figures
from privacy.selectors.compliance.registry import Promise, asked_of, promise_of
from privacy.services.compliance import measuring, reading

HOUSE = "HOUSE"


@require_GET
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
def overview(request: AuthenticatedRequest) -> HttpResponse:
    """Every promise by controller, broken ones first."""
    shown = [
        {
            "panel": panel,
            "name": panel.controller.name if panel.controller else _("The house"),
            "reference": _reference(panel.controller),
            **figure_rows(panel),
        }
        for panel in figures.panels()
    ]
    return render(request, "dpo/compliance/overview.html", {"panels": sorted(shown, key=lambda each: each["rank"])})


@require_POST
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
@takes()
def check_now(request: AuthenticatedRequest) -> HttpResponse:
    """Measure everything within reach now; the mail about what turned is left to the worker."""
    now = timezone.now()
    for controller in (None, *Controller.objects.filter(reach.within("pk")).order_by("reference")):
        measuring.measure_of(controller, at=now)
    tasks.hand_over_telling()
    messages.success(request, _("Every promise was measured just now."))
    return redirect("dpo-compliance")


@require_GET
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
def promise_page(request: AuthenticatedRequest, controller: str, key: str) -> HttpResponse:
    """One promise: the figure and what it must be, where it was promised, and its course."""
    found = _controller(controller)
    promise = _promise(found, key)
    course = figures.course(found, promise, until=asked_of(found).today)
    newest = course[-1] if course else None
    context = {
        **_about(found, promise),
        "figure": newest,
        "badge": BADGES[newest.verdict] if newest else None,
        "why_not": WHY_NOT.get(newest.reason) if newest else None,
        "may_list": request.user.may(promise.check.permission),
        **trend(course),
    }
    return render(request, "dpo/compliance/promise.html", context)


@require_GET
@require(Permission.DPO_DESK, purpose=Purpose.SUPERVISION)
def listing(request: AuthenticatedRequest, controller: str, key: str) -> HttpResponse:
    """The list behind a figure, asked of the live data now: references only, and the reading is recorded."""
    found = _controller(controller)
    promise = _promise(found, key)
    listed = reading.read_list(promise=promise, asked=asked_of(found), by=request.user)
    context = {
        **_about(found, promise),
        "rows": found_rows(listed, request.user),
        "is_cut": len(listed) == reading.SHOWN,
    }
    return render(request, "dpo/compliance/list.html", context)


def _about(controller: Controller | None, promise: Promise) -> dict[str, Any]:
    return {
        "promise": promise,
        "controller": controller,
        "reference": _reference(controller),
        "whose": controller.name if controller else _("The house"),
        "trail": [(_("Compliance"), reverse("dpo-compliance"))],
    }


def _reference(controller: Controller | None) -> str:
    return controller.reference if controller else HOUSE


def _controller(reference: str) -> Controller | None:
    if reference == HOUSE:
        return None
    return get_object_or_404(Controller, reach.within("pk"), reference=reference)


def _promise(controller: Controller | None, key: str) -> Promise:
    found = promise_of(controller, key)
    if found is None:
        raise Http404
    return found
