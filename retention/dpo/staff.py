"""The records of staff at the DPO's desk: who works here, who has left, and when name and address go."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.tables import Column, Table
from personal_data.purposes import Purpose
from retention.selectors import staff_records


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def listing(request: AuthenticatedRequest) -> HttpResponse:
    """Staff are data subjects too: each record with its end (GDPR art. 5(1)(e))."""
    today = timezone.now().date()
    found = staff_records.listed(today=today)
    headings = (_("Member of staff"), _("Reference in the trail"), _("State"), _("Name and address go"))
    columns = [Column(label) for label in headings]
    table = Table(caption=_("Records of staff"), columns=columns, rows=found)
    return render(request, "dpo/retention/staff.html", {"table": table, "today": today})
