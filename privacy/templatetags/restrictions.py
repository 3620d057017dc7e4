"""Panels about restricted data that pages of the desks and of the portal include."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import Case
from privacy.models import (
    DataSubjectRequest,
    LegalStep,
    OtherUse,
    Restriction,
    RestrictionGround,
    SupplementaryStatement,
)
from privacy.models.request import CLOSED
from privacy.policies.packs import facts
from privacy.selectors import packs
from privacy.selectors import restrictions as standing
from privacy.services.contested import permitted_uses

register = template.Library()


# The words of ``RestrictionGround`` are the person's; at the desk somebody else reads about them.
_AT_THE_DESK: dict[str, str | Promise] = {
    RestrictionGround.ACCURACY: _("the person contests that the data are right, art. 18(1)(a)"),
    RestrictionGround.UNLAWFUL: _("unlawful, and the person prefers restriction to erasure, art. 18(1)(b)"),
    RestrictionGround.CLAIMS: _("kept for a legal claim of the person, art. 18(1)(c)"),
    RestrictionGround.OBJECTION: _("the person has objected, art. 18(1)(d)"),
    RestrictionGround.CLAIMS_ONLY: _("the person has objected; kept for steps of a legal claim alone"),
    RestrictionGround.ASKED: _("the person asked for restriction; not decided yet"),
}


@register.filter
def restriction_ground(code: str) -> str | Promise:
    """Why something is restricted, in words for the desk."""
    return _AT_THE_DESK[code]


@register.filter
def legal_step(code: str) -> str:
    """The name of a legal step, or of another use that the law allows."""
    return str(LegalStep(code).label if code in LegalStep.values else OtherUse(code).label)


@register.inclusion_tag("dpo/requests/restriction.html", takes_context=True)
def restriction_of_request(context: dict[str, Any], subject_request: DataSubjectRequest) -> dict[str, Any]:
    """What the request restricted, since when, how it ends, and the uses asked for meanwhile. The request is open."""
    restriction = Restriction.objects.filter(request=subject_request).first()
    letter = subject_request.letters.filter(kind="restriction_lifted").first()
    return {
        "request": context["request"],
        "subject_request": subject_request,
        "restriction": restriction,
        "is_told": letter is not None and letter.sent_at is not None,
        "may_announce": restriction is not None
        and restriction.lifted_at is None
        and restriction.lift_on is None
        and restriction.ground != RestrictionGround.CLAIMS_ONLY
        and subject_request.status in CLOSED,
        "uses": list(restriction.uses.order_by("asked_at", "id")) if restriction else [],
        "now": timezone.now(),
    }


@register.inclusion_tag("dpo/requests/reach.html")
def reach_of_objection(subject_request: DataSubjectRequest) -> dict[str, Any]:
    """What an objection reaches by its legal basis, and what the law gives no objection to (GDPR art. 21(1))."""
    pack = packs.every().get(subject_request.controller.reference)
    reached = facts.purposes_open_to_objection(pack) if pack else ()
    return {
        "pack": pack,
        "reached": reached,
        "rest": [each for each in pack.purposes if each not in reached] if pack else (),
    }


@register.inclusion_tag("handler/legal_steps/panel.html", takes_context=True)
def restricted_case(context: dict[str, Any], case: Case) -> dict[str, Any]:
    """What may still be done with a restricted case, and the uses of it that the law allows. Opens nothing."""
    found = permitted_uses.on_case(case)
    return {
        "request": context["request"],
        "case": case,
        "restrictions": found,
        "running": permitted_uses.running_on(case, at=timezone.now()),
        "waiting": [use for each in found for use in each.uses.filter(case_reference=case.reference, approved_by=None)],
        "parts": list(case.case_debtors.select_related("debtor").order_by("role", "id")),
    }


@register.inclusion_tag("handler/legal_steps/statements.html")
def statements_of(case: Case) -> dict[str, Any]:
    """What persons have stated about this case; the case is open."""
    return {"statements": list(SupplementaryStatement.objects.filter(envelope_id=case.envelope_id).order_by("at"))}


@register.inclusion_tag("portal/restricted.html", takes_context=True)
def restricted_data(context: dict[str, Any]) -> dict[str, Any]:
    """What of one's own data is restricted, since when and why."""
    return {"standing": standing.of_subjects([context["request"].debtor.subject_id])}
