"""A ciphertext opens in its own place and nowhere else."""

from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from personal_data import sealing

ROW = UUID("01890000-0000-7000-8000-000000000001")
OTHER = UUID("01890000-0000-7000-8000-000000000002")
ENVELOPE = UUID("01890000-0000-7000-8000-00000000000e")
HOME = ("debtor.name.v1", ROW, ENVELOPE, 1)
KEY = AESGCM(bytes(range(32)))


def seal(text: bytes = b"Anna Andersson") -> bytes:
    return sealing.seal(KEY, 1, sealing.additional_data(*HOME), text)


class TestUnseal:
    def test_gives_back_what_was_sealed(self) -> None:
        assert sealing.unseal(KEY, sealing.additional_data(*HOME), seal()) == b"Anna Andersson"

    @pytest.mark.parametrize(
        "place",
        [
            pytest.param(("debtor.phone.v1", ROW, ENVELOPE, 1), id="another column"),
            pytest.param(("debtor.name.v2", ROW, ENVELOPE, 1), id="another version of the column"),
            pytest.param(("debtor.name.v1", OTHER, ENVELOPE, 1), id="another row"),
            pytest.param(("debtor.name.v1", ROW, OTHER, 1), id="another envelope"),
            pytest.param(("debtor.name.v1", ROW, ENVELOPE, 2), id="another generation"),
            pytest.param(("debtor.name.v1", ENVELOPE, ROW, 1), id="row and envelope changed about"),
        ],
    )
    def test_refuses_a_value_that_was_moved(self, place: tuple[str, UUID, UUID, int]) -> None:
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(KEY, sealing.additional_data(*place), seal())

    def test_refuses_another_key(self) -> None:
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(AESGCM(bytes(32)), sealing.additional_data(*HOME), seal())

    @given(position=st.integers(0, 46), flip=st.integers(1, 255))
    def test_refuses_a_changed_byte_outside_the_generation(self, position: int, flip: int) -> None:
        altered = bytearray(seal())
        assert len(altered) == 47
        if 1 <= position <= 4:
            return  # the generation in the header is a hint; the one that counts is authenticated
        altered[position] ^= flip
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(KEY, sealing.additional_data(*HOME), bytes(altered))

    @given(length=st.integers(0, 46))
    def test_refuses_a_value_that_was_cut_short(self, length: int) -> None:
        with pytest.raises(sealing.CannotOpen):
            sealing.unseal(KEY, sealing.additional_data(*HOME), seal()[:length])


class TestSeal:
    def test_makes_equal_values_look_different(self) -> None:
        assert seal() != seal()

    def test_tells_its_generation(self) -> None:
        assert sealing.generation_of(sealing.seal(KEY, 7, b"", b"x")) == 7
