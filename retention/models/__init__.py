"""The nouns of retention."""

from retention.models.rule import RetentionRule, RuleAction
from retention.models.run import KeptItem, Run, RunState, RunStep

__all__ = ["KeptItem", "RetentionRule", "RuleAction", "Run", "RunState", "RunStep"]
