"""Which steps a retention run may take."""

from collections.abc import Mapping

NEXT: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"approved", "abandoned"}),
    "approved": frozenset({"executing", "abandoned"}),
    # A run whose worker was killed is taken up again where it stopped.
    "executing": frozenset({"executing", "executed"}),
    "executed": frozenset(),
    "abandoned": frozenset(),
}
# Routine classes (call recordings) run by themselves: nobody reviews each item.
NEXT_OF_ROUTINE: Mapping[str, frozenset[str]] = {**NEXT, "proposed": frozenset({"executing", "abandoned"})}


def may_step(from_state: str, to_state: str, *, is_routine: bool) -> bool:
    """Whether a run may go from one state to another."""
    return to_state in (NEXT_OF_ROUTINE if is_routine else NEXT)[from_state]
