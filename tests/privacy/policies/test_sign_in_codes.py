import math
import secrets
from string import ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.policies.sign_in import codes as sign_in_codes
from privacy.policies.sign_in.codes import ALPHABET, Mistyped

codes = st.lists(st.sampled_from(ALPHABET), min_size=15, max_size=15).map(
    lambda characters: sign_in_codes.make(lambda _: characters.pop())
)


class TestCode:
    def test_has_more_than_sixty_random_bits(self) -> None:
        assert len(ALPHABET) == len(set(ALPHABET)) == 23
        assert sign_in_codes.RANDOM_CHARACTERS * math.log2(len(ALPHABET)) > 67

    @pytest.mark.parametrize("alike", ["0OQ", "1IL", "2Z", "5S", "6G", "8B", "UV"])
    def test_has_no_two_characters_that_look_alike(self, alike: str) -> None:
        assert len(set(alike) & set(ALPHABET)) <= 1

    def test_differs_each_time(self) -> None:
        assert len({sign_in_codes.make(secrets.choice) for _ in range(100)}) == 100

    @given(codes)
    def test_is_printed_in_four_groups_of_four(self, code: str) -> None:
        groups = sign_in_codes.grouped(code).split("-")
        assert [len(group) for group in groups] == [4, 4, 4, 4]
        assert "".join(groups) == code


class TestReading:
    @given(codes)
    def test_takes_a_code_as_it_is_printed(self, code: str) -> None:
        assert sign_in_codes.read_code(sign_in_codes.grouped(code)) == code

    @given(codes, st.sampled_from([" ", "", "–", " - ", "_", ".", "\u00a0"]))
    def test_takes_small_letters_and_any_space(self, code: str, between: str) -> None:
        assert sign_in_codes.read_code(f"  {between.join(code.lower())}\n") == code

    @given(codes)
    def test_takes_a_letter_for_the_digit_that_it_looks_like(self, code: str) -> None:
        assert sign_in_codes.read_code(code.translate(str.maketrans("5826", "SBZG"))) == code

    @given(codes, st.integers(0, 15), st.sampled_from(ALPHABET))
    def test_finds_every_single_mistake(self, code: str, place: int, wrong: str) -> None:
        typed = code[:place] + wrong + code[place + 1 :]
        if typed != code:
            with pytest.raises(Mistyped):
                sign_in_codes.read_code(typed)

    @given(codes, st.integers(0, 13))
    def test_finds_two_neighbours_exchanged(self, code: str, place: int) -> None:
        typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        if typed != code:
            with pytest.raises(Mistyped):
                sign_in_codes.read_code(typed)

    @pytest.mark.parametrize("typed", ["", "7", "K-2026-000123", "2" * 15, "2" * 17, "ÅÄÖ" * 5 + "2", "\x00" * 16])
    def test_refuses_what_can_be_no_code(self, typed: str) -> None:
        with pytest.raises(Mistyped):
            sign_in_codes.read_code(typed)

    def test_never_guesses_at_characters_that_no_code_has(self) -> None:
        unused = set(ascii_uppercase + digits) - set(ALPHABET) - set("SBZG")
        assert unused == set("01OIQLUAE")
        for character in unused:
            with pytest.raises(Mistyped):
                sign_in_codes.read_code(character * 16)


class TestCaseNumber:
    @pytest.mark.parametrize(
        "typed", ["K-2026-000123", "k-2026-000123", " K 2026 000123 ", "2026-000123", "2026000123", "K–2026–000123"]
    )
    def test_is_read_however_it_is_typed(self, typed: str) -> None:
        assert sign_in_codes.read_case_number(typed) == "K-2026-000123"

    def test_may_be_longer(self) -> None:
        assert sign_in_codes.read_case_number("K-2026-1234567") == "K-2026-1234567"

    @pytest.mark.parametrize("typed", ["", "K-2026", "K-2026-123", "A-2026-000123", "Anna", "K-2026-" + "1" * 13])
    def test_is_refused_when_it_can_be_none(self, typed: str) -> None:
        with pytest.raises(Mistyped):
            sign_in_codes.read_case_number(typed)
