"""Asking to use a restricted case for one legal step (GDPR art. 18(2))."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Case
from collections_app.selectors import case_file
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.models import LegalStep, OtherUse
from privacy.services.contested import permitted_uses
from privacy.services.contested.permitted_uses import LONGEST_DAYS


class AskForm(PostForm):
    """Which step, why restricted data are necessary for it, and for how long."""

    step = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        choices=[
            (gettext_lazy("One step of a legal claim"), LegalStep.choices),
            (gettext_lazy("Another case of art. 18(2)"), OtherUse.choices),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what for.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why can it not wait?"),
        help_text=gettext_lazy(
            "Name the court or authority and the day by which it must be done; for a consent, when and how it was "
            "given; otherwise whose right or which interest it protects."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it cannot wait.")},
    )
    days = forms.IntegerField(
        label=gettext_lazy("For how many days?"),
        min_value=1,
        max_value=LONGEST_DAYS,
        initial=3,
        error_messages={"required": gettext_lazy("Enter the number of days.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_WORK, purpose=Purpose.SUBJECT_REQUEST)
def ask(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Ask for the use; a second person decides. Opens nothing."""
    case = _case(reference)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {**form.cleaned_data, "step": _use(form.cleaned_data["step"])}
        try:
            permitted_uses.ask(case=case, by=request.user.pk, at=timezone.now(), **values)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Asked for. It opens when a second person has approved it."))
            return redirect("handler-case", reference=reference)
    return render(request, "handler/legal_steps/ask.html", {"case": case, "form": form})


def _use(code: str) -> LegalStep | OtherUse:
    return LegalStep(code) if code in LegalStep.values else OtherUse(code)


def _case(reference: str) -> Case:
    try:
        return case_file.by_reference(reference)
    except Case.DoesNotExist:
        raise Http404 from None
