"""Letters with a sign-in code: looking at one, writing, printing and revoking it.

They serve the debtor's rights, so they can be written while the debtor's data are restricted (GDPR art. 18(2)).
"""

from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Case, CaseDebtor, Debtor
from collections_app.selectors import details
from personal_data import envelopes
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.handler.forms import IssueForm, RevokeForm
from privacy.models import PortalCode
from privacy.selectors import portal_codes as letters_of
from privacy.services.sign_in import codes

_PAGE = "handler-sign-in-letter"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
def page(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """The letters to one debtor for one case, and the form that writes a new one."""
    case, debtor = _part(reference, debtor_reference)
    usual = details.language_of(debtor, usual=case.controller.language)
    form = IssueForm(request.POST if request.method == "POST" else None, usual=usual)
    if form.is_valid():
        try:
            codes.issue(case=case, debtor=debtor, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The letter is written. Print it and send it by post."))
            return redirect(_PAGE, reference, debtor_reference)
    return _shown(request, case, debtor, form)


@require_GET
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
def preview(request: AuthenticatedRequest, reference: str, debtor_reference: str, language: str) -> HttpResponse:
    """The letter with dots for the code."""
    if language not in settings.PORTAL_LANGUAGES:
        raise Http404
    case, debtor = _part(reference, debtor_reference)
    try:
        content = codes.preview(case=case, debtor=debtor, language=language, at=timezone.now())
    except ValidationError as refusal:
        return _refused(request, refusal, reference, debtor_reference)
    return _pdf(content, f"preview-{reference}.pdf")


@require_POST
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
@takes()
def print_letter(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """The sealed letter, once more each time it is asked for; that is recorded."""
    _case, letter = _letter(reference, debtor_reference)
    try:
        parts = codes.print_letter(code=letter, at=timezone.now())
    except ValidationError as refusal:
        return _refused(request, refusal, reference, debtor_reference)
    return _pdf(b"".join(parts), f"letter-{reference}.pdf")


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)
def revoke(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """End a code: says what will happen, then does it."""
    case, letter = _letter(reference, debtor_reference)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            codes.revoke(code=letter, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:  # somebody else was faster
            return _refused(request, refusal, reference, debtor_reference)
        messages.success(request, _("The code is revoked. Nobody can sign in with it any more."))
        return redirect(_PAGE, reference, debtor_reference)
    context = {"case": case, "debtor_reference": debtor_reference, "form": form}
    return render(request, "handler/sign_in_letters/revoke.html", context)


def _part(reference: str, debtor_reference: str) -> tuple[Case, Debtor]:
    try:
        return letters_of.part_of(case_reference=reference, debtor_reference=debtor_reference)
    except CaseDebtor.DoesNotExist:
        raise Http404 from None


def _letter(reference: str, debtor_reference: str) -> tuple[Case, PortalCode]:
    case, debtor = _part(reference, debtor_reference)
    try:
        return case, letters_of.living(case=case, debtor=debtor)
    except PortalCode.DoesNotExist:
        raise Http404 from None


def _shown(request: AuthenticatedRequest, case: Case, debtor: Debtor, form: IssueForm) -> HttpResponse:
    envelopes.open([debtor])
    at = timezone.now()
    letters = letters_of.of_debtor(case=case, debtor=debtor)
    living = next((each for each in letters if each.revoked_at is None), None)
    _written_on, expires_on = codes.lasts(case=case, at=at)
    context = {
        "case": case,
        "debtor": debtor,
        "form": form,
        "earlier": [each for each in letters if each is not living],
        "living": living,
        "works": living is not None and living.works_at(at),
        "expires_on": expires_on,
    }
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        return render(request, "handler/sign_in_letters/page.html", context)


def _refused(
    request: AuthenticatedRequest, refusal: ValidationError, reference: str, debtor_reference: str
) -> HttpResponse:
    messages.error(request, refusal.messages[0])
    return redirect(_PAGE, reference, debtor_reference)


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
