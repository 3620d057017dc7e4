"""Who may get data for the person: each authorisation with its scope and end, and ending one at once."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from collections_app.models import Authorisation
from collections_app.selectors import authorisations
from collections_app.services.authorisations import BY_THE_DEBTOR
from personal_data.posted import takes
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.portal.authority_words import told
from privacy.services.representing import codes


@require_GET
@debtor_only()
def page(request: DebtorRequest) -> HttpResponse:
    """Everybody who speaks or spoke for the person."""
    debtor = request.debtor
    found = told(authorisations.of_debtor(debtor), today=timezone.localdate())
    return render(request, "portal/representatives.html", {"found": found, "controller": debtor.controller})


@require_POST
@debtor_only()
@takes()
def revoke(request: DebtorRequest, authorisation: UUID) -> HttpResponse:
    """End one now, whoever gave it."""
    try:
        kept = authorisations.of_debtor_by_id(debtor=request.debtor, found=authorisation)
    except Authorisation.DoesNotExist:
        raise Http404 from None
    try:
        codes.revoke(kept=kept, because=BY_THE_DEBTOR, by=request.debtor.subject_id, at=timezone.now())
    except ValidationError as refusal:  # somebody else was faster
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("It has ended. From this moment that person gets nothing from us for you."))
    return HttpResponseRedirect(reverse("portal-representatives"))
