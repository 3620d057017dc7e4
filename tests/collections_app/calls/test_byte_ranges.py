"""Which bytes a player asks for, and what they are in seconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.policies.byte_ranges import ByteRange, Unsatisfiable, asked, seconds_of, united

SIZE = 1000


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [
        ("bytes=0-", 0, 1000),
        ("bytes=0-0", 0, 1),
        ("bytes=500-599", 500, 600),
        ("bytes=999-", 999, 1000),
        ("bytes=990-5000", 990, 1000),
        ("bytes=-1", 999, 1000),
        ("bytes=-5000", 0, 1000),
        ("Bytes = 5 - 9", 5, 10),
    ],
)
def test_one_range_is_served(header: str, start: int, end: int) -> None:
    assert asked(header, SIZE) == ByteRange(start, end)


@pytest.mark.parametrize("header", ["", "seconds=0-5", "lines=1-2"])
def test_an_unknown_unit_asks_for_all(header: str) -> None:
    assert asked(header, SIZE) is None


@pytest.mark.parametrize(
    "header",
    [
        "bytes=1000-",
        "bytes=600-500",
        "bytes=-0",
        "bytes=-",
        "bytes=",
        "bytes=a-b",
        "bytes=0-1,5-9",
        "bytes=--5",
        "bytes",
    ],
)
def test_a_wrong_range_is_refused(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        asked(header, SIZE)


def test_an_empty_file_has_no_range() -> None:
    with pytest.raises(Unsatisfiable):
        asked("bytes=0-", 0)


_RANGES = st.lists(st.tuples(st.integers(0, SIZE), st.integers(0, SIZE)))


@given(_RANGES)
def test_ranges_are_united_to_the_same_bytes(ranges: list[tuple[int, int]]) -> None:
    bytes_sent = {byte for start, end in ranges for byte in range(start, end)}
    found = united(ranges)
    assert {byte for each in found for byte in range(each.start, each.end)} == bytes_sent
    assert sum(each.length for each in found) == len(bytes_sent)


def test_what_was_sent_twice_counts_once() -> None:
    assert seconds_of([(0, 500), (0, 500), (250, 500)], size=SIZE, seconds=60) == 30


def test_a_begun_second_counts_whole_and_never_more_than_there_are() -> None:
    assert seconds_of([(0, 1)], size=SIZE, seconds=60) == 1
    assert seconds_of([(0, SIZE)], size=SIZE, seconds=60) == 60
    assert seconds_of([], size=SIZE, seconds=60) == 0
