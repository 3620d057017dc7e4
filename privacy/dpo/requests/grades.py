"""Deciding to show a person the grade that a machine gave of them: privacy officer or data protection officer."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import envelopes
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.dpo.requests.pages import get_request
from privacy.dpo.requests.steps import trail_to
from privacy.models import ReleaseGround
from privacy.policies.packs import facts
from privacy.selectors import grades, packs
from privacy.services import grades as releasing


class ReleaseForm(PostForm):
    """On which ground, and why."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Why is the grade shown?"),
        choices=ReleaseGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why the grade is shown.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The person finds these words beside the grade."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write why the grade is shown.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.GRADES_RELEASE, purpose=Purpose.SUBJECT_REQUEST)
def release(request: AuthenticatedRequest, reference: str, record: str) -> HttpResponse:
    """Say what will happen beside the grade itself, then do it."""
    found = get_request(reference)
    grade = get_object_or_404(grades.of_subject(found.subject), reference=record)
    envelopes.open([grade])
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = form.cleaned_data
        try:
            releasing.release(
                grade=grade,
                ground=ReleaseGround(said["ground"]),
                reason=said["reason"],
                by=request.user.pk,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The person finds the grade in the portal and in copies from now on."))
            return redirect("dpo-request", reference)
    context = {
        "subject_request": found,
        "grade": grade,
        "automated": facts.automated_decisions(packs.pack_of(found.controller)),
        "form": form,
        "trail": trail_to(found),
        "back": reverse("dpo-request", args=[reference]),
    }
    return render(request, "dpo/requests/release_grade.html", context, status=422 if form.errors else 200)
