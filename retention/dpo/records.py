"""Single records at the DPO's desk: why one is still here, its own days and events, and which are to be mended.

No page here opens a record or names a person.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data import reach, record_classes
from personal_data.models import Controller, Envelope
from personal_data.posted import takes
from personal_data.purposes import Purpose
from retention import sentences
from retention.dpo.forms import EventForm, LookAgainForm, NothingForm, TermForm
from retention.models import OwnTerm, TriggerEvent
from retention.selectors import explanation, unclear
from retention.services import terms, triggers
from retention.wording import MEND

LANGUAGES = {"en": "English", "sv": "Svenska", "nb": "Norsk", "fi": "Suomi", "da": "Dansk"}


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def unclear_list(request: AuthenticatedRequest) -> HttpResponse:
    """Which records nobody can tell the end of, since when, and what to do."""
    panels = [
        {
            "controller": controller,
            "counts": [(each, MEND[each.reason]) for each in unclear.counts(controller)],
            "oldest": [(each, MEND[each.reason]) for each in unclear.oldest(controller)],
        }
        for controller in Controller.objects.filter(reach.within("pk")).order_by("name")
    ]
    context = {"panels": panels, "shown": unclear.SHOWN, "trail": _trail()}
    return render(request, "dpo/retention/unclear.html", context)


@require_GET
@require(Permission.RETENTION_VIEW, purpose=Purpose.RETENTION)
def record(request: AuthenticatedRequest, envelope: UUID) -> HttpResponse:
    """Why one record is still here and when it goes, in any of the languages."""
    return _page(request, _envelope(envelope))


@require_POST
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def enter_event(request: AuthenticatedRequest, envelope: UUID) -> HttpResponse:
    """Enter the event that starts the clock."""
    found = _envelope(envelope)
    form = EventForm(request.POST, events=triggers.startable(found))
    return _done(
        request, found, {"event_form": form},
        lambda: triggers.enter(
            envelope=found, event=form.cleaned_data["event"], happened_on=form.cleaned_data["happened_on"],
            by=request.user.pk, at=timezone.now(),
        ),
    )  # fmt: skip


@require_POST
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def set_term(request: AuthenticatedRequest, envelope: UUID) -> HttpResponse:
    """Give the record a limit of its own, or propose an end that a law demands."""
    found = _envelope(envelope)
    form = TermForm(request.POST)

    def work() -> object:
        values = {key: form.cleaned_data[key] for key in ("day", "reason", "citation")}
        service = terms.limit if form.is_limit else terms.propose_until
        return service(envelope=found, by=request.user.pk, at=timezone.now(), **values)

    return _done(request, found, {"term_form": form}, work)


@require_POST
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
def look_again(request: AuthenticatedRequest, envelope: UUID) -> HttpResponse:
    """Say when somebody looks at the record again."""
    found = _envelope(envelope)
    form = LookAgainForm(request.POST)
    return _done(
        request, found, {"look_form": form},
        lambda: terms.look_again(
            envelope=found, day=form.cleaned_data["day"], by=request.user.pk, at=timezone.now()
        ),
    )  # fmt: skip


@require_POST
@require(Permission.RETENTION_APPROVE, purpose=Purpose.RETENTION)
def approve_term(request: AuthenticatedRequest, envelope: UUID, term: UUID) -> HttpResponse:
    """Approve a proposed end as the second person."""
    found = _envelope(envelope)
    proposed = get_object_or_404(OwnTerm, id=term, envelope_id=found.id)
    form = NothingForm(request.POST)
    return _done(
        request, found, {"approve_form": form},
        lambda: terms.approve(term=proposed, by=request.user.pk, at=timezone.now()),
    )  # fmt: skip


@require_POST
@require(Permission.RETENTION_REVIEW, purpose=Purpose.RETENTION)
@takes()
def end_own(request: AuthenticatedRequest, envelope: UUID, own: UUID) -> HttpResponse:
    """End a day of the record's own, or withdraw an event that was entered wrongly."""
    found = _envelope(envelope)
    term = OwnTerm.objects.filter(id=own, envelope_id=found.id).first()
    if term is not None:
        terms.end(term=term, by=request.user.pk, at=timezone.now())
    else:
        entered = get_object_or_404(TriggerEvent, id=own, envelope_id=found.id)
        triggers.withdraw(entered=entered, by=request.user.pk, at=timezone.now())
    messages.success(request, _("It no longer counts."))
    return redirect("dpo-retention-record", envelope=found.id)


def _done(
    request: AuthenticatedRequest, envelope: Envelope, forms: dict[str, Any], work: Callable[[], object]
) -> HttpResponse:
    """Do the work of the one form that was sent, or show it with what was wrong."""
    (form,) = forms.values()
    if form.is_valid():
        try:
            work()
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("It is noted, and the day of the record has been worked out anew."))
            return redirect("dpo-retention-record", envelope=envelope.id)
    return _page(request, envelope, **forms)


def _page(request: AuthenticatedRequest, envelope: Envelope, **forms: Any) -> HttpResponse:
    found = explanation.explain(envelope.id)
    language = request.GET.get("language", "")
    spoken = language if language in LANGUAGES else (translation.get_language() or "en")[:2]
    with translation.override(spoken):
        said = sentences.of(found)
    context = {
        "found": found,
        "said": said,
        "spoken": spoken,
        "languages": LANGUAGES,
        "event_form": EventForm(events=triggers.startable(envelope)),
        "term_form": TermForm(),
        "look_form": LookAgainForm(),
        "form": next(iter(forms.values()), None),
        "trail": [*_trail(), (_("Records to mend"), reverse("dpo-retention-unclear"))],
    } | forms
    return render(request, "dpo/retention/record.html", context)


def _envelope(envelope_id: UUID) -> Envelope:
    """A record within reach; one that may not be told of is not there."""
    found = get_object_or_404(Envelope.objects.select_related("controller"), reach.within(), id=envelope_id)
    if explanation.is_secret(record_classes.get(found.record_class)):
        raise Http404
    return found


def _trail() -> list[tuple[str, str]]:
    return [(_("Retention"), reverse("dpo-retention"))]
