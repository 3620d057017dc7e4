"""The first page after signing in: who you are to us, your cases, and what you can do here."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from collections_app.models import Case
from collections_app.selectors import debtor_cases
from personal_data import envelopes
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.portal.asking import offered


@require_GET
@debtor_only()
def page(request: DebtorRequest) -> HttpResponse:
    """The overview."""
    cases: list[Case] = []
    envelopes.open([request.debtor], meanwhile=lambda: cases.extend(debtor_cases.of_debtor(request.debtor)))
    context = {
        "debtor": request.debtor,
        "controller": request.debtor.controller,
        "cases": cases,
        "before": request.visit.before,
        "offered": offered(),
    }
    return render(request, "portal/overview.html", context)
