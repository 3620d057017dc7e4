"""The command ``import_payments``, as somebody at a terminal sees it."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from collections_app.management import payment_report
from collections_app.models import Payment
from collections_app.policies.payments import Standing
from tests.collections_app.payments.conftest import counts, ocr, paid
from tests.collections_app.payments.files import Booking, camt
from tests.collections_app.payments.test_camt import SHARED

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(amili):
    """Run the import; give the words and whether the exit code says that something was wrong."""

    def _run(*paths, controller="AMILI", **options):
        output = StringIO()
        try:
            call_command("import_payments", *map(str, paths), controller=controller, stdout=output, **options)
        except CommandError as error:
            return output.getvalue(), str(error)
        return output.getvalue(), ""

    return _run


@pytest.fixture
def write(tmp_path):
    def _write(data, name="bank.xml"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return _write


class TestReport:
    def test_counts_what_became_of_the_payments(self, run, write, anna):
        bookings = [paid("100.00", ocr(anna)), paid("7.00", "", reference="B-2"), Booking(direction="DBIT")]
        words, error = run(write(camt("053", 8, bookings)))
        assert error == ""
        assert "3 payments read." in words
        for each in ("1 allocated to claims", "1 wholly or partly unallocated", "1 outgoing, recorded"):
            assert each in words

    def test_says_it_of_each_payment_by_line(self, run, write, anna):
        words, _ = run(write(camt("053", 8, [paid("100.00", ocr(anna))])), each=True)
        assert f"line 2: {Payment.objects.get().reference} allocated ({anna.reference})" in words

    def test_says_what_is_wrong_where(self, run, write, anna):
        path = write(camt("053", 8, [paid("100.00", ocr(anna)), Booking(amount="-5.00")]))
        words, error = run(path)
        assert error == "1 of 1 files had something that could not be booked."
        assert f"{path}: line 3, //Ntry[2], Amt: The amount is negative." in words

    def test_says_of_a_refused_file_that_nothing_is_booked(self, run, write, tmp_path):
        for path in (write(b"<a/>"), tmp_path / "missing.xml"):
            words, error = run(path)
            assert (error != "", "refused, nothing of it is booked." in words) == (True, True)
        assert counts() == (0, 0, 0)

    def test_refuses_entities(self, run, write):
        data = camt("053", 8, []).replace(b"<Document", b'<!DOCTYPE a [<!ENTITY b "c">]><Document')
        assert "declares entities" in run(write(data))[0]

    def test_repeats_nothing_that_the_bank_says_of_the_payer(self, run, write, anna):
        words, _ = run(write(camt("053", 8, [paid("100.00", "", "Henrik Hemlighetsson", "till läkaren")])), each=True)
        assert not any(each in words for each in ("Hemlighetsson", "läkaren"))

    def test_names_the_controllers_that_there_are(self, run, write):
        assert run(write(b""), controller="NOBODY")[1] == "There is no controller NOBODY. Known: AMILI."

    def test_has_words_for_everything_that_may_become_of_a_payment(self):
        assert set(payment_report.STANDINGS) == set(Standing)


@pytest.mark.skipif(not SHARED.exists(), reason="The shared bank files are not beside this clone.")
def test_the_shared_files_leave_one_unallocated_and_two_outgoing(run):
    paths = [SHARED / name for name in ("camt053.v8.xml", "camt054.v2.xml", "camt054.v8.xml")]
    words, error = run(*paths)
    assert error == ""
    stored = sorted(Payment.objects.values_list("direction", "reason"))
    assert stored == [("in", "wrong_reference"), ("out", "outgoing"), ("out", "outgoing")], words
    assert Payment.objects.get(direction="in").unallocated_minor == 885
