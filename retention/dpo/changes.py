"""What another period would do, at the DPO's desk: seen before anything changes. No personal data appear."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import record_classes
from personal_data.purposes import Purpose
from retention.dpo.forms import WhatIfForm
from retention.models import RetentionRule
from retention.selectors import run_report
from retention.services import what_if

SHOWN = 200


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def what_if_page(request: AuthenticatedRequest) -> HttpResponse:
    """How many records would move from which day to which if one rule had another period."""
    rules = {str(rule.id): rule for rule in run_report.rules_in_force(timezone.localdate())}
    choices = [(key, _name(rule)) for key, rule in rules.items()]
    form = WhatIfForm(request.GET or None, rules=choices, initial={"begins": timezone.localdate()})
    effect = None
    if form.is_valid():
        try:
            effect = what_if.of_period(
                rule=rules[form.cleaned_data["rule"]],
                months=form.cleaned_data["months"],
                begins=form.cleaned_data["begins"],
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
    context = {
        "form": form,
        "effect": effect,
        "moves": effect.moves[:SHOWN] if effect else [],
        "left_out": max(0, len(effect.moves) - SHOWN) if effect else 0,
        "trail": [(_("Retention"), reverse("dpo-retention"))],
    }
    return render(request, "dpo/retention/what_if.html", context)


def _name(rule: RetentionRule) -> str:
    label = record_classes.get(rule.record_class).label
    return f"{rule.controller.reference}: {label}, {rule.period_months} ({rule.code})"
