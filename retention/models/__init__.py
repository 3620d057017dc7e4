"""The nouns of retention."""

from retention.models.hold import HoldCause, HoldScope, LegalHold
from retention.models.proof import ActKind, Certificate, CertificateStage, ErasureAct, Leftover, ResidualCheck
from retention.models.rule import RetentionRule, RuleAction
from retention.models.run import KeptItem, Run, RunState, RunStep
from retention.models.term import SECRET, OwnTerm, TermReason, TriggerEvent

__all__ = [
    "SECRET",
    "ActKind",
    "Certificate",
    "CertificateStage",
    "ErasureAct",
    "HoldCause",
    "HoldScope",
    "KeptItem",
    "Leftover",
    "LegalHold",
    "OwnTerm",
    "ResidualCheck",
    "RetentionRule",
    "RuleAction",
    "Run",
    "RunState",
    "RunStep",
    "TermReason",
    "TriggerEvent",
]
