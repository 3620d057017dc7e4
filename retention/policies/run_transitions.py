"""Which steps a retention run may take."""

from collections.abc import Mapping

NEXT: Mapping[str, frozenset[str]] = {
    "proposed": frozenset({"reviewed", "approved", "abandoned"}),
    "reviewed": frozenset({"approved", "abandoned"}),
    "approved": frozenset({"executing", "abandoned"}),
    # A run whose worker was killed is taken up again where it stopped.
    "executing": frozenset({"executing", "paused", "executed", "aborted"}),
    "paused": frozenset({"executing", "aborted"}),
    # What was erased is looked for; where nothing is left the run is certified. An aborted one erased something too.
    "executed": frozenset({"checked"}),
    "aborted": frozenset({"checked"}),
    "checked": frozenset({"checked", "certified"}),
    "certified": frozenset(),
    "abandoned": frozenset(),
}
# Routine classes (call recordings) run by themselves: nobody reviews each item.
NEXT_OF_ROUTINE: Mapping[str, frozenset[str]] = {**NEXT, "proposed": frozenset({"executing", "abandoned"})}

# Steps before anything is erased, and those after which nothing more is.
BEFORE = ("proposed", "reviewed", "approved")
ENDED = ("executed", "aborted", "checked", "certified", "abandoned")


def may_step(from_state: str, to_state: str, *, is_routine: bool) -> bool:
    """Whether a run may go from one state to another."""
    return to_state in (NEXT_OF_ROUTINE if is_routine else NEXT)[from_state]
