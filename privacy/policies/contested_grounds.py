"""Decisions on rectification, restriction and objection: the grounds, their law, and when each may be used.

GDPR art. 16, 18 and 21. Who refuses says why in this case; an objection to direct marketing is not decided but carried
out (art. 21(3)), so no ground for refusing it exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OBJECTIONABLE = frozenset({"6(1)(e)", "6(1)(f)"})
"""The legal bases against which art. 21(1) gives an objection."""


@dataclass(frozen=True, slots=True)
class ContestedGround:
    """One ground: what the person reads, and the article."""

    label: str | Promise
    citation: str
    only_other_basis: bool = False
    """Usable only where the processing rests on another basis than art. 6(1)(e) or (f)."""


GRANTS: Mapping[str, Mapping[str, ContestedGround]] = MappingProxyType(
    {
        "rectification": {
            "corrected": ContestedGround(_("We have corrected the data"), "GDPR art. 16"),
            "completed": ContestedGround(_("We have added your own statement to the record"), "GDPR art. 16"),
        },
        "restriction": {
            "accuracy": ContestedGround(_("You contest that the data are right; we check them"), "GDPR art. 18(1)(a)"),
            "unlawful": ContestedGround(
                _("The processing is unlawful, and you prefer restriction to erasure"), "GDPR art. 18(1)(b)"
            ),
            "claims": ContestedGround(
                _("We need the data no longer, but you need them for a legal claim"), "GDPR art. 18(1)(c)"
            ),
            "objection": ContestedGround(
                _("You have objected; we check whose reasons weigh more"), "GDPR art. 18(1)(d)"
            ),
        },
        "objection": {
            "upheld": ContestedGround(_("Your reasons weigh more than ours; we stop"), "GDPR art. 21(1)"),
        },
        "marketing_objection": {
            "stopped": ContestedGround(
                _("Direct marketing to you stopped when you objected; nothing is weighed"), "GDPR art. 21(2)-(3)"
            ),
        },
        "supplier_information": {
            "told": ContestedGround(
                _("Here are the suppliers that can reach your data, and what binds each of them"),
                "GDPR art. 15(1)(c), 28(3)",
            ),
        },
    }
)

REFUSALS: Mapping[str, Mapping[str, ContestedGround]] = MappingProxyType(
    {
        "rectification": {
            "accurate": ContestedGround(_("We have checked the data, and they are right"), "GDPR art. 16"),
            "records_what_was": ContestedGround(
                _("The record rightly shows what was said or done at the time"), "GDPR art. 16"
            ),
        },
        "restriction": {
            "verified": ContestedGround(
                _("The data have been checked, so the reason to restrict them has ended"), "GDPR art. 18(1)(a)"
            ),
            "none_of_four": ContestedGround(
                _("None of the four cases in which the law restricts processing is given"), "GDPR art. 18(1)"
            ),
        },
        "objection": {
            "compelling": ContestedGround(
                _("We have compelling legitimate grounds that override your interests"), "GDPR art. 21(1)"
            ),
            "objection_legal_claims": ContestedGround(
                _("We need the data to establish, exercise or defend a legal claim"), "GDPR art. 21(1)"
            ),
            "other_basis": ContestedGround(
                _("The law gives no objection to this: it rests neither on a public task nor on our interests"),
                "GDPR art. 21(1)",
                only_other_basis=True,
            ),
        },
    }
)

LABELS: Mapping[str, ContestedGround] = MappingProxyType(
    {code: ground for table in (GRANTS, REFUSALS) for grounds in table.values() for code, ground in grounds.items()}
)
"""Every ground by its code; ``accuracy`` and ``objection`` are those of art. 18(1)."""


def may_grant(*, right: str, ground: str) -> bool:
    """Whether a request for this right can be granted on this ground."""
    return ground in GRANTS.get(right, {})


def may_refuse(*, right: str, ground: str, facts: str, basis: str) -> bool:
    """Whether a request may be refused on this ground: it is on the list, fits the legal basis, and has its facts."""
    known = REFUSALS.get(right, {}).get(ground)
    if known is None or not facts.strip():
        return False
    return not known.only_other_basis or basis not in OBJECTIONABLE


def refusals_for(*, right: str, basis: str) -> dict[str, ContestedGround]:
    """The grounds that may be chosen for a right, given the legal basis of the controller's collection."""
    grounds = REFUSALS.get(right, {})
    return {code: each for code, each in grounds.items() if not each.only_other_basis or basis not in OBJECTIONABLE}
