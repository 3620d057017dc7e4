"""camt.053 and camt.054 in every version that banks send."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from collections_app.intake.problems import Problem, Refused
from collections_app.payments import camt as parser
from collections_app.payments.entries import BankEntry
from tests.collections_app.payments.files import Booking, camt

VERSIONS = [(kind, version) for kind in ("053", "054") for version in range(2, 9)]
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "camt"


def read_camt(data: bytes, file: str) -> Iterator[BankEntry | Problem]:
    return parser.read_camt(BytesIO(data), file)


def entries(data: bytes) -> list[BankEntry]:
    found = list(read_camt(data, "bank.xml"))
    assert [each for each in found if isinstance(each, Problem)] == []
    return [each for each in found if isinstance(each, BankEntry)]


def problems(data: bytes) -> list[Problem]:
    return [each for each in read_camt(data, "bank.xml") if isinstance(each, Problem)]


@pytest.mark.parametrize(("kind", "version"), VERSIONS)
class TestEveryVersion:
    def test_a_credit_names_payer_reference_and_words(self, kind: str, version: int) -> None:
        (entry,) = entries(camt(kind, version, [Booking()]))
        assert (entry.amount_minor, entry.currency, entry.is_credit) == (10_000, "SEK", True)
        assert entry.account == "SE4550000000058398257466"
        (payment,) = entry.payments
        assert payment.references == ("2026000001",)
        assert (payment.party_name, payment.message) == ("Alva Testsson", "for the invoice")

    def test_a_batch_is_split_where_it_adds_up(self, kind: str, version: int) -> None:
        parts = [("60.00", "1", "A Testsson", ""), ("40.00", "2", "B Testsson", "")]
        (entry,) = entries(camt(kind, version, [Booking(payments=parts)]))
        assert [(payment.amount_minor, payment.references) for payment in entry.payments] == [
            (6_000, ("1",)), (4_000, ("2",)),
        ]  # fmt: skip

    def test_a_batch_stays_whole_where_it_does_not(self, kind: str, version: int) -> None:
        parts = [("60.00", "1", "A Testsson", ""), ("", "2", "B Testsson", "")]
        (entry,) = entries(camt(kind, version, [Booking(payments=parts)]))
        (payment,) = entry.payments
        assert (payment.amount_minor, payment.references, payment.party_name) == (10_000, ("1", "2"), "")


class TestDirection:
    def test_a_debit_names_whom_we_paid(self) -> None:
        (entry,) = entries(camt("053", 8, [Booking(direction="DBIT")]))
        assert (entry.is_credit, entry.payments[0].party_name) == (False, "Alva Testsson")

    def test_an_entry_without_direction_is_told(self) -> None:
        (problem,) = problems(camt("053", 8, [Booking(direction="")]))
        assert (problem.code, problem.field) == ("direction", "CdtDbtInd")


class TestNotBooked:
    @pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR"])
    def test_is_told_and_left_out(self, status: str) -> None:
        found = list(read_camt(camt("053", 8, [Booking(status=status), Booking(reference="B-2")]), "bank.xml"))
        assert [type(each).__name__ for each in found] == ["Problem", "BankEntry"]
        assert isinstance(found[0], Problem)
        assert found[0].code == "not_booked"


class TestIdentity:
    def test_is_the_same_in_a_notification_and_a_statement(self) -> None:
        (told,) = entries(camt("054", 2, [Booking()]))
        (stated,) = entries(camt("053", 8, [Booking()]))
        assert told.identity == stated.identity

    @pytest.mark.parametrize(
        "other",
        [Booking(amount="100.01"), Booking(direction="DBIT"), Booking(reference="B-2"), Booking(booked="2026-03-06")],
    )
    def test_differs_with_what_names_a_booking(self, other: Booking) -> None:
        (first,), (second,) = entries(camt("053", 8, [Booking()])), entries(camt("053", 8, [other]))
        assert first.identity != second.identity

    def test_two_equal_bookings_are_two(self) -> None:
        found = entries(camt("053", 8, [Booking(), Booking()]))
        again = entries(camt("053", 8, [Booking(), Booking()]))
        assert len({entry.identity for entry in found}) == 2
        assert [entry.identity for entry in found] == [entry.identity for entry in again]


class TestBadInput:
    @pytest.mark.parametrize(
        ("booking", "field", "code"),
        [
            (Booking(amount="-5.00"), "Amt", "amount_negative"),
            (Booking(amount="5.001"), "Amt", "amount_precision"),
            (Booking(amount="much"), "Amt", "amount_format"),
            (Booking(amount="0.00"), "Amt", "amount_zero"),
            (Booking(currency="XXX"), "Amt", "currency_unknown"),
            (Booking(booked="2026-02-30"), "BookgDt", "date_impossible"),
            (Booking(booked="yesterday"), "BookgDt", "date_format"),
        ],
    )
    def test_is_named_by_field_line_and_entry(self, booking: Booking, field: str, code: str) -> None:
        (problem,) = problems(camt("053", 8, [booking]))
        assert (problem.field, problem.code, problem.xpath) == (field, code, "//Ntry[1]")
        assert problem.line is not None

    def test_a_good_entry_beside_a_bad_one_goes_in(self) -> None:
        found = list(read_camt(camt("053", 8, [Booking(amount="-5.00"), Booking(), Booking(reference="B-2")]), "b"))
        assert [type(each).__name__ for each in found] == ["Problem", "BankEntry", "BankEntry"]

    @pytest.mark.parametrize("version", [1, 9, 13])
    def test_another_version_is_refused_by_number(self, version: int) -> None:
        with pytest.raises(Refused, match=f"Version {version} of camt.053"):
            list(read_camt(camt("053", version, [Booking()]), "bank.xml"))

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "format"),
            (b"<a/>", "format"),
            (camt("053", 8, [Booking()])[:-20], "malformed_xml"),
            (camt("053", 8, []).replace(b"<Document", b'<!DOCTYPE a [<!ENTITY b "c">]><Document'), "entity"),
            (camt("053", 8, []).decode().encode("utf-16"), "encoding"),
        ],
    )
    def test_what_is_no_bank_file_is_refused(self, data: bytes, code: str) -> None:
        with pytest.raises(Refused) as refused:
            list(read_camt(data, "bank.xml"))
        assert refused.value.problems[0].code == code

    def test_a_statement_without_account_is_told(self) -> None:
        data = camt("053", 8, [Booking()]).replace(b"<Acct>", b"<Acct2>").replace(b"</Acct>", b"</Acct2>")
        assert [problem.code for problem in problems(data)] == ["account"]


class TestTheSharedFiles:
    @pytest.fixture(autouse=True)
    def _shared(self) -> None:
        if not SHARED.exists():
            pytest.skip("The shared bank files are not beside this clone.")

    @pytest.mark.parametrize(
        ("name", "amount", "is_credit"),
        [("camt053.v8.xml", 885, True), ("camt054.v2.xml", 20_000_000, False), ("camt054.v8.xml", 20_000_000, False)],
    )
    def test_are_read(self, name: str, amount: int, is_credit: bool) -> None:
        (entry,) = entries((SHARED / name).read_bytes())
        assert (entry.amount_minor, entry.is_credit) == (amount, is_credit)
        assert sum(payment.amount_minor for payment in entry.payments) == amount


def test_nothing_personal_shows_when_an_entry_is_printed() -> None:
    (entry,) = entries(camt("053", 8, [Booking()]))
    assert "Testsson" not in repr(entry)
    assert "for the invoice" not in repr(entry)
