"""Any file of a creditor, told apart by what it is."""

from collections_app.intake import files
from collections_app.intake.documents import Row
from collections_app.intake.problems import RowProblem


class TestReadFile:
    def test_reads_an_invoice_under_any_name(self, tmp_path, delivery, invoice):
        for name in ("invoice.xml", "invoice.txt"):
            (tmp_path / name).write_text(invoice(), encoding="utf-8")
            (outcome,) = files.read_file(tmp_path / name, delivery)
            assert isinstance(outcome, Row)

    def test_reads_rows(self, tmp_path, delivery, header, row):
        (tmp_path / "claims.csv").write_text(f"{header}\n{row()}\n{row()}\n", encoding="utf-8")
        assert [outcome.line for outcome in files.read_file(tmp_path / "claims.csv", delivery)] == [2, 3]

    def test_names_a_file_that_is_not_there(self, tmp_path, delivery):
        (outcome,) = files.read_file(tmp_path / "missing.csv", delivery)
        assert isinstance(outcome, RowProblem)
        assert outcome.code == "unreadable"

    def test_does_not_open_an_invoice_over_the_limit(self, tmp_path, delivery):
        path = tmp_path / "large.xml"
        with path.open("wb") as file:
            file.truncate(files.MOST_BYTES + 1)
        (outcome,) = files.read_file(path, delivery)
        assert outcome.code == "too_large"

    def test_names_all_that_is_wrong_in_an_invoice(self, tmp_path, delivery, invoice):
        (tmp_path / "x.xml").write_text(invoice("1234.50", "-1").replace("2026-03-05", ""), encoding="utf-8")
        (outcome,) = files.read_file(tmp_path / "x.xml", delivery)
        assert [problem.field for problem in outcome.problems] == ["issued_on", "amount"]

    def test_tells_how_far_it_is(self, tmp_path, delivery, header, row):
        path = tmp_path / "claims.csv"
        path.write_text("\n".join([header, *[row()] * 600]), encoding="utf-8")
        heard = []
        assert len(list(files.read_file(path, delivery, advanced=heard.append))) == 600
        assert heard == sorted(heard)
        assert 0 < heard[-1] <= path.stat().st_size
