"""What one member of staff did: asked with a reason and for some days, and itself recorded."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.models import StaffController, User
from accounts.permissions import Permission
from personal_data import reach
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.dpo.trail.tables import trail_table
from privacy.services import trail

LONGEST = timedelta(days=92)
REASONS = {
    "complaint": gettext_lazy("a complaint about this member of staff"),
    "incident": gettext_lazy("a personal data breach or a suspicion of one"),
    "restricted_access": gettext_lazy("openings that stand out in a review"),
    "authority": gettext_lazy("an authority asks"),
    "own_request": gettext_lazy("the member of staff asks for it"),
}


class ActivityForm(PostForm):
    """Why, and on which days."""

    because = forms.ChoiceField(
        label=gettext_lazy("Why do you look?"),
        help_text=gettext_lazy("The reason stands in the trail beside your own reference."),
        choices=list(REASONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why you look.")},
    )
    first_on = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the first day.")},
    )
    last_on = forms.DateField(
        label=gettext_lazy("To and including"),
        help_text=gettext_lazy("At most 92 days, in UTC. Look at no more than the reason needs."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": gettext_lazy("Enter the last day.")},
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=10**18, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The days are some days, in their order."""
        super().clean()
        first_on, last_on = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if first_on and last_on and not first_on <= last_on <= min(first_on + LONGEST, date.max):
            self.add_error("last_on", _("Choose a last day that follows the first by at most 92 days."))
        return self.cleaned_data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TRAIL_READ_STAFF, purpose=Purpose.SUPERVISION)
def of_staff(request: AuthenticatedRequest, user_id: UUID) -> HttpResponse:
    """Ask for the reason, then show. Each page is asked for anew, so each stands in the trail."""
    of_others = StaffController.objects.filter(reach.beyond("controller")).values("user_id")
    user = User.objects.exclude(pk__in=of_others).filter(pk=user_id).first()
    if user is None:
        raise Http404(_("There is no such member of staff."))
    today = timezone.now().date()
    asked = {"first_on": today, "last_on": today}
    form = ActivityForm(request.POST) if request.method == "POST" else ActivityForm(initial=asked)
    table, before = None, None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        page = trail.of_staff(user=user, **said)
        # The next page is posted, with its reason, so the table has no address of it.
        table = replace(trail_table(page, path=request.path, query={}, is_first=True), next_url="")
        before = page.before
    context = {
        "member": user,
        "form": form,
        "table": table,
        "before": before,
        "trail": [(_("Records of staff"), reverse("dpo-retention-staff"))],
    }
    return render(request, "dpo/audit/staff.html", context, status=422 if form.errors else 200)
