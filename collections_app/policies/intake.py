"""What becomes of a document that a creditor sent."""

from collections.abc import Mapping
from enum import StrEnum


class Verdict(StrEnum):
    """What is done with a document."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    PARKED_ERASED = "parked_erased"
    PARKED_OBJECTION = "upheld_objection"
    PARKED_MISTAKEN = "mistaken_identity"
    UNMATCHED_CREDIT_NOTE = "unmatched_credit_note"


DECISIONS: Mapping[str, frozenset[str]] = {
    Verdict.CONFLICT: frozenset({"dismissed", "replaced"}),
    Verdict.PARKED_ERASED: frozenset({"dismissed", "booked"}),
    Verdict.PARKED_OBJECTION: frozenset({"dismissed", "booked"}),
    Verdict.PARKED_MISTAKEN: frozenset({"dismissed", "booked"}),
    Verdict.UNMATCHED_CREDIT_NOTE: frozenset({"dismissed", "booked"}),
}


def judge(
    *, content: bytes, booked_content: bytes | None, is_set_aside: bool, was_erased: bool, suppressed: str = ""
) -> Verdict:
    """The same again changes nothing; other content under the same key, what was erased, and what is against somebody
    on the suppression list (``suppressed`` says why) waits for a decision.

    GDPR Art. 5(1)(d), 17 and 21: nothing is overwritten or brought back by a machine.
    """
    if booked_content == content or is_set_aside:
        return Verdict.UNCHANGED
    if booked_content is not None:
        return Verdict.CONFLICT
    if was_erased:
        return Verdict.PARKED_ERASED
    return Verdict(suppressed) if suppressed else Verdict.NEW


def judge_credit_note(*, currency: str, invoice_currency: str | None, invoice_was_erased: bool) -> Verdict:
    """A credit note reduces the invoice that it names, in that invoice's currency; otherwise it waits."""
    if invoice_currency == currency:
        return Verdict.NEW
    return Verdict.PARKED_ERASED if invoice_was_erased and invoice_currency is None else Verdict.UNMATCHED_CREDIT_NOTE


def may_decide(*, kind: str, decision: str) -> bool:
    """Each kind of document set aside has its own possible decisions."""
    return decision in DECISIONS.get(kind, frozenset())
