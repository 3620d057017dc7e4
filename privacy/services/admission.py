"""Who may use the open form, by which anybody may ask without signing in (AMILI-36), and how often."""

from dataclasses import dataclass
from datetime import datetime

from audit import trail
from privacy import events
from privacy.policies.sign_in import limits
from privacy.services.sign_in import code_digests, counts


@dataclass(frozen=True, slots=True)
class Admission:
    """What becomes of one use of the open form: refused until a time, or taken in, among the others or in a crowd."""

    wait_until: datetime | None
    in_crowd: bool


def admit(*, address: str, at: datetime) -> Admission:
    """Count one use of the open form from a network address. Only an address that sent many itself has to wait."""
    network = limits.network_of(address)
    own = tuple(code_digests.of_count(limit.kind, network) for limit in limits.FORM_LIMITS)
    attempt = counts.take(own, limits.FORM_LIMITS, at=at)
    if attempt.wait_until:
        trail.record_apart(events.UNLINKED_LIMITED, reason="too_many")
        return Admission(attempt.wait_until, in_crowd=False)
    around, everybody = limits.CROWD_LIMITS
    shared = (
        code_digests.of_count(around.kind, limits.neighbours_of(network)),
        code_digests.of_count(everybody.kind),
    )
    crowd = counts.take(shared, limits.CROWD_LIMITS, at=at)
    return Admission(None, in_crowd=crowd.wait_until is not None)
