"""Bad rows come back in a file that can be mended and imported again as it is."""

import csv

import pytest

from collections_app.intake.documents import Row
from collections_app.intake.mend_file import MendFile
from collections_app.intake.problems import Problem, RowProblem


@pytest.fixture
def mend(tmp_path, read):
    """Read a file, write its bad rows, and hand back the path and the number of good rows."""

    def written(content):
        path = tmp_path / "mend.csv"
        with MendFile(path) as file:
            outcomes = read(content)
            for outcome in outcomes:
                if isinstance(outcome, RowProblem):
                    file.add(outcome)
        return path, sum(isinstance(outcome, Row) for outcome in outcomes)

    return written


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


class TestMendFile:
    def test_holds_the_bad_rows_with_the_problem_in_front(self, mend, header, row):
        path, good = mend(f"{header}\n{row()}\n{row(amount='ten', due_on='never')}\n")
        head, bad = cells(path)
        assert (good, head) == (1, ["problem", *header.split(";")])
        assert bad[0].startswith("amount: The amount is not a number.")
        assert "; due_on: " in bad[0]
        assert bad[1:] == row(amount="ten", due_on="never").replace("+46", "'+46").split(";")

    def test_is_imported_again_once_it_is_mended(self, mend, read, header, row):
        path, _ = mend(f"{header}\n{row(amount='ten')}\n")
        (mended,) = read(path.read_bytes().replace(b"ten", b"10"))
        (original,) = read(f"{header}\n{row(amount='10')}\n")
        assert mended.document == original.document

    def test_comes_back_the_same_when_it_is_not_mended(self, mend, header, row):
        rows = [row(amount="ten"), row(debtor_name='"Anna'), f"{row()};surplus", row(identity_number="1", phone="")]
        path, _ = mend("\n".join([header, *rows]))
        first = path.read_bytes()
        again, good = mend(first)
        assert (good, len(cells(again))) == (0, 5)
        third, _ = mend(again.read_bytes())
        assert third.read_bytes() == again.read_bytes()

    @pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1)", "  =1"])
    def test_runs_nothing_in_a_spreadsheet(self, mend, read, header, row, cell):
        path, _ = mend(f"{header}\n{row(debtor_name=cell, amount='ten')}\n")
        assert cells(path)[1][1] == f"'{cell.strip()}"
        (mended,) = read(path.read_bytes().replace(b"ten", b"10"))
        assert mended.document.buyer.name == cell.strip()

    def test_keeps_the_delimiter_and_columns_of_the_creditor(self, mend, read):
        path, _ = mend("Ort,Namn,Belopp,Valuta,Fakturanr,Fakturadatum\nProv,Anna,x,SEK,1,2026-03-05\n")
        assert (
            path.read_text(encoding="utf-8-sig").splitlines()[0]
            == "problem,Ort,Namn,Belopp,Valuta,Fakturanr,Fakturadatum"
        )

    def test_is_for_its_owner_alone(self, mend, header, row):
        path, _ = mend(f"{header}\n{row(amount='ten')}\n")
        assert path.stat().st_mode & 0o777 == 0o600

    def test_is_not_made_when_nothing_is_wrong(self, mend, header, row):
        path, _ = mend(f"{header}\n{row()}\n")
        assert not path.exists()

    def test_takes_no_problem_of_a_whole_file(self, tmp_path):
        with MendFile(tmp_path / "mend.csv") as file:
            assert not file.add(RowProblem(1, (Problem("x.xml", "", "malformed_xml", "Broken."),)))
        assert not file.path.exists()
