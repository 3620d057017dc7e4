"""Asking for a copy, and looking into one."""

import json
from io import BytesIO
from typing import Any

from pypdf import PdfReader

from personal_data import envelopes, files
from personal_data.models import Envelope, SealedFile
from privacy.models import AccessCopy, Channel, DataSubjectRequest, Right
from privacy.services import receiving
from privacy.services.copies import assembly, ordering
from tests.factories import acting
from tests.privacy.copies.people import NOW, Cast

PETRA = acting.person("petra").id
ROLF = acting.person("rolf").id


def asked(people: Cast, channel: str = Channel.PORTAL, language: str = "sv") -> DataSubjectRequest:
    """Anna's request for access, under review."""
    request = receiving.receive(
        subject=people.anna.subject,
        right=Right.ACCESS,
        channel=Channel(channel),
        received_on=NOW.date(),
        wording=receiving.Wording("Allt, tack.", language=language),
        by=people.anna.subject_id,
        at=NOW,
    )
    return receiving.begin_review(request=request, identified_how="portal", by=PETRA, at=NOW)


def ordered(people: Cast, **values: Any) -> AccessCopy:
    """A copy that waits for a worker."""
    return ordering.grant(request=asked(people, **values), by=PETRA, at=NOW)


def made(people: Cast, **values: Any) -> AccessCopy:
    """A finished copy."""
    copy = ordered(people, **values)
    assert assembly.assemble(reference=copy.request.reference, at=NOW)
    return AccessCopy.objects.select_related("request__controller", "request__subject").get(pk=copy.pk)


def part(copy: AccessCopy, media_type: str) -> bytes:
    """One part of a finished copy, opened."""
    package = Envelope.objects.get(id=copy.package)
    envelopes.open([package])
    return b"".join(files.read(SealedFile.objects.get(envelope=package, media_type=media_type)))


def contents(copy: AccessCopy) -> dict[str, Any]:
    """The JSON."""
    found: dict[str, Any] = json.loads(part(copy, "application/json"))
    return found


def text(copy: AccessCopy) -> str:
    """What the PDF says, wherever its lines end."""
    reader = PdfReader(BytesIO(part(copy, "application/pdf")))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
