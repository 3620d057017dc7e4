"""Your requests in the portal: what you asked for, how far it is, the letters; and asking for a right."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from collections_app.models import Case
from collections_app.selectors import debtor_cases
from personal_data import envelopes
from personal_data.posted import PostForm, takes
from privacy.models import AskedBecause, Channel, Letter, LetterKind, Right
from privacy.models.request import RESTRICTING
from privacy.policies.packs import facts
from privacy.portal import request_course
from privacy.portal.access import DebtorRequest, debtor_only
from privacy.portal.asking import Asking, offered
from privacy.selectors import concerned, packs
from privacy.selectors import requests as own
from privacy.services import receiving
from privacy.services.requests import further_words, letters

_LONGEST = 4000


class AskForm(PostForm):
    """A request for one right; nothing has to be given for it."""

    because = forms.ChoiceField(
        label=gettext_lazy("Why should we erase it?"),
        choices=[("", gettext_lazy("I do not want to say")), *AskedBecause.choices],
        required=False,
    )
    asked = forms.CharField(max_length=_LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None, *, asking: Asking, cases: Iterable[Case]) -> None:
        super().__init__(data)
        if asking.right != Right.ERASURE:
            del self.fields["because"]
        if asking.right in RESTRICTING:
            choice = forms.ChoiceField(label=_("What is it about?"), choices=concerned.choices(cases), required=False)
            self.fields = {"concerns": choice, **self.fields}
        self.fields["asked"].label = str(asking.question)
        self.fields["asked"].help_text = str(asking.hint)


@require_GET
@debtor_only()
def mine(request: DebtorRequest) -> HttpResponse:
    """Each request with its day of answer and its letters that went out."""
    found = list(own.of_subjects([request.debtor.subject_id]).prefetch_related(*request_course.with_course()))
    envelopes.open(found)
    courses = request_course.of_requests(found)
    return render(request, "portal/requests.html", {"requests": courses, "offered": offered()})


@require_http_methods(["GET", "HEAD", "POST"])
@debtor_only()
def ask(request: DebtorRequest, right: str) -> HttpResponse:
    """Ask for a right: says what will happen, then takes the request in."""
    asking = next((each for each in offered() if each.right == right), None)
    if asking is None:
        raise Http404
    cases = debtor_cases.of_debtor(request.debtor)
    form = AskForm(request.POST if request.method == "POST" else None, asking=asking, cases=cases)
    if form.is_valid():
        now = timezone.now()
        receiving.receive(
            subject=request.debtor.subject,
            right=asking.right,
            channel=Channel.PORTAL,
            received_on=timezone.localdate(now),
            wording=receiving.Wording(
                asked=form.cleaned_data["asked"],
                language=get_language() or "",
                because=form.cleaned_data.get("because", ""),
                concerns=concerned.record_of(form.cleaned_data.get("concerns", ""), debtor=request.debtor, cases=cases),
            ),
            by=request.debtor.subject_id,
            at=now,
        )
        messages.success(request, _("We have your request."))
        return redirect("portal-requests")
    pack = packs.every().get(request.debtor.controller.reference)
    reach = facts.reach(pack, asking.right) if pack and asking.right == Right.OBJECTION else None
    return render(request, "portal/ask.html", {"form": form, "asking": asking, "reach": reach})


@require_POST
@debtor_only()
@takes("asked")
def say_more(request: DebtorRequest, reference: str) -> HttpResponse:
    """Add one's reasons to a request that was sent without any."""
    found = own.of_subjects([request.debtor.subject_id]).filter(reference=reference).first()
    if found is None:
        raise Http404
    try:
        further_words.add(request=found, words=request.POST.get("asked", "")[:_LONGEST])
    except ValidationError:
        messages.error(request, _("There was nothing to add."))
    else:
        messages.success(request, _("Thank you. We have added it to your request."))
    return redirect("portal-request", reference=reference)


@require_GET
@debtor_only()
def letter(request: DebtorRequest, letter_id: UUID) -> HttpResponseBase:
    """A letter of one's own that went out."""
    found = (
        Letter.objects.filter(pk=letter_id, sent_at__isnull=False, request__subject_id=request.debtor.subject_id)
        .exclude(kind=LetterKind.RECIPIENT_NOTICE)
        .select_related("request")
        .first()
    )
    if found is None:
        raise Http404
    answer = StreamingHttpResponse(letters.read(found), content_type=letters.PDF)
    answer["Content-Disposition"] = f'attachment; filename="{found.request.reference}-{found.kind}.pdf"'
    return answer
