"""What the letters of a request have in common: sender, recipient, date, where to complain."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from collections_app import letters
from collections_app.models import Debtor
from collections_app.selectors import details
from privacy.models import DataSubjectRequest, UnlinkedRequest
from privacy.policies.authorities import AUTHORITIES
from privacy.services.requests import steps


def addressee(request: DataSubjectRequest) -> Debtor:
    """The person to whom a letter goes. Raises NotAllowed when their profile has been erased."""
    debtor = Debtor.objects.filter(subject_id=request.subject_id).first()
    if debtor is None:
        raise steps.NotAllowed("profile_gone")
    return debtor


def portal_address() -> str:
    """Where the portal is, as a letter says it."""
    return str(settings.PORTAL_ADDRESS)


def rendered(template: str, content: Mapping[str, Any], *, language: str) -> bytes:
    """The letter as PDF. Raises NotAllowed that names what is missing, when it lacks something it must say."""
    try:
        return letters.render(template, content, language=language)
    except letters.MissingElements as missing:
        raise steps.CannotBeWritten(missing.names) from missing


def common(request: DataSubjectRequest, debtor: Debtor, *, at: datetime) -> dict[str, Any]:
    """Sender, recipient, reference and remedies in the language of the request. The profile must be open."""
    controller, language = request.controller, request.language
    name, address = details.addressee(debtor, steps.local_day(request, at))
    recipient = letters.to_recipient(name, address, from_country=controller.country, language=language)
    return {**remedies(request, at=at), "recipient": recipient}


def remedies(request: DataSubjectRequest | UnlinkedRequest, *, at: datetime) -> dict[str, Any]:
    """Sender, reference, and where the person may turn, in the language of the request (GDPR art. 12(4), 77, 79)."""
    controller, language = request.controller, request.language
    authority = AUTHORITIES[controller.country]
    with translation.override(language):
        return {
            "controller": letters.of_controller(controller),
            "date": steps.local_day(request, at),
            "reference": request.reference,
            "received_on": request.received_on,
            "right": request.get_right_display(),
            "authority": {"name": authority.called(language), "contact": authority.contact},
            "court": str(authority.court),
        }
