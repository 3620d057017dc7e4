"""Asking for a right without signing in: for whoever has no letter, lost the code, or does not know whether we hold
anything (AMILI-36). Nothing typed is looked up, so the answer is the same whoever asks.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import request_id_of
from accounts.network import address_of
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from privacy.models import Channel, Right, UnlinkedRequest
from privacy.portal.access import open_to_all
from privacy.portal.asking import ASKING
from privacy.portal.forms import OpenForm
from privacy.portal.waiting import waiting_page
from privacy.services import admission, unlinked
from privacy.services.requests import clock

_SALT = "privacy.portal.receipt"
_RECEIPT_DAYS = 90


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_all
@sensitive_post_parameters("name", "address", "case_number", "asked")
def page(request: HttpRequest) -> HttpResponse:
    """The form, and what comes of it: a receipt with a reference, for everybody alike."""
    controllers = list(Controller.objects.order_by("name"))
    form = OpenForm(request.POST if request.method == "POST" else None, controllers=controllers)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "portal/open_form.html", {"form": form, "controllers": controllers}, status=status)
    at = timezone.now()
    chosen = next(each for each in controllers if each.reference == form.cleaned_data["controller"])
    acting = access.context(
        actor=access.ANONYMOUS, purpose=Purpose.SUBJECT_REQUEST, channel="portal", request_id=request_id_of(request)
    )
    with acting, transaction.atomic():
        admitted = admission.admit(address=address_of(request), at=at)
        made = None if admitted.wait_until else _received(form, chosen, at, in_crowd=admitted.in_crowd)
    if made is None:
        wait = (admitted.wait_until or at) - at
        return waiting_page(request, "portal/open_wait.html", wait, {"controllers": controllers})
    token = signing.dumps([made.reference, made.right, chosen.reference, made.received_on.isoformat()], salt=_SALT)
    return HttpResponseRedirect(f"{reverse('portal-open-received')}?{urlencode({'receipt': token})}")


@require_GET
@open_to_all
def received(request: HttpRequest) -> HttpResponse:
    """The receipt, to keep or to print. What stands on it is in its signed address, so nothing is looked up."""
    try:
        token = signing.loads(request.GET.get("receipt", ""), salt=_SALT, max_age=timedelta(days=_RECEIPT_DAYS))
        reference, right, controller_reference, day = token
    except signing.BadSignature:
        raise Http404 from None
    controller = Controller.objects.get(reference=controller_reference)
    received_on = date.fromisoformat(day)
    context = {
        "reference": reference,
        "asking": ASKING[Right(right)],
        "controller": controller,
        "received_on": received_on,
        "answer_by": clock.first(controller, received_on).legal_deadline,
    }
    return render(request, "portal/open_received.html", context)


def _received(form: OpenForm, controller: Controller, at: datetime, *, in_crowd: bool) -> UnlinkedRequest:
    said = form.cleaned_data
    letter = unlinked.Letter(
        right=Right(said["right"]),
        name=said["name"],
        address=said["address"],
        case_number=said["case_number"],
        asked=said["asked"],
        language=get_language() or controller.language,
    )
    day = at.astimezone(ZoneInfo(controller.time_zone)).date()
    return unlinked.receive(
        controller=controller, letter=letter, channel=Channel.FORM, received_on=day, at=at, in_crowd=in_crowd
    )
