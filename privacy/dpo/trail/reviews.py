"""Reviews of openings: what stands out and glass that was broken, each with its outcome."""

from dataclasses import replace
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.models import User
from accounts.permissions import Permission
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.dpo.trail.review_words import rule_of
from privacy.dpo.trail.tables import trail_table
from privacy.models import AccessReview, ReviewOutcome
from privacy.policies.browsing import rules
from privacy.selectors import access_reviews as reviews
from privacy.services import access_reviews, trail


class OutcomeForm(PostForm):
    """What came of it."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it?"),
        help_text=gettext_lazy("Ask the member of staff first. It is about the data, not about how somebody works."),
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what came of it.")},
    )


@require_GET
@require(Permission.ACCESS_REVIEW, purpose=Purpose.SUPERVISION)
def queue(request: AuthenticatedRequest) -> HttpResponse:
    """What waits, by the day on which it is due, then what was decided."""
    context = {
        "waiting": [(each, rule_of(each)) for each in reviews.waiting()],
        "decided": [(each, rule_of(each)) for each in reviews.decided()],
        "today": timezone.localdate(),
        "rules": rules.every(),
    }
    return render(request, "dpo/audit/reviews.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ACCESS_REVIEW, purpose=Purpose.SUPERVISION)
def review(request: AuthenticatedRequest, review_id: UUID) -> HttpResponse:
    """One review: what was opened in that time, and the outcome. Looking is recorded like all reading of staff."""
    try:
        found = reviews.one(review_id)
    except AccessReview.DoesNotExist:
        raise Http404 from None
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _decided(request, found, form):
        messages.success(request, _("The review is closed with its outcome."))
        return redirect("dpo-audit-reviews")
    page = trail.of_review(member=found.actor, wanted=reviews.openings(found))
    table = replace(trail_table(page, path=request.path, query={}, is_first=True), next_url="")
    context = {
        "review": found,
        "rule": rule_of(found),
        "member": User(id=found.actor).reference,
        "is_own": found.actor == request.user.pk,
        "form": form,
        "table": table,
        "is_cut": page.before is not None,
        "reviewer": User(id=found.reviewed_by).reference if found.reviewed_by else "",
    }
    return render(request, "dpo/audit/review.html", context, status=422 if form.errors else 200)


def _decided(request: AuthenticatedRequest, found: AccessReview, form: OutcomeForm) -> bool:
    try:
        outcome = ReviewOutcome(form.cleaned_data["outcome"])
        access_reviews.decide(review=found, outcome=outcome, by=request.user.pk, at=timezone.now())
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True
