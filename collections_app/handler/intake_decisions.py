"""Documents that intake set aside: what waits, and deciding it."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.tables import Column, Table, query
from collections_app.handler import access, intake_presentation
from collections_app.handler.forms import DecisionForm, IntakeFilterForm
from collections_app.models import IntakeDecision, IntakeItem
from collections_app.selectors import intake_decisions as selector
from collections_app.services.intake import decisions
from personal_data import envelopes
from personal_data.purposes import Purpose


@require_GET
@require(Permission.INTAKE_DECIDE, purpose=Purpose.INTAKE)
def list_page(request: AuthenticatedRequest) -> HttpResponse:
    """What waits for a decision, oldest first."""
    wish = IntakeFilterForm(request.GET).wish()
    found = selector.page(**wish)
    count = len(found.items)
    table = Table(
        caption=_("Documents that wait for a decision"),
        columns=[
            Column(_("Document")),
            Column(_("Why it waits")),
            Column(_("Creditor")),
            Column(_("Debtor")),
            Column(_("Amount"), number=True),
            Column(_("Received")),
        ],
        rows=[intake_presentation.Waiting(item, intake_presentation.says(item)) for item in found.items],
        shown=ngettext("%(count)d document shown", "%(count)d documents shown", count) % {"count": count},
        next_url=query({**wish, "after": found.next}) if found.next else "",
        previous_url=query({**wish, "after": ""}) if wish["after"] else "",
    )
    context = {"form": IntakeFilterForm(wish, auto_id="filter_%s"), "table": table, "wish": wish}
    return render(request, "handler/intake_decisions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.INTAKE_DECIDE, purpose=Purpose.INTAKE)
def item_page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """One document beside what the books hold, and the decisions that fit it."""
    item = access.get_intake_item(reference)
    try:
        return _decided_or_shown(request, item)
    except envelopes.Refused as refusal:
        context = {"item": item, "reason": refusal.reason}
        return render(request, "handler/intake_decisions/shut.html", context, status=HTTPStatus.FORBIDDEN)


def _decided_or_shown(request: AuthenticatedRequest, item: IntakeItem) -> HttpResponse:
    form = DecisionForm(request.POST if request.method == "POST" else None, kind=item.kind)
    if form.is_valid():
        decision = IntakeDecision(form.cleaned_data["decision"])
        try:
            decisions.decide(item=item, decision=decision, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(reference)s is decided: %(decision)s.") % _said(item, decision))
            return redirect("handler-intake-decisions")
    return render(request, "handler/intake_decisions/item.html", {"form": form, **intake_presentation.of_item(item)})


def _said(item: IntakeItem, decision: IntakeDecision) -> dict[str, str]:
    return {"reference": item.reference, "decision": str(decision.label)}
