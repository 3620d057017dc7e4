"""Whether data may go to a country (GDPR art. 44-49, and what the controller's notice has promised)."""

from dataclasses import dataclass
from enum import StrEnum

EUROPEAN_UNION = frozenset(
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE".split()  # noqa: SIM905
)
ECONOMIC_AREA = EUROPEAN_UNION | {"IS", "LI", "NO"}


class Area(StrEnum):
    """Inside which border data move freely for one controller."""

    UNION = "union"
    """They never leave it, not even for the rest of the Economic Area (OPR-41)."""
    ECONOMIC_AREA = "economic_area"


@dataclass(frozen=True, slots=True)
class WayOut:
    """One way out of the Economic Area: for which recipients of the notice (none named: all), on which mechanisms."""

    mechanisms: frozenset[str]
    recipients: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Limits:
    """How far one controller's data may go, and what its notice demands before they do."""

    area: Area
    ways_out: tuple[WayOut, ...] = ()
    checks_secrecy: bool = False
    """Whether duties of secrecy are looked for before anything leaves (ALMI-60)."""
    has_lenders: bool = False
    """Whether other lenders may get data through a credit bureau, with no further condition (ALMI-62)."""
    orders_by_two: bool = False
    """Whether a second person approves what an authority has ordered (OPR-40)."""
    in_legal_stage: frozenset[str] = frozenset()
    """The recipients of the notice that get data in legal action only (AXACTOR-78)."""
    for_marketing: frozenset[str] = frozenset()
    """The recipients of the notice that get data for direct marketing (OPR-39)."""


# What holds for a controller whose notice nobody knows: nothing was promised to anybody beyond the Economic Area.
STAY = Limits(Area.ECONOMIC_AREA)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a transfer may take place, and why not."""

    allowed: bool
    reason: str = ""


def judge(limits: Limits, *, country: str, notice_key: str, mechanism: str | None = None) -> Decision:
    """Whether a recipient may get data in a country, on the mechanism that is in force for it on the day.

    Inside the Economic Area nothing more is needed, unless the notice promised to stay inside the Union. Outside, the
    recipient must lie on a way that the notice names, and the mechanism must be one that this way allows.
    """
    if limits.area is Area.UNION:
        return Decision(True) if country in EUROPEAN_UNION else Decision(False, "outside_the_union")
    if country in ECONOMIC_AREA:
        return Decision(True)
    ways = [way for way in limits.ways_out if not way.recipients or notice_key in way.recipients]
    if not ways:
        return Decision(False, "no_route")
    if mechanism is None:
        return Decision(False, "no_safeguard")
    if not any(mechanism in way.mechanisms for way in ways):
        return Decision(False, "safeguard_not_promised")
    return Decision(True)
