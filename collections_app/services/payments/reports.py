"""What is said of a bank's file, before and after it is booked: counts, places and numbers of our own."""

from collections import Counter
from dataclasses import dataclass, field

from collections_app.intake.problems import Problem
from collections_app.models import PaymentFile
from collections_app.policies.payments import Standing
from collections_app.services.payments.booking import Booked

MOST_LINES = 1000
MOST_PROBLEMS = 1000
_OUT = {Standing.OUTGOING, Standing.REVERSAL}


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What becomes of one payment. ``standing`` is a ``Standing``, or None when it was booked before."""

    line: int | None
    amount_minor: int
    currency: str
    is_credit: bool
    standing: Standing | None
    payment_reference: str
    case_reference: str
    left_minor: int
    other_reference: str = ""
    """The payment that is perhaps the same."""


@dataclass(slots=True)
class Report:
    """What a file holds and what becomes of it. It repeats no name, account number or message of the file."""

    name: str
    form: str
    file: PaymentFile | None = None
    read_count: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """How many payments: ``allocated``, ``unallocated`` (also partly), ``outgoing``, ``doubtful``, ``unchanged``."""
    lines: list[ReportLine] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    refusal: tuple[Problem, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether something in the file could not be booked."""
        return bool(self.refusal or self.problem_count)

    @property
    def books(self) -> bool:
        """Whether anything in the file is, or would be, new in the books."""
        return sum(self.counts.values()) > self.counts["unchanged"]

    def add(self, booked: Booked) -> None:
        """Count one payment."""
        judged, self.read_count = booked.judged, self.read_count + 1
        entry, left = judged.arrival.entry, judged.allotment.left_minor
        self.counts[_kind(judged.standing, left)] += 1
        if len(self.lines) < MOST_LINES:
            self.lines.append(
                ReportLine(
                    line=entry.line,
                    amount_minor=judged.arrival.reported.amount_minor,
                    currency=entry.currency,
                    is_credit=entry.is_credit,
                    standing=judged.standing,
                    payment_reference=booked.payment_reference,
                    case_reference=judged.case.reference if judged.case else "",
                    left_minor=left,
                    other_reference=judged.alike,
                )
            )

    def note(self, problem: Problem) -> None:
        """Take down what could not be booked."""
        self.problem_count += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)


def _kind(standing: Standing | None, left: int) -> str:
    if standing is None:
        return "unchanged"
    if standing is Standing.IN_DOUBT:
        return "doubtful"
    if standing in _OUT:
        return "outgoing"
    return "unallocated" if left else "allocated"
