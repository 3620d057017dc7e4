"""What was kept of erased cases: anonymised statistics, how exact they are, and what the portfolio paid."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from retention.dpo.trait_words import VALUES, said
from retention.models.statistics import TRAITS, K
from retention.policies.anonymising import ANY
from retention.selectors import kept_statistics
from retention.selectors.due import local_today
from retention.selectors.kept_statistics import Kept
from retention.services import statistics_terms, statistics_uses


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def statistics(request: AuthenticatedRequest) -> HttpResponse:
    """The statistics of every controller within reach."""
    context = {
        "panels": [_panel(kept) for kept in kept_statistics.panels()],
        "k": K,
        "trail": [(_("Retention"), reverse("dpo-retention"))],
    }
    return render(request, "dpo/retention/statistics.html", context)


def _panel(kept: Kept) -> dict[str, Any]:
    return {
        "kept": kept,
        "is_permitted": statistics_terms.permitted(kept.controller.reference),
        "may_read": statistics_uses.may_read(kept.controller),
        "today": local_today(kept.controller),
        "outcome": _columns(kept, "outcome"),
        "paid": _columns(kept, "paid"),
        "rows": [([said(getattr(group, name)) for name in TRAITS], group.debtors) for group in kept.groups],
        "more": kept.group_count - len(kept.groups),
    }


def _columns(kept: Kept, trait: str) -> dict[str, Any]:
    """One trait over the periods as the plot takes it, its values in the order of their words."""
    over = kept.over(trait)
    found = {value for _period, counts in over for value in counts}
    values = [value for value in VALUES if value in found] + sorted(found - VALUES.keys())
    columns: list[tuple[str | Promise, list[int]]] = [
        (_("any time") if period == ANY else period, [counts.get(value, 0) for value in values])
        for period, counts in over
    ]
    return {"columns": columns, "names": [(str(said(value)), "") for value in values]}
