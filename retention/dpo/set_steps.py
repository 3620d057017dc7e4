"""Steps with pseudonymised sets: names by approval, files that leave and are removed, and whom a token stands for."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from collections_app.models import PseudonymSet, SetKind
from collections_app.services.sets import exports, identifiable, reidentifying
from collections_app.services.sets.reidentifying import Candidate, Refusal
from personal_data.purposes import Purpose
from retention.dpo.forms import NothingForm
from retention.dpo.set_forms import NamesForm, TokenForm
from retention.dpo.sets import READ_AND_WRITE, controller_of, step, trail, works_with
from retention.selectors import pseudonym_sets
from retention.selectors.due import local_today
from retention.services import experience

_REFUSALS = {
    Refusal.NO_REASON: gettext_lazy("Nothing is told without a reason."),
    Refusal.NO_CANDIDATE: gettext_lazy("Say who it may be."),
    Refusal.ENDED: gettext_lazy("The set has ended, and with it the key. Nobody can tell any more."),
    Refusal.NOBODY: gettext_lazy("The token stands for nobody of whom this can be told."),
}


@require_http_methods(READ_AND_WRITE)
@works_with
def ask_names(request: AuthenticatedRequest, controller: str) -> HttpResponse:
    """Ask to value a portfolio with names."""
    found = controller_of(controller)
    form = NamesForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            identifiable.ask(
                controller=found,
                by=request.user.pk,
                at=timezone.now(),
                today=local_today(found),
                **form.cleaned_data,
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Asked for. A second person approves it."))
            return redirect("dpo-sets")
    happens = [_("A privacy officer reads the reason and approves it, or does not.")]
    undo = _("No name is taken in before a second person has approved it.")
    return step(request, form, _("Value with names"), found.name, happens, _("Ask for approval"), undo)


@require_http_methods(READ_AND_WRITE)
@require(Permission.RETENTION_APPROVE, purpose=Purpose.RETENTION)
def approve_names(request: AuthenticatedRequest, asked: UUID) -> HttpResponse:
    """Approve it as the second person."""
    found = pseudonym_sets.asked(asked)
    if found is None:
        raise Http404
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            identifiable.approve(asked=found, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
        else:
            messages.success(request, _("Approved."))
            return redirect("dpo-sets")
    happens = [
        _("Rows with names of the portfolio %(name)s may be imported.") % {"name": found.portfolio},
        _("The reason: %(reason)s") % {"reason": found.reason},
        _("You answer for it as the second person; your name and the time are recorded."),
    ]
    undo = _("It ends by itself.")
    return step(request, form, _("Approve names"), found.controller.name, happens, _("Approve it"), undo)


@require_http_methods(READ_AND_WRITE)
@works_with
def export(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take out a file of a set."""
    found = _set(reference)
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        give = experience.export if found.kind == SetKind.EXPERIENCE else exports.of_valuation
        try:
            content = give(of=found, by=request.user.pk, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
        else:
            return HttpResponse(
                content,
                content_type="text/csv; charset=utf-8",
                headers={"Content-Disposition": f'attachment; filename="{found.reference}.csv"'},
            )
    happens = [
        _("The file has tokens and facts, no names and no numbers. It is still personal data."),
        _("That it left is recorded, with the day by which it has to be removed where it is used."),
    ]
    undo = _("A file that has left cannot be called back. Somebody says when it was removed.")
    return step(request, form, _("Take out a file"), found.reference, happens, _("Take it out"), undo)


@require_http_methods(READ_AND_WRITE)
@works_with
def removed(request: AuthenticatedRequest, export: UUID) -> HttpResponse:
    """Say that a file was removed where it was used."""
    found = pseudonym_sets.export(export)
    if found is None:
        raise Http404
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        exports.confirm_removed(export=found, by=request.user.pk, at=timezone.now())
        messages.success(request, _("It is noted."))
        return redirect("dpo-sets")
    happens = [_("You say that the file, and whatever was copied from it, is no longer anywhere.")]
    undo = _("Your name and the time are recorded.")
    return step(request, form, _("The file was removed"), found.reference, happens, _("It was removed"), undo)


@require_http_methods(READ_AND_WRITE)
@require(Permission.PSEUDONYMS_RESOLVE, purpose=Purpose.SECURITY)
def resolve(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Ask whom a token stands for."""
    is_sent = request.method == "POST"
    if is_sent and pseudonym_sets.one(reference) is None:
        reidentifying.asked_in_vain(reference)
    found = _set(reference)
    form = TokenForm(request.POST if is_sent else None, is_valuation=found.kind == SetKind.VALUATION)
    answer = None
    if is_sent:
        # What is not filled in is an attempt like any other, so the service hears of it.
        form.is_valid()
        said = form.cleaned_data
        answer = reidentifying.resolve(
            of=found,
            token=said.get("token", ""),
            why=said.get("why", ""),
            candidate=Candidate(said.get("column", ""), said.get("value", "")),
            at=timezone.now(),
        )
        if answer.refusal and not form.errors:
            form.add_error(None, str(_REFUSALS[answer.refusal]))
    context = {"form": form, "set": found, "answer": answer, "trail": trail(), "back": trail()[-1][1]}
    return render(request, "dpo/sets/resolve.html", context)


def _set(reference: str) -> PseudonymSet:
    if (found := pseudonym_sets.one(reference)) is None:
        raise Http404
    return found
