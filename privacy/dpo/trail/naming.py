"""Deciding to tell a person which member of staff it was."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Debtor
from personal_data import reach
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.models import NameGround
from privacy.services import naming


class NameForm(PostForm):
    """On which ground."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Why is the name given?"),
        help_text=gettext_lazy("That the person asks for it is not enough (CJEU C-579/21). Hear the employee first."),
        choices=NameGround.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why the name is given.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
def give_name(request: AuthenticatedRequest, subject_id: UUID, event_id: int) -> HttpResponse:
    """Say what will happen, then do it."""
    debtor = get_object_or_404(Debtor.objects.select_related("subject"), reach.within(), subject_id=subject_id)
    try:
        member = naming.member_of(debtor=debtor, event_id=event_id)
    except naming.NotAsked:
        raise Http404 from None
    form = NameForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        ground = NameGround(form.cleaned_data["ground"])
        try:
            naming.give(debtor=debtor, event_id=event_id, ground=ground, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The person finds the name in their list from now on."))
            return redirect("dpo-audit-subject", subject_id)
    context = {"form": form, "debtor": debtor, "member": member}
    return render(request, "dpo/audit/name.html", context, status=422 if form.errors else 200)
