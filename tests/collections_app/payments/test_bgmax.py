"""BgMax: what it says, and every way in which it may not add up."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.intake.problems import Refused
from collections_app.payments import bgmax as parser
from collections_app.payments.bgmax import looks_like_bgmax
from collections_app.payments.entries import BankEntry
from tests.collections_app.payments.files import bgmax

GOOD = [(10_000, "2026000001", "Alva Testsson"), (25_050, "", "Bo Testsson")]


def read_bgmax(data: bytes, file: str) -> list[BankEntry]:
    return list(parser.read_bgmax(BytesIO(data), file))


def refusal(data: bytes) -> tuple[str, int | None]:
    with pytest.raises(Refused) as refused:
        read_bgmax(data, "bg.txt")
    problem = refused.value.problems[0]
    return problem.code, problem.line


def test_payments_become_entries_of_the_day_of_the_deposit() -> None:
    first, second = read_bgmax(bgmax(GOOD), "bg.txt")
    assert (first.amount_minor, first.currency, first.is_credit, first.booked_on.isoformat()) == (
        10_000, "SEK", True, "2026-03-05",
    )  # fmt: skip
    assert first.account == "9912346"
    assert first.payments[0].references == ("2026000001",)
    assert first.payments[0].party_name == "Alva Testsson"
    assert second.payments[0].references == ()


def test_a_deduction_goes_out() -> None:
    entries = read_bgmax(bgmax([*GOOD, (-500, "", "")]), "bg.txt")
    assert [(entry.is_credit, entry.amount_minor) for entry in entries][-1] == (False, 500)


def test_further_references_and_messages_belong_to_their_payment() -> None:
    lines = bgmax(GOOD).decode("iso-8859-1").split("\r\n")
    more = f"22{'0005678901'}{'2026000002':>25}{5_000:018d}21{1:012d}0".ljust(80)
    lines[3:3] = [more, f"25{'Hälsning från Umeå':<50}".ljust(80)]
    lines[-1] = f"70{2:08d}{0:08d}{1:08d}{1:08d}".ljust(80)
    first, second = read_bgmax("\n".join(lines).encode("iso-8859-1"), "bg.txt")
    assert first.payments[0].references == ("2026000001", "2026000002")
    assert first.payments[0].message == "Hälsning från Umeå"
    assert second.payments[0].message == ""


def test_the_same_file_names_its_payments_alike_and_each_other_differently() -> None:
    once, again = read_bgmax(bgmax(GOOD), "a"), read_bgmax(bgmax(GOOD), "b")
    assert [entry.identity for entry in once] == [entry.identity for entry in again]
    assert len({entry.identity for entry in once}) == len(once)


class TestBadInput:
    def test_a_deposit_that_does_not_add_up(self) -> None:
        assert refusal(bgmax(GOOD, total=1)) == ("total", 7)

    def test_a_deposit_that_counts_wrongly(self) -> None:
        assert refusal(bgmax(GOOD, count=3)) == ("count", 7)

    def test_a_file_that_was_cut_off(self) -> None:
        assert refusal(bgmax(GOOD)[:-82]) == ("cut_off", 7)
        assert refusal(bgmax(GOOD)[: 82 * 4])[0] == "cut_off"

    def test_a_lost_line(self) -> None:
        lines = bgmax(GOOD).split(b"\r\n")
        assert refusal(b"\r\n".join(lines[:2] + lines[3:]))[0] in ("order", "total")

    def test_a_test_file(self) -> None:
        assert refusal(bgmax(GOOD, mark="T")) == ("test_file", 1)

    def test_letters_for_an_amount(self) -> None:
        assert refusal(bgmax(GOOD).replace(b"000000000000010000", b"0000000000000X0000")) == ("amount", 3)

    def test_an_unknown_record(self) -> None:
        assert refusal(bgmax(GOOD).replace(b"\r\n26", b"\r\n99", 1)) == ("record", 4)

    def test_lines_after_the_end(self) -> None:
        assert refusal(bgmax(GOOD) + b"\r\n" + bgmax(GOOD))[0] == "order"

    def test_a_line_that_is_too_long(self) -> None:
        assert refusal(bgmax(GOOD).replace(b"P", b"P" + b" " * 40, 1)) == ("width", 1)

    @pytest.mark.parametrize("data", [b"", b"hello", b"\n\n", b"20"])
    def test_something_else(self, data: bytes) -> None:
        assert not looks_like_bgmax(data)
        assert refusal(data)[0] == "order"


@given(st.lists(st.tuples(st.integers(1, 10**10), st.just("2026000001"), st.just("A")), min_size=1, max_size=20))
def test_what_goes_in_adds_up(payments: list[tuple[int, str, str]]) -> None:
    entries = read_bgmax(bgmax(payments), "bg.txt")
    assert [entry.amount_minor for entry in entries] == [amount for amount, _, _ in payments]


@given(st.integers(0, 82 * 8 - 1), st.binary(min_size=1, max_size=3))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(place: int, damage: bytes) -> None:
    data = bgmax(GOOD)
    with suppress(Refused):
        read_bgmax(data[:place] + damage + data[place + len(damage) :], "bg.txt")
