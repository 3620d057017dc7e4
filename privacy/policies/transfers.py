"""Whether data may go to a recipient in another country (GDPR art. 44-49, and what the notice has promised)."""

from dataclasses import dataclass

from privacy.policies.pack_terms import Safeguard, TransferPolicy
from privacy.policies.packs import Pack

EUROPEAN_UNION = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
)
ECONOMIC_AREA = EUROPEAN_UNION | {"IS", "LI", "NO"}


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a transfer may take place, and why not."""

    allowed: bool
    reason: str = ""


def judge(pack: Pack, *, country: str, recipient: str, safeguard: Safeguard | None = None) -> Decision:
    """Whether a recipient of the pack may get data in a country, on the safeguard that is in force for it.

    Inside the Economic Area nothing more is needed, unless the notice promised to stay inside the Union. Outside, the
    recipient must lie on a route of the notice, and the safeguard must be one that this route names.
    """
    if pack.transfers.policy is TransferPolicy.INSIDE_EU:
        return Decision(True) if country in EUROPEAN_UNION else Decision(False, "outside_the_union")
    if country in ECONOMIC_AREA:
        return Decision(True)
    routes = [route for route in pack.transfers.routes if not route.recipients or recipient in route.recipients]
    if not routes:
        return Decision(False, "no_route")
    if safeguard is None:
        return Decision(False, "no_safeguard")
    if not any(safeguard in route.safeguards for route in routes):
        return Decision(False, "safeguard_not_promised")
    return Decision(True)
