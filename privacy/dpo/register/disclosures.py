"""The register of disclosures at the DPO's desk: who received what, and one line with the copy of what left."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from accounts.tables import Column, Table, query
from collections_app import wording
from collections_app.models import DisclosedCopy, Disclosure
from collections_app.selectors import case_file, disclosures
from collections_app.selectors import recipients as recipient_papers
from collections_app.services.disclosing import recipients
from personal_data import envelopes, reach
from personal_data.purposes import Purpose
from privacy.dpo.register.forms import RegisterForm

_COLUMNS = tuple(
    Column(label)
    for label in (
        gettext_lazy("When"),
        gettext_lazy("Recipient"),
        gettext_lazy("Case"),
        gettext_lazy("Purpose and ground"),
        gettext_lazy("Data"),
    )
)


@require_GET
@require(Permission.DISCLOSURES_VIEW, purpose=Purpose.SUPERVISION)
def register(request: AuthenticatedRequest) -> HttpResponse:
    """The register, newest first; it names recipients and cases, no debtor, so nothing is opened."""
    form = RegisterForm(request.GET)
    wish, after = form.wish()
    page = disclosures.register(wish, after=after)
    asked = {name: str(getattr(wish, name)) for name in ("controller", "kind", "purpose", "case", "recipient")}
    number = len(page.lines)
    table = Table(
        caption=_("Disclosures, newest first"),
        columns=_COLUMNS,
        rows=[wording.of_line(line) for line in page.lines],
        shown=ngettext("%(number)d disclosure", "%(number)d disclosures", number) % {"number": number},
        next_url=query({**asked, "after": page.after}) if page.after else "",
        previous_url=query(asked) if after else "",
    )
    return render(request, "dpo/disclosures/register.html", {"form": form, "table": table})


@require_GET
@require(Permission.DISCLOSURES_VIEW, purpose=Purpose.SUPERVISION)
def line(request: AuthenticatedRequest, disclosure: UUID) -> HttpResponse:
    """One line with its provision and, as long as the case lives, the copy of what left."""
    lines = Disclosure.objects.filter(reach.within()).select_related("recipient", "controller")
    found = lines.filter(pk=disclosure).first()
    if found is None:
        raise Http404(_("There is no such disclosure, or it has been erased on its day."))
    copy = disclosures.copies_of([found]).get(found.pk)
    _is_open(found)
    is_blocked = copy is not None and not _is_open(copy)
    shown = copy.content.reveal() if copy is not None and not is_blocked else []
    context = {
        "each": wording.of_line(found),
        "name": recipients.names([found.recipient])[found.recipient_id],
        "by": case_file.staff_names([found.by]).get(found.by, ""),
        "protected_by": recipient_papers.in_force(found.recipient, at=found.at),
        "entries": wording.of_entries(shown),
        "is_gone": copy is None,
        "is_blocked": is_blocked,
        "trail": [(_("Disclosures"), reverse("dpo-disclosures"))],
    }
    return render(request, "dpo/disclosures/line.html", context)


def _is_open(row: Disclosure | DisclosedCopy) -> bool:
    """Open a row, or leave it sealed while a restriction keeps it from this purpose."""
    try:
        envelopes.open([row])
    except envelopes.Refused:
        return False
    return True
