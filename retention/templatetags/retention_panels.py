"""Panels about retention that the pages of other desks include."""

from typing import Any
from uuid import UUID

from django import template

from retention.selectors import explanation
from retention.wording import KEPT_BECAUSE, KINDS

register = template.Library()
_BLOCKS = {"hold": "held", "wish": "kept_for_person", "restriction": "restricted", "objection": "restricted"}


@register.inclusion_tag("dpo/retention/why_still_here.html")
def why_still_here(envelope_id: UUID) -> dict[str, Any]:
    """Why a record is still here and when it goes: rule, ground, citation, date, and what stands in the way."""
    found = explanation.explain(envelope_id)
    rule = found.deciding.rule if found.deciding else None
    return {
        "explanation": found,
        "rule": rule,
        "kind": KINDS[rule.kind] if rule else "",
        "stops": [KEPT_BECAUSE[_BLOCKS[block.kind]] for block in found.blocks if block.kind in _BLOCKS],
    }
