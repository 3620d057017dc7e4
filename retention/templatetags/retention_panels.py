"""Panels about retention that the pages of other desks include."""

from datetime import date
from typing import Any
from uuid import UUID

from django import template
from django.utils import timezone

from collections_app.models import Case
from collections_app.models.records import KeptRecord
from personal_data.models import Envelope
from retention import sentences
from retention.models import Run, RunState
from retention.policies.due_dates import TermKind
from retention.selectors import explanation, holds, proofs, told
from retention.services import proving
from retention.wording import KEPT_BECAUSE, KINDS

register = template.Library()
_BLOCKS = {"hold": "held", "wish": "kept_for_person", "restriction": "restricted", "objection": "restricted"}


@register.inclusion_tag("dpo/retention/why_still_here.html")
def why_still_here(envelope_id: UUID) -> dict[str, Any]:
    """Why a record is still here and when it goes: rule, ground, citation, date, and what stands in the way."""
    found = explanation.explain(envelope_id, tells_all=False)
    rule = found.deciding.rule if found.deciding else None
    return {
        "explanation": found,
        "said": sentences.of(found),
        "rule": rule,
        "kind": KINDS[rule.kind] if rule else "",
        "stops": [KEPT_BECAUSE[_BLOCKS[block.kind]] for block in found.blocks if block.kind in _BLOCKS],
    }


@register.simple_tag
def told_day(envelope: Envelope) -> date | None:
    """The day on which a record goes, as a handler may hear it."""
    return told.due_days([envelope], controller=envelope.controller)[envelope.id]


@register.inclusion_tag("handler/records/own_ends.html", takes_context=True)
def own_ends_of(context: dict[str, Any], record: KeptRecord) -> dict[str, Any]:
    """For the desk of enquiries alone: why an enquiry is still here, with the ends of its own that nobody else hears
    of."""
    found = explanation.explain(record.envelope_id)
    ends = [each for each in found.days.terms if each.kind == TermKind.UNTIL]
    return {
        "request": context["request"],
        "record": record,
        "explanation": found,
        "said": sentences.of(found),
        "ends": [(each, each.proposed_by != context["request"].user.pk) for each in ends],
    }


@register.inclusion_tag("dpo/holds/panel.html", takes_context=True)
def holds_of(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """The legal holds on a case and on its persons, and the way to place one. Opens nothing."""
    return {"request": context["request"], "case": case, "holds": holds.of_case(case)}


@register.simple_tag
def proof_of_run(run: Run) -> dict[str, Any] | None:
    """The residual-data check and the certificate of a run that has been executed, and whether it can be checked again;
    None before."""
    act = proofs.act_of_run(run)
    if act is None:
        return {"act": None, "check": None, "certificate": None} if _awaits_proof(run) else None
    certificate = act.certificates.order_by("-issued_at").first()
    can = proving.can_be_looked_for(act, at=timezone.now())
    newest = proofs.checks_of(act).first()
    return {"act": act, "check": newest, "certificate": certificate, "can_be_looked_for": can}


def _awaits_proof(run: Run) -> bool:
    """Whether a run erased something that is yet to be checked."""
    return run.state in (RunState.EXECUTED, RunState.ABORTED) and run.erased_count > 0


@register.inclusion_tag("dpo/certificates/alarm.html")
def leftovers_alarm() -> dict[str, Any]:
    """The erasures within reach of which something was left over."""
    return {"checks": proofs.with_leftovers()}
