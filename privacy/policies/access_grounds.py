"""On which grounds a copy may be refused as a whole: the law's own, with the burden of proof on the controller.

Rights of others (art. 15(4)) cut parts out and are never a reason to give nothing. Number alone is no abuse (CJEU
C-416/23), and the motive of the first copy does not matter (C-307/22). ``legal.md`` 1.3, 1.4.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from privacy.policies.erasure_grounds import Ground

REFUSALS: Mapping[str, Ground] = MappingProxyType(
    {
        "manifestly_unfounded": Ground(_("The request is manifestly unfounded"), "12(5)(b)"),
        "excessive": Ground(_("The request is excessive: the same again, to abuse the right"), "12(5)(b)"),
        "national_law": Ground(_("A law forbids us to give it to you"), "23", needs_statute=True),
    }
)


def may_refuse(*, ground: str, citation: str) -> bool:
    """Whether the citation is complete: a ground of the list, its article and, where needed, a statute."""
    known = REFUSALS.get(ground)
    if known is None or known.article not in citation:
        return False
    return not known.needs_statute or bool(citation.partition(known.article)[2].strip(" ;,."))
