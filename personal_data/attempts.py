"""Attempts at records of a controller for which the actor does not work: nobody is told of them, and the trail is."""

from contextlib import suppress
from typing import Any

from django.db.models import QuerySet

from personal_data import envelopes, reach


def refuse(asked: "QuerySet[Any]") -> None:
    """Let the opener refuse the record that was asked for, if it lies beyond reach: so the attempt stands in the trail,
    with the persons whom it was about (GDPR art. 32(1)(b), 32(4)).

    Whoever asked is told nothing of it: where there is no such record at all, nothing happens. Raises RecordingFailed.
    """
    with suppress(envelopes.Refused, envelopes.Gone):
        envelopes.open(asked.filter(reach.beyond())[:1])
