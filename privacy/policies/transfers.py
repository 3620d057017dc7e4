"""How far data may go by a controller's notice; the judgement itself is that of the register of disclosures."""

from collections_app.policies import transfers
from collections_app.policies.transfers import ECONOMIC_AREA, EUROPEAN_UNION, Area, Decision, Limits, WayOut
from privacy.policies.packs.pack import Pack
from privacy.policies.packs.terms import RecipientKind, Safeguard, Topic, TransferPolicy

__all__ = ["ECONOMIC_AREA", "EUROPEAN_UNION", "Decision", "judge", "limits_of"]


def limits_of(pack: Pack) -> Limits:
    """What the notice says about leaving the Union or the Economic Area, as the register of disclosures judges by."""
    inside = pack.transfers.policy is TransferPolicy.INSIDE_EU
    return Limits(
        Area.UNION if inside else Area.ECONOMIC_AREA,
        tuple(
            WayOut(frozenset(each.value for each in route.safeguards), frozenset(route.recipients))
            for route in pack.transfers.routes
        ),
        checks_secrecy=any(each.topic is Topic.SECRECY for each in pack.statements),
        has_lenders=any(each.kind is RecipientKind.LENDER and each.only_if is None for each in pack.recipients),
        orders_by_two=any(each.by_two for each in pack.recipients),
        in_legal_stage=frozenset(each.key for each in pack.recipients if each.in_legal_action),
        for_marketing=frozenset(each.key for each in pack.recipients if each.for_marketing),
    )


def judge(pack: Pack, *, country: str, recipient: str, safeguard: Safeguard | None = None) -> Decision:
    """Whether a recipient of the pack may get data in a country, on the safeguard that is in force for it."""
    mechanism = safeguard.value if safeguard else None
    return transfers.judge(limits_of(pack), country=country, notice_key=recipient, mechanism=mechanism)
