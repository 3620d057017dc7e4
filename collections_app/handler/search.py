"""Search: one box. What was searched for never stands in an address, so it is posted."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler.forms import SearchForm
from collections_app.selectors import findings
from personal_data.purposes import Purpose


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION)
def search_page(request: AuthenticatedRequest) -> HttpResponse:
    """Debtors by name, number, phone or e-mail; a case number leads straight to the case."""
    form = SearchForm(request.POST or None)
    found = None
    if form.is_valid():
        text = form.cleaned_data["text"]
        if reference := findings.case_reference(text):
            return redirect("handler-case", reference=reference)
        found = findings.find(text)
    context = {"form": form, "found": found, "is_full": found is not None and len(found) >= findings.LIMIT}
    return render(request, "handler/search/page.html", context)
