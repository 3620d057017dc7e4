"""Requests received without identification at the DPO's desk: look for the person, link, ask, close, enter by post."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach
from personal_data.models import Controller, DataSubject
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.dpo.requests import presentation
from privacy.dpo.requests.unlinked_forms import AskForm, CloseForm, EnterForm, LookForm
from privacy.models import Channel, Right, UnlinkedClosing, UnlinkedRequest
from privacy.selectors import unlinked as entries
from privacy.services import unlinked, unlinked_letters
from privacy.services.unlinked_letters import Kind

_LETTERS: dict[Kind, Promise] = {
    Kind.RECEIPT: gettext_lazy("Confirmation of receipt"),
    Kind.QUESTION: gettext_lazy("Question about who it is"),
    Kind.NOTHING_HELD: gettext_lazy("Answer: nothing is held"),
    Kind.NOT_IDENTIFIED: gettext_lazy("Closed without identification"),
}
_decides = require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
_asked = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@_asked
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def page(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """What was written, and who may have written it. What is searched for is posted, so it stands in no address."""
    entry = _get(reference)
    may_decide = request.user.may(Permission.REQUESTS_DECIDE)
    form = LookForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["text"] if form.is_bound and form.is_valid() else ""
    candidates = entries.consult(entry, text=text, with_candidates=may_decide and entry.is_open)
    context = {
        "entry": entry,
        "form": form,
        "candidates": candidates,
        "may_decide": may_decide,
        "letters": [(kind.value, _LETTERS[kind]) for kind in unlinked_letters.due(entry)],
        "clock": presentation.clock_of_unlinked(entry),
    }
    return render(request, "dpo/requests/unlinked/page.html", context)


@require_POST
@_decides
@takes()
def link(request: AuthenticatedRequest, reference: str, person: str) -> HttpResponse:
    """It is this person: the request goes on as theirs."""
    entry = _get(reference)
    try:
        subject = entries.person_of(entry, person)
    except DataSubject.DoesNotExist:
        raise Http404(_("This controller has no such debtor.")) from None
    try:
        made = unlinked.link(entry=entry, subject=subject, by=request.user.pk, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("dpo-unlinked", reference=reference)
    messages.success(request, _("The request is linked and goes on as the person's own. Take it up."))
    return redirect("dpo-request", reference=made.reference)


@_asked
@_decides
def ask(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Ask by letter who it is."""
    form = AskForm(request.POST if request.method == "POST" else None)

    def act(entry: UnlinkedRequest) -> None:
        unlinked.ask(entry=entry, by=request.user.pk, at=timezone.now(), **form.cleaned_data)

    words = (_("Ask who it is"), _("Note the question"), _("The question is noted. Print the letter and send it."))
    return _step(request, _get(reference), form, act, words, "ask_happens")


@_asked
@_decides
def close(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Close it without a person."""
    entry = _get(reference)
    form = CloseForm(request.POST if request.method == "POST" else None, entry=entry)

    def act(found: UnlinkedRequest) -> None:
        because = UnlinkedClosing(form.cleaned_data["because"])
        unlinked.close(entry=found, because=because, by=request.user.pk, at=timezone.now())

    words = (_("Close without a person"), _("Close it"), _("The request is closed."))
    return _step(request, entry, form, act, words, "close_happens")


@require_GET
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def letter(request: AuthenticatedRequest, reference: str, kind: str) -> HttpResponse:
    """A letter that belongs to the request as it stands, as PDF to print."""
    entry = _get(reference)
    if kind not in unlinked_letters.due(entry):
        raise Http404(_("The request has no such letter."))
    try:
        document = unlinked_letters.render(entry=entry, kind=Kind(kind), at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("dpo-unlinked", reference=reference)
    name = f'inline; filename="{reference}-{kind}.pdf"'
    return HttpResponse(document, content_type="application/pdf", headers={"Content-Disposition": name})


@_asked
@_decides
def enter(request: AuthenticatedRequest) -> HttpResponse:
    """Enter what came by post, e-mail or telephone from somebody whose case is not known."""
    form = EnterForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        said = dict(form.cleaned_data)
        controller = Controller.objects.get(reach.within("pk"), reference=said.pop("controller"))
        channel, received_on = Channel(said.pop("channel")), said.pop("received_on")
        wrote = unlinked.Letter(**{**said, "right": Right(said["right"])})
        try:
            made = unlinked.receive(
                controller=controller,
                letter=wrote,
                channel=channel,
                received_on=received_on,
                at=timezone.now(),
                by=request.user.pk,
            )
        except ValidationError as refusal:
            form.add_error("received_on", refusal)
        else:
            messages.success(request, _("Request %(reference)s is entered.") % {"reference": made.reference})
            return redirect("dpo-unlinked", reference=made.reference)
    context = {
        "form": form,
        "title": _("Enter what came without a case"),
        "trail": [(_("Requests"), reverse("dpo-requests"))],
        "happens": "dpo/requests/unlinked/enter_happens.html",
        "undo": _("It can be linked to a person, or closed with a reason."),
        "action": _("Enter the request"),
        "back": reverse("dpo-requests"),
    }
    return render(request, "dpo/requests/unlinked/step.html", context)


def _step(
    request: AuthenticatedRequest,
    entry: UnlinkedRequest,
    form: forms.Form,
    act: Callable[[UnlinkedRequest], None],
    words: tuple[str, str, str],
    happens: str,
) -> HttpResponse:
    """Say what will happen, then do it; a refusal is shown where the decision is taken."""
    title, action, done = words
    address = reverse("dpo-unlinked", args=[entry.reference])
    if form.is_bound and form.is_valid():
        try:
            act(entry)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done)
            return redirect(address)
    context = {
        "form": form,
        "title": title,
        "trail": [(_("Requests"), reverse("dpo-requests")), (entry.reference, address)],
        "happens": f"dpo/requests/unlinked/{happens}.html",
        "undo": _("The step stays in the trail; it cannot be undone."),
        "action": action,
        "back": address,
    }
    return render(request, "dpo/requests/unlinked/step.html", context)


def _get(reference: str) -> UnlinkedRequest:
    try:
        return entries.by_reference(reference)
    except UnlinkedRequest.DoesNotExist:
        raise Http404(_("There is no request %(reference)s.") % {"reference": reference}) from None
