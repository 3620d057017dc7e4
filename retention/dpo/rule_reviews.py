"""The rules in force at the DPO's desk, and signing off that somebody has looked at one. No personal data appear."""

from http import HTTPStatus
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.selectors import names
from personal_data import reach, record_classes
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from retention.dpo.tables import rule_rows
from retention.models import RetentionRule, RuleFinding
from retention.policies.due_dates import add_months
from retention.selectors import rule_reviews
from retention.selectors.due import local_today
from retention.services import rule_reviews as reviewing


class SignOffForm(PostForm):
    """What was found, and when the rule is looked at again."""

    finding = forms.TypedChoiceField(
        label=lazy("What you found"), choices=RuleFinding.choices, coerce=RuleFinding, widget=forms.RadioSelect
    )
    next_on = forms.DateField(
        label=lazy("Look again on"),
        help_text=lazy("Within a year."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": lazy("Enter the day."), "invalid": lazy("Enter a date that exists.")},
    )


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def rules_in_force(request: AuthenticatedRequest) -> HttpResponse:
    """Every rule in force with ground and citation, when it was looked at and when it is looked at again."""
    tasks = rule_reviews.tasks(timezone.localdate())
    rows = list(zip(rule_rows(task.rule for task in tasks), tasks, strict=True))
    context = {
        "rules": rows,
        "waiting": sum(task.is_due for task in tasks),
        "people": names([task.last.by for task in tasks if task.last]),
        "trail": _trail(),
    }
    return render(request, "dpo/retention/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def sign_off(request: AuthenticatedRequest, rule: UUID) -> HttpResponse:
    """Look at one rule and sign off what was found."""
    found = get_object_or_404(RetentionRule.objects.select_related("controller"), reach.within(), id=rule)
    next_on = add_months(local_today(found.controller), rule_reviews.MONTHS)
    form = SignOffForm(request.POST if request.method == "POST" else None, initial={"next_on": next_on})
    if form.is_valid():
        try:
            reviewing.sign_off(rule=found, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error("next_on", refusal)
        else:
            messages.success(request, _("It is signed off."))
            return redirect("dpo-retention-rules")
    context = {
        "form": form,
        "row": rule_rows([found])[0],
        "task": rule_reviews.of_rule(found),
        "label": record_classes.get(found.record_class).label,
        "trail": [*_trail(), (_("Rules in force"), reverse("dpo-retention-rules"))],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "dpo/retention/sign_off_rule.html", context, status=status)


def _trail() -> list[tuple[str, str]]:
    return [(_("Retention"), reverse("dpo-retention"))]
