"""What has changed in the notice since the person was told last, shown until they say that they have read it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from personal_data.posted import takes
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.services.notices import change_letters


@require_POST
@debtor_only()
@takes()
def read(request: DebtorRequest, number: UUID) -> HttpResponse:
    """The person has read it."""
    if not change_letters.acknowledge(debtor=request.debtor, notice_id=number, at=timezone.now()):
        raise Http404
    messages.success(request, _("We have noted that you have read it."))
    return redirect("portal-overview")
