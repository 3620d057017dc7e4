"""Who may speak for a debtor: entering a document, verifying it as a second person, the letter, ending it.

They serve the person's rights, so they are there while the person's data are restricted (GDPR art. 18(2)).
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import Authorisation, Case, CaseDebtor, Debtor
from collections_app.policies import authorisations as rules
from collections_app.selectors import authorisations, details
from collections_app.services import authorisations as keeping
from collections_app.services.disclosing import recipients
from personal_data import envelopes, files
from personal_data.models import SealedFile
from personal_data.posted import takes
from personal_data.purposes import Purpose
from personal_data.uploads import takes_files
from privacy.handler.authorisation_forms import AuthorisationForm, EndForm, LetterForm, scope_of
from privacy.selectors import portal_codes
from privacy.services.representing import codes

_PAGE = "handler-authorisations"
_may = require(Permission.PORTAL_CODES_ISSUE, purpose=Purpose.SUBJECT_REQUEST)


@require_GET
@_may
def page(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """Everybody who speaks or spoke for one debtor, and the form for another."""
    case, debtor = _part(reference, debtor_reference)
    return _shown(request, case, debtor, AuthorisationForm(country=case.controller.country))


@csrf_exempt  # ``takes_files`` checks the token, when it receives the form
@require_POST
@_may
@takes_files(keeping.LARGEST_DOCUMENT)
def enter(request: AuthenticatedRequest, reference: str, debtor_reference: str) -> HttpResponse:
    """Keep a document with what it says. Nobody gets anything on it before a second person has looked."""
    case, debtor = _part(reference, debtor_reference)
    form = AuthorisationForm(request.POST, request.FILES, country=case.controller.country)
    if form.is_valid():
        sent = form.cleaned_data["evidence"]
        stated = form.stated(language=details.language_of(debtor, usual=case.controller.language))
        try:
            envelopes.open([debtor])
            keeping.enter(
                case=case,
                debtor=debtor,
                stated=stated,
                content=sent,
                size=sent.size,
                by=request.user.pk,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            form.add_error("evidence" if refusal.code in ("too_large", "not_a_document") else None, refusal)
        else:
            messages.success(request, _("It is kept. Somebody else looks at the document before anybody gets data."))
            return redirect(_PAGE, reference, debtor_reference)
    return _shown(request, case, debtor, form)


@require_POST
@_may
@takes()
def verify(request: AuthenticatedRequest, reference: str, debtor_reference: str, authorisation: str) -> HttpResponse:
    """Say as the second person that the document bears it."""

    def step(kept: Authorisation, at: datetime) -> str:
        keeping.verify(kept=kept, by=request.user.pk, at=at)
        return _("It is verified. Now a letter with a sign-in code can be written.")

    return _stepped(request, reference, debtor_reference, authorisation, step)


@require_http_methods(["GET", "HEAD", "POST"])
@_may
def end(request: AuthenticatedRequest, reference: str, debtor_reference: str, authorisation: str) -> HttpResponse:
    """End it: says what will happen, then does it."""
    case, debtor = _part(reference, debtor_reference)
    kept = _kept(debtor, authorisation)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():

        def step(found: Authorisation, at: datetime) -> str:
            codes.revoke(kept=found, because=form.cleaned_data["because"], by=request.user.pk, at=at)
            return _("It has ended. Whoever was signed in on it sees nothing more.")

        return _stepped(request, reference, debtor_reference, authorisation, step)
    context = {"case": case, "debtor_reference": debtor_reference, "kept": kept, "form": form}
    return render(request, "handler/authorisations/end.html", context)


@require_POST
@_may
def letter(request: AuthenticatedRequest, reference: str, debtor_reference: str, authorisation: str) -> HttpResponse:
    """The letter with a new code, once: it is kept nowhere."""
    _case, debtor = _part(reference, debtor_reference)
    kept, form = _kept(debtor, authorisation), LetterForm(request.POST)
    if not form.is_valid():
        return redirect(_PAGE, reference, debtor_reference)
    try:
        content = codes.write_letter(
            kept=kept, debtor=debtor, language=form.cleaned_data["language"], by=request.user.pk, at=timezone.now()
        )
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(_PAGE, reference, debtor_reference)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="letter-{reference}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


@require_GET
@_may
def document(
    request: AuthenticatedRequest, reference: str, debtor_reference: str, authorisation: str
) -> HttpResponseBase:
    """The sealed document, to look whether it bears what was entered."""
    _case, debtor = _part(reference, debtor_reference)
    kept = _kept(debtor, authorisation)
    try:
        envelopes.open([kept])
    except envelopes.Gone:
        raise Http404 from None
    file = SealedFile.objects.get(pk=kept.evidence)
    response = StreamingHttpResponse(files.read(file), content_type=file.media_type)
    response["Content-Disposition"] = f'attachment; filename="{kept.recipient.reference}.pdf"'
    response["Cache-Control"] = "no-store, private"
    return response


def _stepped(
    request: AuthenticatedRequest,
    reference: str,
    debtor_reference: str,
    authorisation: str,
    step: Callable[[Authorisation, datetime], str],
) -> HttpResponse:
    _case, debtor = _part(reference, debtor_reference)
    try:
        said = step(_kept(debtor, authorisation), timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, said)
    return redirect(_PAGE, reference, debtor_reference)


def _part(reference: str, debtor_reference: str) -> tuple[Case, Debtor]:
    try:
        return portal_codes.part_of(case_reference=reference, debtor_reference=debtor_reference)
    except CaseDebtor.DoesNotExist:
        raise Http404 from None


def _kept(debtor: Debtor, authorisation: str) -> Authorisation:
    try:
        return authorisations.of_debtor_by_id(debtor=debtor, found=UUID(authorisation))
    except (Authorisation.DoesNotExist, ValueError):
        raise Http404 from None


def _shown(request: AuthenticatedRequest, case: Case, debtor: Debtor, form: AuthorisationForm) -> HttpResponse:
    found = authorisations.of_debtor(debtor)
    envelopes.open([debtor, *found])
    names = recipients.names([each.recipient for each in found])
    today = timezone.localdate(timezone=ZoneInfo(case.controller.time_zone))
    rows = [
        (each, names[each.recipient_id], rules.is_void(rules.standing_of(each), day=today), scope_of(each))
        for each in found
    ]
    context = {
        "case": case,
        "debtor": debtor,
        "form": form,
        "rows": rows,
        "letter_form": LetterForm(),
        "me": request.user.pk,
        "terms": rules.TERMS.get(case.controller.country, {}),
    }
    with timezone.override(ZoneInfo(case.controller.time_zone)):
        return render(request, "handler/authorisations/page.html", context, status=422 if form.errors else 200)
