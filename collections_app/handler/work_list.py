"""The work list: the first page of a handler's day."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.tables import Column, Table, query, sortable
from collections_app.handler.forms import WorkListForm
from collections_app.models import CaseStatus
from collections_app.selectors import work_list
from personal_data.purposes import Purpose


@require_GET
@require(Permission.CASES_VIEW, purpose=Purpose.COLLECTION)
def work_list_page(request: AuthenticatedRequest) -> HttpResponse:
    """Open (or closed) cases, fifty to a page, with the debtors' names opened in one go."""
    wish = WorkListForm(request.GET).wish()
    found = work_list.page(**wish)
    context = {"form": WorkListForm(wish, creditors=found.creditors), "table": _table(found, wish), "wish": wish}
    return render(request, "handler/work_list/page.html", context)


def _table(found: work_list.Page, wish: dict[str, str]) -> Table:
    is_closed = wish["status"] == CaseStatus.CLOSED
    columns = [
        sortable(_("Case"), "reference", wish),
        Column(_("Debtors")),
        Column(_("Creditor")),
        sortable(_("Opened"), "opened_on", wish),
        *([sortable(_("Closed"), "closed_on", wish)] if is_closed else []),
        Column(_("Claims less credit and payments") if is_closed else _("Still owed"), number=True),
    ]
    count = len(found.listed)
    return Table(
        caption=_("Closed cases") if is_closed else _("Open cases"),
        columns=columns,
        rows=found.listed,
        shown=ngettext("%(count)d case shown", "%(count)d cases shown", count) % {"count": count},
        next_url=query({**wish, "after": str(found.next)}) if found.next else "",
        previous_url=query({**wish, "after": ""}) if wish["after"] else "",
    )
