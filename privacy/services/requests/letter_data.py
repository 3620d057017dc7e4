"""What the letters of a request have in common: sender, recipient, date, where to complain."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from collections_app import letters
from collections_app.models import Debtor
from collections_app.models.records import KeptRecord
from collections_app.selectors import details, records
from privacy.models import DataSubjectRequest, UnlinkedRequest
from privacy.policies.authorities import AUTHORITIES
from privacy.services.requests import steps


def addressee(request: DataSubjectRequest) -> Debtor | KeptRecord:
    """Where the person's name and address stand: in their profile, or for somebody who has none, such as an applicant,
    in the newest record that names them. Raises NotAllowed when neither is left."""
    of = request.subject_id
    found = Debtor.objects.filter(subject_id=of).first() or records.that_names(envelope__parts__subject_id=of)
    if found is None:
        raise steps.NotAllowed("profile_gone")
    return found


def portal_address() -> str:
    """Where the portal is, as a letter says it."""
    return str(settings.PORTAL_ADDRESS)


def rendered(template: str, content: Mapping[str, Any], *, language: str) -> bytes:
    """The letter as PDF. Raises NotAllowed that names what is missing, when it lacks something it must say."""
    try:
        return letters.render(template, content, language=language)
    except letters.MissingElements as missing:
        raise steps.CannotBeWritten(missing.names) from missing


def common(request: DataSubjectRequest, person: Debtor | KeptRecord, *, at: datetime) -> dict[str, Any]:
    """Sender, recipient, reference and remedies in the language of the request. What names the person must be open."""
    return {**remedies(request, at=at), "recipient": recipient(request, person, steps.local_day(request, at))}


def recipient(request: DataSubjectRequest, person: Debtor | KeptRecord, day: date) -> dict[str, Any]:
    """Name and address as the window of the envelope shows them."""
    if isinstance(person, KeptRecord):
        name, lines = records.name_and_address(person)
        return {"name": name, "address": lines}
    name, address = details.addressee(person, day)
    return letters.to_recipient(name, address, from_country=request.controller.country, language=request.language)


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
