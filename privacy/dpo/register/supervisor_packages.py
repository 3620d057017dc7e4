"""Making a package of cases for an authority that supervises the business, and the log of those that were made."""

import re
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Recipient, RecipientKind, SecrecyCheck
from collections_app.policies import disclosures as rules
from collections_app.selectors import recipients as kept
from collections_app.services.disclosing import transfer_limits
from collections_app.wording import label_of
from personal_data.posted import PostForm
from personal_data.purposes import Purpose
from privacy.models import SupervisorExport
from privacy.services import supervisor_exports

_CASE = re.compile(r"^K-[0-9]{4}-[0-9]{6,}$")


class PackageForm(PostForm):
    """Which cases, which data, on which provision."""

    cases = forms.CharField(
        label=gettext_lazy("Case numbers"),
        help_text=gettext_lazy("One to a line, fifty at most."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Name at least one case.")},
    )
    fields_wanted = forms.MultipleChoiceField(
        label=gettext_lazy("Which data?"),
        help_text=gettext_lazy("Only what the authority asked for. What the trail says of the cases goes with them."),
        choices=[(name, label_of(name)) for name in rules.FIELDS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose the data that leave.")},
    )
    provision = forms.CharField(
        label=gettext_lazy("Legal provision"),
        help_text=gettext_lazy("The act and section on which the authority gets them."),
        max_length=200,
        error_messages={"required": gettext_lazy("Name the act and section.")},
    )
    asked_as = forms.CharField(
        label=gettext_lazy("The authority's reference"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter the reference.")},
    )
    secrecy_check = forms.ChoiceField(
        label=gettext_lazy("Does a duty of secrecy stand against it?"),
        choices=SecrecyCheck.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say what came of looking for duties of secrecy.")},
    )

    def __init__(self, data: Any = None, *, recipient: Recipient) -> None:
        super().__init__(data)
        self._recipient = recipient
        if not transfer_limits.of(recipient.controller.reference).checks_secrecy:
            del self.fields["secrecy_check"]

    def clean_cases(self) -> list[str]:
        """The numbers, each once."""
        numbers = self.cleaned_data["cases"].upper().split()
        if strange := [each for each in numbers if not _CASE.match(each)]:
            raise ValidationError(
                _("A case number looks like K-2026-000123; %(number)s is in line with none."),
                params={"number": len(strange)},
            )
        return list(dict.fromkeys(numbers))

    def asked(self) -> supervisor_exports.Asked:
        """What the valid form asks for."""
        values = self.cleaned_data
        return supervisor_exports.Asked(
            recipient=self._recipient,
            references=values["cases"],
            fields=tuple(values["fields_wanted"]),
            provision=values["provision"],
            asked_as=values["asked_as"],
            secrecy_check=values.get("secrecy_check", ""),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.SUPERVISOR_EXPORT, purpose=Purpose.SUPERVISION)
def make(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The form and the log; by the button the package, once."""
    recipient = _supervisor(reference)
    form = PackageForm(request.POST if request.method == "POST" else None, recipient=recipient)
    if form.is_valid():
        try:
            made = supervisor_exports.make(asked=form.asked(), by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _handed_out(made)
    context = {
        "recipient": recipient,
        "form": form,
        "made": SupervisorExport.objects.filter(recipient=recipient).order_by("-made_at")[:50],
        "trail": [(_("Recipients"), reverse("dpo-recipients"))],
    }
    return render(request, "dpo/recipients/package.html", context, status=422 if form.errors else 200)


def _handed_out(made: supervisor_exports.Package) -> HttpResponse:
    name = f"package-{made.line.made_at:%Y%m%d-%H%M}.zip"
    return HttpResponse(
        made.content,
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store, private"},
    )


def _supervisor(reference: str) -> Recipient:
    try:
        found = kept.by_reference(reference)
    except Recipient.DoesNotExist:
        raise Http404 from None
    if found.kind != RecipientKind.SUPERVISOR:
        raise PermissionDenied
    return found
