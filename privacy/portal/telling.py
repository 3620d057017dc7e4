"""Telling us something of one's own accord: why it was not paid, a wish to pay in instalments, a new address.

Nobody has to (INTRUM-80, -82). What is offered is what the controller's notice takes from the person; it is kept with
the person as its source, and they see it at once among what we hold.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from collections_app.models import Case, CaseStatus
from collections_app.policies.details import Said, Supplier
from collections_app.selectors import debtor_cases
from collections_app.services.details import entering, terms
from personal_data.declaration import Source
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.portal.forms import TellForm


@require_http_methods(["GET", "HEAD", "POST"])
@debtor_only()
@sensitive_post_parameters("value")
def page(request: DebtorRequest) -> HttpResponse:
    """The form, and what comes of it."""
    controller = request.debtor.controller
    cases = [each for each in debtor_cases.of_debtor(request.debtor) if each.status == CaseStatus.OPEN]
    allowed = terms.of(controller.reference)
    oneself = next((each for each in allowed.suppliers if each.source is Source.DATA_SUBJECT), None)
    kinds = [each for each in allowed.kinds() if oneself and each in oneself.brings]
    form = TellForm(request.POST if request.method == "POST" else None, kinds=kinds, cases=cases)
    if oneself and form.is_valid() and _told(request, form, oneself, cases):
        messages.success(request, _("We have it, with you as its source. Here is everything that we hold about you."))
        return HttpResponseRedirect(reverse("portal-held"))
    context = {"form": form, "controller": controller, "may_tell": bool(kinds and cases)}
    return render(request, "portal/tell.html", context, status=422 if form.errors else 200)


def _told(request: DebtorRequest, form: TellForm, oneself: Supplier, cases: Sequence[Case]) -> bool:
    """Keep what was told; what is refused stands in the form."""
    case = next(each for each in cases if each.reference == form.case_reference())
    at = timezone.now()
    said = Said(
        kind=form.cleaned_data["kind"],
        value=form.cleaned_data["value"],
        source_key=oneself.key,
        obtained_on=at.astimezone(ZoneInfo(case.controller.time_zone)).date(),
    )
    try:
        entering.enter(case=case, debtor=request.debtor, said=said, by=None, at=at)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    return True
