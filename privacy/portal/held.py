"""What we hold: everything that is kept about the person, opened and recorded as one reading of their own."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from privacy.models import Right
from privacy.models.request import ANSWERABLE
from privacy.portal import held_page
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.selectors import holdings, packs


@require_GET
@debtor_only()
def page(request: DebtorRequest) -> HttpResponse:
    """Records with their end, then categories with purpose, source and values."""
    at = timezone.now()
    controller = request.debtor.controller
    pack = packs.pack_of(controller)
    found = holdings.of_subject(request.debtor.subject, at=at)
    records = held_page.records_of(found, pack, today=timezone.localdate(at))
    context = {
        "controller": controller,
        "records": records,
        "categories": held_page.categories_of(found, records, pack),
        "may_ask_for_copy": Right.ACCESS in ANSWERABLE,
    }
    return render(request, "portal/held.html", context)
