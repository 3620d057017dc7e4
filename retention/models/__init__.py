"""The nouns of retention."""

from retention.models.hold import HoldCause, HoldScope, LegalHold
from retention.models.rule import RetentionRule, RuleAction
from retention.models.run import KeptItem, Run, RunState, RunStep
from retention.models.term import SECRET, OwnTerm, TermReason, TriggerEvent

__all__ = [
    "SECRET", "HoldCause", "HoldScope", "KeptItem", "LegalHold", "OwnTerm", "RetentionRule", "RuleAction", "Run",
    "RunState", "RunStep", "TermReason", "TriggerEvent",
]  # fmt: skip
