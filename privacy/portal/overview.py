"""The first page after signing in: who you are to us, your cases, and what you can do here."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from collections_app.models import Case
from collections_app.selectors import debtor_cases
from personal_data import envelopes
from privacy.models import ChangeNotice
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.portal.asking import offered
from privacy.services.notices import change_letters, changes


@dataclass(frozen=True, slots=True)
class Change:
    """A significant change of the notice, and what it says in the language of the page."""

    notice: ChangeNotice
    says: str


@require_GET
@debtor_only()
def page(request: DebtorRequest) -> HttpResponse:
    """The overview."""
    cases: list[Case] = []
    envelopes.open([request.debtor], meanwhile=lambda: cases.extend(debtor_cases.of_debtor(request.debtor)))
    unread, spoken = change_letters.show(debtor=request.debtor, at=timezone.now()), get_language() or ""
    context = {
        "debtor": request.debtor,
        "controller": request.debtor.controller,
        "cases": cases,
        "before": request.visit.before,
        "offered": offered(),
        "changes": [Change(each, changes.said(each.change, spoken)) for each in unread],
    }
    return render(request, "portal/overview.html", context)
