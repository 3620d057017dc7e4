"""The nouns of retention."""

from retention.models.backup import Backup, RestoreDrill
from retention.models.copy_for_tests import CopyAim, CopyForTests
from retention.models.hold import HoldCause, HoldScope, LegalHold
from retention.models.instruction import ClientInstruction, ClientWish
from retention.models.proof import ActKind, Certificate, CertificateStage, ErasureAct, Leftover, ResidualCheck
from retention.models.rule import RetentionRule, RuleAction
from retention.models.rule_review import RuleFinding, RuleReview
from retention.models.run import KeptItem, Night, PausedBecause, ReviewedItem, Run, RunStep
from retention.models.run_state import RunState
from retention.models.statistics import StatisticsGroup, StatisticsQuarter
from retention.models.statistics_use import StatisticsUse, UseKind
from retention.models.term import SECRET, OwnTerm, TermReason, TriggerEvent

__all__ = [
    "SECRET",
    "ActKind",
    "Backup",
    "Certificate",
    "CertificateStage",
    "ClientInstruction",
    "ClientWish",
    "CopyAim",
    "CopyForTests",
    "ErasureAct",
    "HoldCause",
    "HoldScope",
    "KeptItem",
    "Leftover",
    "LegalHold",
    "Night",
    "OwnTerm",
    "PausedBecause",
    "ResidualCheck",
    "RestoreDrill",
    "RetentionRule",
    "ReviewedItem",
    "RuleAction",
    "RuleFinding",
    "RuleReview",
    "Run",
    "RunState",
    "RunStep",
    "StatisticsGroup",
    "StatisticsQuarter",
    "StatisticsUse",
    "TermReason",
    "TriggerEvent",
    "UseKind",
]
