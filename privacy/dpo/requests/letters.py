"""Letters of a request at the DPO's desk: make the answer, look at it, note that it went out."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import AuthenticatedRequest, require
from accounts.permissions import Permission
from personal_data.posted import takes
from personal_data.purposes import Purpose
from privacy.dpo.requests.pages import get_request
from privacy.models import DataSubjectRequest, Letter, LetterKind, RequestStatus, SentBy
from privacy.services import answers, receiving
from privacy.services.requests import letters


@require_POST
@require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
@takes()
def make_answer(request: AuthenticatedRequest, reference: str) -> HttpResponse:
    """Make the answer from the decisions and hand them to the erasure gate."""
    found = get_request(reference)
    try:
        answers.make(request=found, by=request.user.pk, at=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        messages.success(request, _("The answer lies ready. Read it, then send it."))
    return redirect("dpo-request", reference=reference)


@require_GET
@require(Permission.REQUESTS_VIEW, purpose=Purpose.SUBJECT_REQUEST)
def show(request: AuthenticatedRequest, reference: str, letter: UUID) -> HttpResponseBase:
    """The letter as it goes out."""
    found = _letter(get_request(reference), letter)
    answer = StreamingHttpResponse(letters.read(found), content_type=letters.PDF)
    answer["Content-Disposition"] = f'inline; filename="{reference}-{found.kind}.pdf"'
    return answer


@require_POST
@require(Permission.REQUESTS_DECIDE, purpose=Purpose.SUBJECT_REQUEST)
@takes("sent_by")
def sent(request: AuthenticatedRequest, reference: str, letter: UUID) -> HttpResponse:
    """Note that a letter went out; an answer, or that nobody was identified, closes its request."""
    found = get_request(reference)
    item = _letter(found, letter)
    sent_by = request.POST.get("sent_by", "")
    if sent_by not in SentBy.values:
        raise Http404
    now = timezone.now()
    letters.mark_sent(letter=item, sent_by=SentBy(sent_by), by=request.user.pk, at=now)
    if item.kind == LetterKind.ANSWER and found.status == RequestStatus.DECIDED:
        receiving.answer(request=found, by=request.user.pk, at=now)
        messages.success(request, _("The answer went out; the request is closed."))
    if item.kind == LetterKind.NOT_IDENTIFIED and found.status == RequestStatus.AWAITING_IDENTITY:
        receiving.close_not_identified(request=found, by=request.user.pk, at=now)
        messages.success(request, _("The letter went out; the request is closed."))
    return redirect("dpo-request", reference=reference)


def _letter(found: DataSubjectRequest, letter: UUID) -> Letter:
    item = found.letters.select_related("request").filter(pk=letter).first()
    if item is None:
        raise Http404(_("The request has no such letter."))
    return item
