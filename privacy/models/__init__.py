"""The nouns of rights and duties."""

from privacy.models.letter import Letter, LetterKind, SentBy
from privacy.models.request import Channel, DataSubjectRequest, RequestStatus, Right
from privacy.models.request_course import ClockPause, PauseGround, RequestStep
from privacy.models.request_item import ItemOutcome, RequestItem

__all__ = [
    "Channel",
    "ClockPause",
    "DataSubjectRequest",
    "ItemOutcome",
    "Letter",
    "LetterKind",
    "PauseGround",
    "RequestItem",
    "RequestStatus",
    "RequestStep",
    "Right",
    "SentBy",
]
