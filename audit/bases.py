"""On which legal basis each event happened, and why some name none themselves (GDPR art. 5(2), 6(1)).

An event says its articles itself, or one of these two words; the database takes no event that says nothing, and
verification names one whose word is not true.
"""

LINES = "lines"
NOBODY = "nobody"

REASONS = {
    LINES: "It touched records, of one controller or of several, and each of its lines says the basis for its record.",
    NOBODY: "No program of ours acted, so nobody said what for: it waits for a review, which writes that down.",
}

# The events that speak through their lines, which the database writes with them in one statement.
SPEAKING_THROUGH_LINES = frozenset(
    {
        "personal_data.envelope.opened",
        "personal_data.opening.refused",
        "personal_data.record.created",
        "personal_data.record.changed",
    }
)


def is_said(*, name: str, basis: str, is_attributed: bool, lines: int) -> bool:
    """Whether what an event says of its basis is true of it."""
    if basis == LINES:
        return name in SPEAKING_THROUGH_LINES and lines > 0
    return (basis == NOBODY) != is_attributed
