"""The contact log of a case: a call is logged, and its recording attached."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.handler import access, cases
from collections_app.handler.call_forms import CallForm, RecordingForm
from collections_app.services.calls import contact_log, recordings, terms
from personal_data.purposes import Purpose
from personal_data.uploads import takes_files

# Beside the sound a form has a few hundred bytes; a sound of exactly the largest size must still fit.
_TAKEN = recordings.LARGEST


@require_POST
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
def log(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Write a call in the contact log."""
    case = access.get_case(reference)
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        now = timezone.now()
        form = CallForm(request.POST, parties=case.case_debtors.select_related("debtor"), now=now)
        if form.is_valid():
            try:
                contact_log.log(case=case, line=form.line(), by=request.user.pk, at=now)
            except ValidationError as refusal:
                form.add_error(_FIELD_OF.get(refusal.code or ""), refusal)
            else:
                messages.success(request, _("The call is in the contact log."))
                return redirect("handler-case", reference=reference)
    return cases.show(request, case, call_form=form)


@csrf_exempt  # ``takes_files`` checks the token, when it receives the form
@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.CASES_WORK, purpose=Purpose.COLLECTION, also=Purpose.DOCUMENTATION)
@takes_files(_TAKEN)
def attach(request: AuthenticatedRequest, reference: str, call: str) -> HttpResponse:
    """Attach the recording of a call: the file is sealed while it arrives."""
    case = access.get_case(reference)
    found = access.get_call(case, call)
    form = RecordingForm(request.POST, request.FILES) if request.method == "POST" else RecordingForm()
    if form.is_valid():
        sound = form.cleaned_data["sound"]
        try:
            recordings.attach(
                call=found, content=sound, size=sound.size, told=form.cleaned_data["told"], at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error("told" if refusal.code == "not_told" else "sound", refusal)
        else:
            messages.success(request, _("The recording is sealed. It goes six months after the call at the latest."))
            return redirect("handler-case", reference=reference)
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        context = {
            "case": case,
            "call": found,
            "form": form,
            "is_on": terms.of(case.controller.reference).is_on,
        }
        return render(request, "handler/calls/attach.html", context)


# What is wrong with a line -> the field where it is mended.
_FIELD_OF = {
    "number_missing": "number",
    "who_was_reached": "spoken_to",
    "nobody_was_reached": "spoken_to",
    "not_a_party": "spoken_to",
    "number_unusable": "number",
    "identity_unchecked": "checked",
    "in_future": "started_at",
    "not_over": "length",
}
