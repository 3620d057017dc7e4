"""What stands anywhere in a long block is found, also among many digits, and a long run of digits costs little."""

import pytest

from personal_data import tokens
from retention.policies.traces import REACH_BYTES, Erased

KEY = bytes(32)
_LONG = 64 * 1024
IDENTITY, PHONE = "198507099805", "0701740605"  # of the ranges that are given to nobody
WRITTEN = {
    "identity_number": ["19850709-9805", "198507099805", "19 85 07 09 98 05", "850709-9805"],
    "phone": ["070-174 06 05", "0701740605", "+46 (0)70 174 06 05", "070.174.06.05"],
}


@pytest.fixture
def erased() -> Erased:
    whole = tokens.of_value(KEY, "identity_number", IDENTITY) | tokens.of_value(KEY, "phone", PHONE)
    return Erased(KEY, whole=whole, parts=set())


EVERY = [(kind, form) for kind, forms in WRITTEN.items() for form in forms]


@pytest.mark.parametrize(("kind", "form"), EVERY)
def test_what_stands_anywhere_is_found(erased: Erased, kind: str, form: str) -> None:
    for before in range(_LONG - len(form) - 2, _LONG + 2):
        block = b"\xff" * before + form.encode() + b"\xff" * REACH_BYTES
        assert kind in {trace.kind for trace in erased.find(block)}, before


@pytest.mark.parametrize(("kind", "form"), EVERY)
def test_what_stands_among_many_other_digits_is_found(erased: Erased, kind: str, form: str) -> None:
    others = "".join(f"{number:04d} (1) " for number in range(1_000, 1_200))
    assert kind in {trace.kind for trace in erased.find(f"{others}{form} {others}".encode())}


def test_a_single_long_run_of_digits_holds_nothing(erased: Erased) -> None:
    assert list(erased.find(b"7" * 3 * _LONG)) == []
    assert list(erased.find(b"6(1)(e) " * _LONG)) == []
    assert list(erased.find(b"4 " * _LONG)) == []


def test_a_word_or_a_reference_that_ends_in_digits_is_no_number(erased: Erased) -> None:
    assert list(erased.find(f"K-2026-000123 D-000123 x{PHONE} ABC{IDENTITY} {PHONE[:-1]}".encode())) == []
    assert [trace.kind for trace in erased.find(f"K-2026-000123 {PHONE}".encode())] == ["phone"]
