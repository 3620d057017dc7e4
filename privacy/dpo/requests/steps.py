"""The steps of a request that a privacy officer takes: each says what will happen, then does it."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.purposes import Purpose
from privacy import tasks
from privacy.dpo.requests.forms import AnsweredForm, DoubtsForm, ExtendForm, NothingForm, ReviewForm
from privacy.dpo.requests.pages import get_request
from privacy.dpo.requests.step_words import STEPS
from privacy.models import DataSubjectRequest, LetterKind, PauseGround, Right
from privacy.models.request import COPIED
from privacy.services import receiving
from privacy.services.contested import answers
from privacy.services.contested import decisions as contested
from privacy.services.copies import ordering
from privacy.services.requests import clock, decisions, notices

_decides = require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
_asked = require_http_methods(["GET", "HEAD", "POST"])


@_asked
@_decides
def begin(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Take the request up: the person is known."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        begun = receiving.begin_review(request=found, **values)
        if begun.right == Right.ERASURE:
            decisions.list_items(request=begun)
        if begun.right in answers.RIGHTS:
            contested.list_item(request=begun)

    return take_step(request, reference, "begin", ReviewForm, act, _("The request is under review."))


@_asked
@_decides
def ask_identity(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Ask for proof of identity: the clock stops if the question comes without delay."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        clock.ask(request=found, ground=PauseGround.IDENTITY, **values)
        notices.make(request=found, kind=LetterKind.IDENTITY_QUESTION, by=values["by"], at=values["at"])

    return take_step(request, reference, "ask_identity", DoubtsForm, act, _("The question is noted. Send it today."))


@_asked
@_decides
def answer_arrived(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The person's sufficient answer arrived: the clock runs again."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        clock.answered(request=found, **values)

    return take_step(request, reference, "answer_arrived", AnsweredForm, act, _("The clock runs again."))


@_asked
@_decides
def close_unidentified(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Nobody proved who asks: the letter is made, and the request closes when it goes out (legal.md P3)."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        notices.make(request=found, kind=LetterKind.NOT_IDENTIFIED, **values)

    done = _("The letter lies ready. The request closes when it goes out.")
    return take_step(request, reference, "close_unidentified", NothingForm, act, done)


@_asked
@_decides
def extend(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Extend the time by two months, with reasons that the person is told."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        clock.extend(request=found, **values)
        notices.make(request=found, kind=LetterKind.EXTENSION, by=values["by"], at=values["at"])

    return take_step(request, reference, "extend", ExtendForm, act, _("The time is extended; the letter lies ready."))


@_asked
@_decides
def conclude(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Close the decisions; refusals go to the second person."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        decisions.conclude(request=found, **values)

    return take_step(request, reference, "conclude", NothingForm, act, _("The decisions are made."))


@_asked
@require(Permission.REQUESTS_APPROVE, purpose=Purpose.SUBJECT_REQUEST)
def approve(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Agree to the refusals, or to what a copy leaves out, as the second person."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        if found.right in COPIED:
            ordering.approve(request=found, **values)
            transaction.on_commit(lambda: tasks.hand_over(reference), robust=True)
        else:
            decisions.approve(request=found, **values)

    return take_step(request, reference, "approve", NothingForm, act, _("The refusals are approved."))


@_asked
@require(Permission.REQUESTS_APPROVE, purpose=Purpose.SUBJECT_REQUEST)
def send_back(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Send the request back: the refusals did not convince."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        decisions.send_back(request=found, **values)

    return take_step(request, reference, "send_back", NothingForm, act, _("The request is back under review."))


@_asked
@_decides
def withdraw(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """The person takes the request back."""

    def act(found: DataSubjectRequest, **values: Any) -> None:
        receiving.withdraw(request=found, **values)

    return take_step(request, reference, "withdraw", NothingForm, act, _("The request is withdrawn."))


def take_step(
    request: AuthenticatedRequest,
    reference: str,
    step: str,
    form_class: Callable[..., forms.Form],
    act: Callable[..., None],
    done: str,
    facts: Callable[[DataSubjectRequest], Sequence[tuple[str, str]]] = lambda _found: (),
) -> HttpResponse:
    """Say what will happen, then do it; a refusal is shown where the decision is taken.

    ``facts`` are what is decided on, with their labels, where the page of the request is not enough.
    """
    found = get_request(reference)
    form = form_class(request.POST) if request.method == "POST" else form_class()
    if form.is_valid():
        try:
            with transaction.atomic():  # a step whose letter cannot be written is not taken
                act(found, by=request.user.pk, at=timezone.now(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, done)
            return redirect("dpo-request", reference=reference)
    context = {
        "subject_request": found,
        "form": form,
        "words": STEPS[step],
        "happens": f"dpo/requests/happens/{step}.html",
        "facts": facts(found),
        "trail": trail_to(found),
        "back": reverse("dpo-request", args=[reference]),
    }
    return render(request, "dpo/requests/step.html", context)


def trail_to(found: DataSubjectRequest) -> list[tuple[str, str]]:
    """The way to a page of one request."""
    return [
        (_("Requests"), reverse("dpo-requests")),
        (found.reference, reverse("dpo-request", args=[found.reference])),
    ]
