"""The commands ``import_claims`` and ``list_creditors``, as somebody at a terminal sees them."""

import os
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

import collections_app.intake
from collections_app import events
from collections_app.management import import_report
from collections_app.models import Claim, Debtor, ImportFile
from personal_data.models import BlockKind
from personal_data.services import blocks
from tests.collections_app.conftest import ANNA, credit_note, invoice, rows_of
from tests.factories import accounts

pytestmark = pytest.mark.django_db
IDA = "Ida Johansson;19801016-2389;SE;;;F-3;99,00;SEK;2026-03-05;2026-04-04;"
BAD = ANNA.replace("F-1", "F-2").replace("1 234,50", "-5")


@pytest.fixture
def run(acme):
    """Run the import; give the words and whether the exit code says that something was wrong."""

    def _run(*paths, reference="", **options):
        output = StringIO()
        try:
            call_command(
                "import_claims", *map(str, paths), creditor=reference or acme.reference, stdout=output, **options
            )
        except CommandError as error:
            return output.getvalue(), str(error)
        return output.getvalue(), ""

    return _run


@pytest.fixture
def write(tmp_path):
    def _write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return _write


class TestImportClaims:
    def test_reports_on_each_file(self, run, write):
        words, error = run(write("one.csv", rows_of(ANNA)), write("two.xml", invoice()))
        assert error == ""
        assert words.count("1 document read.") == 2
        assert words.count("1 new, booked") == 2
        assert "with numbers of no Nordic register" in words
        assert ImportFile.objects.filter(finished_at__isnull=False).count() == 2

    def test_goes_on_where_somebody_is_restricted(self, run, write):
        run(write("one.csv", rows_of(ANNA)), write("two.xml", invoice()))
        for debtor in Debtor.objects.all():
            blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", subject=debtor.subject)
        more = rows_of(ANNA.replace("F-1", "F-2"), IDA)
        words, error = run(write("more.csv", more), write("note.xml", credit_note("U-1")))
        assert (error, "2 new, booked" in words, "1 booked as a credit" in words) == ("", True, True)
        assert Claim.objects.count() == 5

    def test_says_of_a_file_without_rows_that_it_has_none(self, run, write):
        words, error = run(write("none.csv", rows_of()))
        assert error == ""
        assert "0 documents read." in words
        assert "there is no row, so there was nothing to book" in words

    @pytest.mark.requirement("INTRUM-04", breaks="a command that reads past a column, or remembers no choice")
    def test_takes_no_file_with_a_column_of_which_nobody_has_said_that_it_is_not_used(self, run, write):
        header, row = "Namn;Fakturanr;Belopp;Valuta;Fakturadatum", "Anna Andersson;A-1;12,50;SEK;2026-03-05"
        bad = row.replace("A-1", "A-2").replace("12,50", "-1")
        path = write("one.csv", f"{header};Kundens färg\n{row};röd\n{bad};röd\n")
        words, error = run(path)
        assert error
        assert "columns that a claim does not need, counted from the left: 6." in words.replace("\n", " ")
        assert not Claim.objects.exists()
        kept = str(list(ImportFile.objects.values()))
        (event,) = accounts.recorded(events.COLUMNS_REFUSED)
        assert (event.count, event.fields) == (1, ["column_6"])
        assert not [word for word in ("färg", "röd") if word in kept + str(vars(event))]
        words, _ = run(path, "--not-used=6")
        assert "Not used: Kundens färg. Nothing of these columns was read." in words
        assert "röd" not in words
        assert Claim.objects.count() == 1
        mended = Path(f"{path}.mend.csv").read_text("utf-8-sig")
        assert "A-2" in mended
        assert not [word for word in ("färg", "röd") if word in mended]
        (event,) = accounts.recorded(events.COLUMNS_LEFT_OUT)
        assert (event.count, event.fields, "röd" in str(vars(event))) == (1, ["column_6"], False)
        again, error = run(write("two.csv", f"{header};Kundens färg\n{row.replace('A-1', 'A-3')};röd\n"))
        assert (error, "1 new, booked" in again) == ("", True)  # it was remembered
        assert run(write("three.csv", f"{header};Kundens längd\n{row};9\n"))[1]

    def test_takes_one_currency_for_files_without_a_column_of_it(self, run, write):
        path = write("one.csv", "Namn;Fakturanr;Belopp;Fakturadatum\nAnna Andersson;A-1;12,50;2026-03-05\n")
        assert "lacks: currency" in run(path)[0]
        words, error = run(path, currency="NOK")
        assert (error, "1 new, booked" in words) == ("", True)
        run(write("two.csv", rows_of(IDA)), currency="NOK")
        assert sorted(Claim.objects.values_list("currency", flat=True)) == ["NOK", "SEK"]

    def test_has_words_for_every_notice(self):
        folder = Path(collections_app.intake.__file__).parent
        codes = {
            code for path in folder.glob("*.py") for code in re.findall(r'Notice\(\s*"(\w+)"', path.read_text("utf-8"))
        }
        assert codes
        assert codes <= set(import_report.NOTICES)

    def test_names_place_and_field_and_how_to_mend(self, run, write):
        path = write("one.csv", rows_of(ANNA, BAD))
        words, error = run(path)
        assert error == "1 of 1 files had something that could not go in."
        assert f"{path}: line 3, amount: The amount is negative." in words
        assert "1 new, booked" in words
        assert f"{path}.mend.csv" in words.replace("\n", "")

    def test_repeats_no_value_of_the_file(self, run, write):
        path = write("one.csv", rows_of(ANNA, BAD))
        words, _ = run(path)
        words = words.replace("\n", "").replace(str(path.parent), "")  # a folder of the tests may have any name
        for value in ("Anna", "20000101", "example.org", "F-2", "-5"):
            assert value not in words

    def test_takes_the_mended_rows_once(self, run, write, tmp_path):
        path = write("one.csv", rows_of(ANNA, BAD))
        run(path)
        mended = tmp_path / "one.csv.mend.csv"
        text = mended.read_text(encoding="utf-8-sig")
        assert "'-5" in text
        mended.write_text(text.replace("'-5", "5,00"), encoding="utf-8")
        words, error = run(mended)
        assert (error, Claim.objects.count()) == ("", 2)
        assert "1 new, booked" in words
        words, _ = run(mended)
        assert "1 already there, nothing changed" in words

    def test_gives_bad_rows_back_where_one_stands_when_nothing_may_be_written_beside_the_file(
        self, run, write, tmp_path, monkeypatch
    ):
        (tmp_path / "mine").mkdir()
        monkeypatch.chdir(tmp_path / "mine")
        monkeypatch.setattr(os, "access", lambda *_: False)
        words, _ = run(write("one.csv", rows_of(IDA, BAD)))
        assert "are in one.csv.mend.csv." in words
        assert "F-2" in (tmp_path / "mine" / "one.csv.mend.csv").read_text(encoding="utf-8-sig")
        assert not (tmp_path / "one.csv.mend.csv").exists()

    def test_says_that_bad_rows_cannot_be_written(self, run, write, tmp_path):
        (tmp_path / "one.csv.mend.csv").mkdir()
        _, error = run(write("one.csv", rows_of(IDA, BAD)))
        assert re.search(r"cannot be written to .*one\.csv\.mend\.csv \(Is a directory\)", error)
        (tmp_path / "one.csv.mend.csv").rmdir()
        run(tmp_path / "one.csv")
        assert Claim.objects.count() == 1

    def test_names_the_place_in_an_invoice(self, run, write):
        words, error = run(write("bad.xml", invoice(amount="-1.00")))
        assert "PayableAmount" in words
        assert "Mend the file itself and import it again." in words
        assert error

    def test_refuses_an_entity(self, run, write):
        text = invoice().replace("?>", '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', 1)
        words, error = run(write("evil.xml", text))
        assert error
        assert "root:" not in words
        assert not Claim.objects.exists()

    def test_goes_on_with_the_other_files(self, run, write, tmp_path):
        words, error = run(tmp_path / "absent.csv", write("one.csv", rows_of(ANNA)))
        assert error == "1 of 2 files had something that could not go in."
        assert "The file cannot be opened." in words
        assert Claim.objects.count() == 1

    def test_refuses_an_unknown_creditor(self, run, write):
        _, error = run(write("one.csv", rows_of(ANNA)), reference="C-99999")
        assert "list_creditors" in error


class TestListCreditors:
    def test_shows_references(self, acme):
        output = StringIO()
        call_command("list_creditors", stdout=output)
        assert acme.reference in output.getvalue()
        assert "AMILI" in output.getvalue()

    def test_says_when_there_are_none(self):
        output = StringIO()
        call_command("list_creditors", stdout=output)
        assert "no creditors yet" in output.getvalue()
