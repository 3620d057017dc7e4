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
    deciding = found.deciding
    return {
        "explanation": found,
        "rule": deciding.rule if deciding else next((answer.rule for answer in found.rules), None),
        "kind": KINDS[deciding.rule.kind] if deciding else "",
        "stops": [KEPT_BECAUSE[_BLOCKS[block.kind]] for block in found.blocks if block.kind in _BLOCKS],
    }
