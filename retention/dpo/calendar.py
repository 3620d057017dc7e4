"""The calendar of coming erasures: what goes in which month, what something keeps, and what has no day yet."""

from collections import Counter
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach, record_classes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.selectors import coming
from retention.selectors.coming import Coming

# More parts than this cannot be told apart in one column.
_PARTS = 7


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def calendar(request: AuthenticatedRequest) -> HttpResponse:
    """The coming twenty-four months of every controller within reach."""
    within = Controller.objects.filter(reach.within("pk")).order_by("name")
    context = {
        "panels": [_panel(coming.of(each)) for each in within],
        "trail": [(_("Retention"), reverse("dpo-retention"))],
    }
    return render(request, "dpo/retention/calendar.html", context)


def _panel(found: Coming) -> dict[str, Any]:
    totals = {name: counts.total() for name, counts in found.goes.items()}
    ordered = sorted(totals, key=lambda name: (-totals[name], name))
    shown, rest = ordered[:_PARTS], ordered[_PARTS:]
    names = [(str(_label(name)), "") for name in shown]
    columns = []
    for month in found.months:
        values = [found.goes[name][month] for name in shown]
        if rest:
            values.append(sum(found.goes[name][month] for name in rest))
        columns.append((f"{month:%Y-%m}", values))
    if rest:
        names.append((_("Other kinds"), ""))
    return {
        "controller": found.controller,
        "names": names,
        "columns": columns,
        "total": sum(totals.values()),
        "kept": _listed(found.kept),
        "without_trigger": _listed(found.without_trigger),
        "without_day": _listed(found.without_day),
    }


def _listed(counts: Counter[str]) -> list[tuple[str | Promise, int]]:
    return [(_label(name), count) for name, count in sorted(counts.items())]


def _label(name: str) -> str | Promise:
    return record_classes.get(name).label
