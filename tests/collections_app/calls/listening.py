"""Listening as the tests do it: begin, ask for parts, and look at the trail."""

from typing import Any

from django.test import Client

from audit.models import Event, Line
from collections_app.models import CallRecording
from personal_data import events as openings


def begin(client: Client, page: str, purpose: str = "transaction_proof") -> str:
    """Begin to listen. Gives the address of the player."""
    response = client.post(page, {"purpose": purpose})
    assert response.status_code == 302
    return str(response["Location"])


def part(client: Client, player: str, asked: str = "", **headers: str) -> Any:
    return client.get(player + "sound/", headers={**({"Range": asked} if asked else {}), **headers})


def opened(recording: CallRecording) -> list[Event]:
    """The events that say that the recording was opened."""
    lines = Line.objects.filter(envelope_id=recording.envelope_id, outcome="opened")
    return list(
        Event.objects.filter(id__in=lines.values("event_id"), name=str(openings.ENVELOPE_OPENED)).order_by("id")
    )
