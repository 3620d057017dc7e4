"""The page on which a guarantor or joint debtor is added to a case."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access, wording
from collections_app.models import Case, DebtorKind
from collections_app.services import parties
from collections_app.services.filing import Particulars
from personal_data import national_ids
from personal_data.posted import PostForm
from personal_data.purposes import Purpose

_CHOOSE: tuple[str, str | Promise] = ("", _("Choose"))
_COUNTRIES = {"SE": _("Sweden"), "FI": _("Finland"), "NO": _("Norway"), "DK": _("Denmark")}
# What is wrong -> the field where it is mended; faults of a number have the codes of its register.
_FIELD_OF = {
    "role_unknown": "role",
    "name_missing": "name",
    "kind_contradicts": "kind",
    "case_closed": None,
    "birth_date_in_future": "birth_date",
    "birth_date_too_early": "birth_date",
    "birth_date_contradicts": "birth_date",
    "birth_date_of_company": "birth_date",
}


class PartyForm(PostForm):
    """Who stands surety or owes too. Only what the claim needs is asked for."""

    role = forms.ChoiceField(
        label=_("What is the person in this case?"),
        choices=[(role.value, wording.ROLES[role]) for role in parties.ROLES],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose whether the person stands surety or owes too.")
        ),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(value, capfirst(str(label))) for value, label in DebtorKind.choices]
    )
    name = forms.CharField(label=_("Name"), max_length=200, error_messages={"required": _("Write the name.")})
    identity_number = forms.CharField(
        label=_("Personal identity number or organisation number"),
        help_text=_("Who is known here by this number keeps their one profile. Nobody is recognised by name."),
        max_length=64,
        required=False,
    )
    birth_date = forms.DateField(
        label=_("Date of birth"),
        help_text=_("Where there is no number. With name and address it says whether the person is known here."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a date that exists, with year, month and day.")},
    )
    country = forms.ChoiceField(
        label=_("Country of the number and the address"),
        choices=[(code, name) for code, name in _COUNTRIES.items() if code in national_ids.COUNTRIES],
    )
    street = forms.CharField(label=_("Street address"), max_length=200, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, error_messages={"invalid": _("Write an e-mail address, such as a@b.se.")}
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data, auto_id="party_%s", initial={"country": case.creditor.country})

    def who(self) -> Particulars:
        """The person of the valid form."""
        said = self.cleaned_data
        lines = [said["street"]] if said["street"] else []
        address = {"lines": lines, "postcode": said["postcode"], "city": said["city"], "country": said["country"]}
        return Particulars(
            kind=said["kind"],
            name=said["name"].strip(),
            identity_number=said["identity_number"].strip() or None,
            address=address if lines or said["city"] else None,
            phone=said["phone"].strip() or None,
            email=said["email"] or None,
            birth_date=said["birth_date"],
        )


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def add(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Say what follows from it, then add the person."""
    case = access.get_case(reference)
    access.consult(case)
    form = PartyForm(request.POST if request.method == "POST" else None, case=case)
    if form.is_valid():
        said = form.cleaned_data
        try:
            parties.add(case=case, role=said["role"], who=form.who(), country=said["country"], at=timezone.now())
        except ValidationError as refusal:
            form.add_error(_FIELD_OF.get(refusal.code or "", "identity_number"), refusal)
        else:
            messages.success(request, _("The person is in the case, and has to be told within a month."))
            return redirect("handler-case", reference=reference)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "handler/cases/party.html", {"case": case, "form": form}, status=status)
