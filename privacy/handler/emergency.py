"""Breaking the glass over a case that one may not open, with a reason; it is reviewed afterwards."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Case
from personal_data.models import EmergencyReason
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.services import access_reviews


class BreakGlassForm(PostForm):
    """Which case, and what does not wait."""

    reference = forms.RegexField(
        label=_("Case number"),
        regex=r"^\s*[Kk]-[0-9]{4}-[0-9]{6,}\s*$",
        max_length=24,
        error_messages={
            "required": _("Write the number of the case."),
            "invalid": _("Write the number of the case, such as K-2026-000123."),
        },
    )
    reason = forms.ChoiceField(
        label=_("What does not wait?"),
        help_text=_("If none of these is so, ask the privacy officer instead."),
        choices=EmergencyReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what does not wait.")},
    )
    case: Case | None = None

    def clean_reference(self) -> str:
        """The case must exist; whose it is does not matter here."""
        reference = str(self.cleaned_data["reference"]).strip().upper()
        self.case = Case.objects.select_related("controller", "creditor").filter(reference=reference).first()
        if self.case is None:
            raise ValidationError(_("There is no case of this number, or it has been erased."))
        return reference


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.GLASS_BREAK, purpose=Purpose.EMERGENCY)
def begin(request: AuthenticatedRequest) -> HttpResponse:
    """Say what will happen, then break the glass."""
    form = BreakGlassForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and form.case:
        reason = EmergencyReason(form.cleaned_data["reason"])
        access_reviews.break_glass(case=form.case, reason=reason, by=request.user.pk, at=timezone.now())
        return redirect("handler-emergency-case", form.case.reference)
    return render(request, "handler/emergency/begin.html", {"form": form}, status=422 if form.errors else 200)
