"""Which cases of an import may go again: those with which nothing has happened since."""

from collections.abc import Iterable, Mapping

# The order in which reasons are given, where there are several.
REASONS = ("worked_on", "older_case", "decided", "with_the_person")


def kept_because(
    *, rows_beside: Iterable[str], other_claims: bool, decided: bool, with_the_person: Iterable[str]
) -> str | None:
    """Why a case stays although its import is rolled back, or None when it may go (GDPR art. 5(1)(d), (f)).

    ``rows_beside`` are kinds of records in its file or about it besides what the import wrote (notes, payments,
    letters, disclosures, steps); ``other_claims`` came with other files or were changed; ``decided`` means that
    somebody decided on a document of one of its claims; ``with_the_person`` are kinds of records about its debtors,
    such as requests, that came after it.
    """
    if any(rows_beside):
        return "worked_on"
    if other_claims:
        return "older_case"
    if decided:
        return "decided"
    return "with_the_person" if any(with_the_person) else None


def merged(kept: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    """The counts by reason of two batches together."""
    return {reason: kept.get(reason, 0) + more.get(reason, 0) for reason in {**kept, **more}}
