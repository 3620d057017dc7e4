"""What was changed in the database by hand, past every program: looked through, with the outcome written down."""

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import RegexValidator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.dpo.trail.tables import trail_table
from privacy.models import Explanation
from privacy.selectors import unattributed
from privacy.services import change_reviews

_CURSOR = re.compile(r"^[0-9]{1,18}$")
_NOBODY = RegexValidator(
    r"@|[0-9]{6}",
    gettext_lazy("Leave out e-mail addresses and long numbers: name a ticket instead."),
    inverse_match=True,
)


class ReviewForm(PostForm):
    """How the ticked changes are explained, and by what."""

    beside = frozenset({"change"})

    outcome = forms.ChoiceField(
        label=gettext_lazy("How is it explained?"), choices=Explanation.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("What was found out"),
        help_text=gettext_lazy("Who ordered it and what for, by ticket. Write no names and no numbers of persons."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[_NOBODY],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.ACCESS_REVIEW, purpose=Purpose.SECURITY)
def by_hand(request: AuthenticatedRequest) -> HttpResponse:
    """What waits, newest first, with the form under it; then what was found out lately."""
    ticked = {int(each) for each in request.POST.getlist("change") if _CURSOR.match(each)}
    form = ReviewForm(request.POST) if request.method == "POST" else ReviewForm()
    if form.is_bound and not ticked:
        form.add_error(None, _("Tick a change."))
    if form.is_bound and form.is_valid():
        return _reviewed(request, ticked, form.cleaned_data)
    page = change_reviews.read(before=_before(request))
    table = trail_table(page, path=request.path, query={}, is_first="before" not in request.GET)
    context = {"form": form, "table": table, "ticked": ticked, "reviewed": unattributed.reviewed()}
    return render(request, "dpo/audit/by_hand.html", context, status=422 if form.errors else 200)


def _reviewed(request: AuthenticatedRequest, ticked: set[int], said: dict[str, Any]) -> HttpResponse:
    try:
        count = change_reviews.review(
            numbers=ticked, outcome=said["outcome"], reason=said["reason"], by=request.user.pk, at=timezone.now()
        )
    except change_reviews.NothingToReview:
        messages.warning(request, _("Nothing was written: somebody else has reviewed these changes meanwhile."))
    else:
        told = ngettext("%(count)d change was reviewed.", "%(count)d changes were reviewed.", count)
        messages.success(request, told % {"count": count})
    return HttpResponseRedirect(reverse("dpo-audit-by-hand"))


def _before(request: AuthenticatedRequest) -> int | None:
    cursor = request.GET.get("before", "")
    if cursor and not _CURSOR.match(cursor):
        raise Http404("There is no such page.")
    return int(cursor) if cursor else None
