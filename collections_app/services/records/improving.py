"""Reading a chat to improve the service: what the notice allows, with an event of its own (ALMI-110).

Nothing is copied: what is learnt goes into no data set of persons, so there is nothing that could outlive the chat.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models.records import Chat, KeptRecord
from personal_data import envelopes


class NotForThat(ValidationError):
    """The notice allows it of chats and of nothing else."""

    def __init__(self) -> None:
        super().__init__(_("Only chats may be read to improve the service."), code="not_a_chat")


def read_for_improvement(*, record: KeptRecord) -> None:
    """Open a chat for that, and record it. Raises NotForThat, Refused and Gone."""
    if not isinstance(record, Chat):
        raise NotForThat
    envelopes.open([record])
    trail.record(events.CHAT_USED, envelopes=[record.envelope_id], reference=record.reference, reason="improvement")
