"""The scope of an incident, on a page and as a package for the breach report."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.models import User
from accounts.permissions import Permission
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.selectors.incident import Lead, Scope
from privacy.services import incident_report, incidents

LONGEST = timedelta(days=366)
_MOMENT = "%Y-%m-%dT%H:%M"


def _moment_field(label: Any, missing: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=[_MOMENT, "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
        error_messages={"required": missing},
    )


class IncidentForm(PostForm):
    """What is known of the incident. It is posted, so neither an address nor a token gets into the page's address."""

    beside = frozenset({"export"})

    since = _moment_field(_("From (UTC)"), _("Enter when it may have begun."))
    until = _moment_field(_("Until (UTC)"), _("Enter when it had ended."))
    account = forms.CharField(
        label=_("Account of a member of staff"),
        help_text=_("Its e-mail address, or the reference that stands in the trail (STAFF-…)."),
        required=False,
        max_length=254,
    )
    address = forms.GenericIPAddressField(
        label=_("Network address"),
        help_text=_("From which staff or persons signed in. It is compared with keyed digests and kept nowhere."),
        required=False,
    )
    token = forms.CharField(
        label=_("Session token"),
        help_text=_(
            "The value of a session cookie that came into wrong hands: of staff, which also opens the interface for "
            "auditors, or of a visit to the portal. There are no other tokens."
        ),
        required=False,
        max_length=128,
    )
    request_id = forms.UUIDField(
        label=_("Request identifier"), help_text=_("As it stands in the logs and the trail."), required=False
    )

    def clean_account(self) -> User | None:
        """The account, also of somebody who has left."""
        said = str(self.cleaned_data["account"]).strip()
        if not said:
            return None
        for user in (
            User.objects.all() if said.upper().startswith("STAFF-") else User.objects.filter(email__iexact=said)
        ):
            if said.upper() in (user.reference, user.email.upper()):
                return user
        raise ValidationError(_("No member of staff has this address or reference."))

    def clean(self) -> dict[str, Any]:
        """The time is some time, in its order."""
        super().clean()
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and not since < until <= since + LONGEST:
            self.add_error("until", _("Choose an end that follows the beginning by at most a year."))
        return self.cleaned_data

    def lead(self) -> Lead:
        """What is known, as it is asked."""
        said = self.cleaned_data
        return Lead(
            since=said["since"].astimezone(UTC),
            until=said["until"].astimezone(UTC),
            account=said["account"].pk if said["account"] else None,
            token=said["token"],
            address=said["address"],
            request_id=said["request_id"],
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.TRAIL_READ_STAFF, purpose=Purpose.SECURITY)
def incident(request: AuthenticatedRequest) -> HttpResponse:
    """Ask what is known, then count; with ``export`` hand the package out."""
    now = timezone.now().replace(second=0, microsecond=0)
    usual = {"since": now - timedelta(days=1), "until": now + timedelta(minutes=1)}
    form = IncidentForm(request.POST) if request.method == "POST" else IncidentForm(initial=usual)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        if "export" in request.POST:
            if not request.user.may(Permission.TRAIL_EXPORT):
                raise PermissionDenied
            return _package(incidents.package(form.lead(), at=now), now)
        context |= _told(incidents.scope(form.lead()))
    return render(request, "dpo/audit/incident.html", context, status=422 if form.errors else 200)


def _told(scope: Scope) -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "scope": scope,
        "categories": incident_report.category_names(scope),
        "tables": [
            (_("Kinds of record"), [(incident_report.class_name(each.key), each) for each in scope.classes]),
            (_("Countries"), [(incident_report.country_name(each.key, language), each) for each in scope.countries]),
            (_("What happened"), [(_OUTCOMES[each.key], each) for each in scope.outcomes]),
        ],
    }


_OUTCOMES = {"opened": _("opened"), "changed": _("changed"), "erased": _("erased")}


def _package(content: bytes, at: datetime) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="incident-{at:%Y%m%d-%H%M}.zip"'},
    )
