"""What ``import_claims`` says about one file: what happened, what it means, what to do."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from collections_app.intake.problems import Problem, RowProblem
from collections_app.models import ImportFile

MOST_PROBLEMS_SHOWN = 50
NOTICES = {
    "identity_missing": "without an identity number: nobody can be matched to the debtor, who is flagged",
    "identity_by_birth_date": "without an identity number, known by name, date of birth and address",
    "identity_foreign": "with a foreign number, kept as given",
    "identity_unchecked": "with numbers of no Nordic register, kept as given",
    "identity_check_digit": "with a CPR number that does not satisfy modulus 11, which is allowed",
    "needs_manual_acceptance": "with a coordination number that a person has to accept",
    "seller_id_from_vat": "where the seller gives no legal number and the VAT number stands for it",
    "seller_id_from_endpoint": "where the seller gives no legal number and the electronic address stands for it",
    "credits_no_invoice": "that credit an invoice without naming it",
    "due_date_missing": "without a due date: no interest and no letter",
}


class Output(Protocol):
    """Where the report is written."""

    def write(self, msg: str) -> object: ...


@dataclass(slots=True)
class Report:
    """One file's report; it repeats no value of the file."""

    path: Path
    import_file: ImportFile
    mend_file: Path | None = None
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    lost_rows: int = 0
    unused: tuple[str, ...] = ()
    """The headings of columns of which nothing was read."""

    @property
    def is_faulty(self) -> bool:
        """Whether something could not go in."""
        return self.import_file.rejected_count > 0

    def note(self, row: RowProblem, *, is_kept: bool) -> None:
        """Take down what is wrong in a row, and whether the row itself comes back in the mend file."""
        self.problem_count += len(row.problems)
        self.problems += row.problems[: MOST_PROBLEMS_SHOWN - len(self.problems)]
        self.lost_rows += not is_kept

    def write(self, output: Output) -> None:
        """Print the report."""
        for line in self.lines():
            output.write(line)

    def lines(self) -> list[str]:
        """The report, line by line."""
        found = self.import_file
        lines = [f"{self.path} ({found.reference}): {_documents(found.read_count)} read."]
        for count, words in (
            (found.new_count, "new, booked"),
            (found.credited_count, "booked as a credit on the invoice named"),
            (found.unchanged_count, "already there, nothing changed"),
            (found.set_aside_count, "set aside for a decision at the handler's desk (/handler/intake-decisions/)"),
            (found.rejected_count, "not booked"),
        ):
            if count:
                lines.append(f"  {count:>8,} {words}")
        if self.unused:
            lines.append(f"  Not used: {', '.join(self.unused)}. Nothing of these columns was read.")
        lines += [f"  {count:>8,} {NOTICES.get(code, code)}" for code, count in sorted(found.notices.items())]
        return lines + [f"  {problem}" for problem in self.problems] + self._what_to_do()

    def _what_to_do(self) -> list[str]:
        lines = []
        if self.import_file.read_count == 0:
            lines.append("  Below the row that names the columns there is no row, so there was nothing to book.")
        if self.problem_count > len(self.problems):
            lines.append(f"  and {self.problem_count - len(self.problems):,} more problems.")
        if self.mend_file is not None:
            lines.append(
                f"  The rows that were not booked are in {self.mend_file}. Mend them there and import that file; "
                "what is booked stays booked once."
            )
        if any(problem.code == "column_unknown" for problem in self.problems):
            lines.append("  Columns that are left out on purpose: --not-used 4,7 (counted from the left; remembered).")
        if self.lost_rows:
            lines.append("  Mend the file itself and import it again.")
        return lines


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count:,} documents"
