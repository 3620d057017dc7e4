"""What ``import_payments`` says about one file: what happened, what it means, what to do."""

from collections.abc import Iterator

from collections_app.policies.payments import Standing
from collections_app.services.payments.reports import Report, ReportLine

MOST_PROBLEMS_SHOWN = 50
STANDINGS: dict[str, str] = {
    Standing.ALLOCATED: "allocated",
    Standing.OVERPAID: "allocated; more was paid than was owed, the rest is unallocated",
    Standing.NO_REFERENCE: "unallocated: it names no reference",
    Standing.WRONG_REFERENCE: "unallocated: no check digit of its references holds",
    Standing.UNKNOWN_REFERENCE: "unallocated: its reference belongs to no case here",
    Standing.SEVERAL_CASES: "unallocated: it names more than one case",
    Standing.CASE_CLOSED: "unallocated: its case is closed",
    Standing.OTHER_CURRENCY: "unallocated: nothing is owed in its currency",
    Standing.NOTHING_OWED: "unallocated: nothing is owed any more",
    Standing.OUTGOING: "recorded as outgoing",
    Standing.REVERSAL: "recorded as outgoing: the bank took a payment back",
    Standing.IN_DOUBT: "not booked yet: perhaps booked already as",
}
_COUNTED = (
    ("allocated", "allocated to claims"),
    ("unallocated", "wholly or partly unallocated, to be allocated at the handler's desk (/handler/payments/)"),
    ("outgoing", "outgoing, recorded"),
    ("doubtful", "perhaps booked already, to be decided at the handler's desk (/handler/payments/)"),
    ("unchanged", "booked before, nothing changed"),
)


def lines_of(report: Report, *, each: bool) -> Iterator[str]:
    """The report of one file, line by line; with ``each`` also what became of each payment."""
    if report.refusal:
        yield f"{report.name}: refused, nothing of it is booked."
        yield from (f"  {problem}" for problem in report.refusal)
        return
    number = f" ({report.file.reference})" if report.file else ""
    yield f"{report.name}{number}: {_payments(report.read_count)} read."
    for kind, words in _COUNTED:
        if report.counts[kind]:
            yield f"  {report.counts[kind]:>8,} {words}"
    if report.problem_count:
        yield f"  {report.problem_count:>8,} not booked"
    if each:
        yield from map(_line, report.lines)
        if report.read_count > len(report.lines):
            yield f"  and {report.read_count - len(report.lines):,} more payments."
    yield from (f"  {problem}" for problem in report.problems[:MOST_PROBLEMS_SHOWN])
    if report.problem_count > MOST_PROBLEMS_SHOWN:
        yield f"  and {report.problem_count - MOST_PROBLEMS_SHOWN:,} more problems."
    if report.problem_count:
        yield "  Ask the bank for these bookings in a new file; what is booked stays booked once."


def _line(line: ReportLine) -> str:
    place = f"line {line.line}" if line.line else "a booking"
    if line.standing is None:
        return f"  {place}: booked before"
    case = f" ({line.case_reference})" if line.case_reference else ""
    case = case or (f" {line.other_reference}" if line.other_reference else "")
    return f"  {place}: {line.payment_reference} {STANDINGS[line.standing]}{case}"


def _payments(count: int) -> str:
    return "1 payment" if count == 1 else f"{count:,} payments"
