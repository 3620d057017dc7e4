"""Taking what the explorer shows out of the house, with proofs."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from audit.tree.proofs import NotSealed
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.dpo.trail.forms import TrailFilterForm
from privacy.services import trail_exports


class ExportForm(TrailFilterForm, PostForm):
    """The filter of the explorer, and which signed head the proofs must continue."""

    kept_size = forms.IntegerField(
        label=gettext_lazy("A head that somebody kept"),
        help_text=gettext_lazy(
            "The number of events in it, from its second line. The proofs then show that nothing before it was altered."
        ),
        required=False,
        min_value=1,
        max_value=10**18,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TRAIL_EXPORT, purpose=Purpose.SUPERVISION)
def export(request: AuthenticatedRequest) -> HttpResponse:
    """Ask which part, then hand the package out. The way in from the explorer brings its filter along."""
    if request.method != "POST":
        return _page(request, ExportForm(initial=request.GET.dict()))
    form = ExportForm(request.POST)
    if form.is_valid():
        try:
            content = trail_exports.package(wanted=form.wanted(), kept_size=form.cleaned_data["kept_size"])
        except trail_exports.TooMany as refusal:
            more = _("More than %(most)d events. Narrow the period, or export by manage.py export_audit_trail.")
            form.add_error("first_on", more % {"most": refusal.most})
        except trail_exports.UnknownHead:
            form.add_error("kept_size", _("No head of that size was signed here. Look at its second line again."))
        except NotSealed:
            form.add_error(None, _("Nothing has been sealed yet. Try again in a minute."))
        else:
            return _package(content)
    return _page(request, form, status=422)


def _page(request: HttpRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    return render(request, "dpo/audit/export.html", {"form": form}, status=status)


def _package(content: bytes) -> HttpResponse:
    name = f"audit-trail-{timezone.now():%Y%m%d-%H%M}.zip"
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
