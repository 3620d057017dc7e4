"""Payment references: published examples, and what Hypothesis makes of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collections_app.payments import references

CASE_NUMBERS = st.builds(
    lambda year, number: f"K-{year}-{number:06d}", st.integers(2000, 2099), st.integers(1, 9_999_999)
)


@pytest.mark.parametrize("text", ["RF18539007547034", "RF712348231"])
def test_published_creditor_references_hold(text: str) -> None:
    assert references.is_rf(text)


@pytest.mark.parametrize("text", ["RF19539007547034", "RF18", "rf18539007547034", "RF18" + "1" * 22, ""])
def test_other_creditor_references_do_not(text: str) -> None:
    assert not references.is_rf(text)


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (references.is_ocr, "1234566"),
        (references.is_ocr, "79927398713"),
        (references.is_kid, "2345676"),
        (references.is_viite, "1232"),
        (references.is_viite, "123453"),
    ],
)
def test_examples_hold_and_any_other_last_digit_does_not(check, text: str) -> None:
    assert check(text)
    others = [text[:-1] + digit for digit in "0123456789" if digit != text[-1]]
    if check is not references.is_kid:  # two check digits hold for a KID: modulus 10 and modulus 11
        assert not any(check(other) for other in others)


def test_a_kid_by_modulus_11_may_end_in_a_dash() -> None:
    dashed = [f"{number:04d}-" for number in range(10_000) if references.is_kid(f"{number:04d}-")]
    assert dashed
    assert all(not references.is_ocr(text) for text in dashed)


class TestOurOwn:
    @given(CASE_NUMBERS, st.sampled_from(["SE", "NO", "FI", "DK", "DE"]))
    def test_lead_back_to_the_case(self, case_number: str, country: str) -> None:
        reference = references.of_case(case_number, country)
        padded = f"000{reference}" if reference.isdigit() else f"{reference[:4]} {reference[4:]}".lower()
        assert case_number in references.case_numbers_of(reference)
        assert case_number in references.case_numbers_of(references.plain(padded))

    @given(CASE_NUMBERS, st.sampled_from(["SE", "NO", "FI", "DK"]), st.data())
    def test_one_wrong_digit_leads_nowhere_or_is_noticed(self, case_number: str, country: str, data) -> None:
        reference = references.of_case(case_number, country)
        place = data.draw(st.integers(4, len(reference) - 2))  # a KID has two right check digits
        digit = data.draw(st.sampled_from([each for each in "0123456789" if each != reference[place]]))
        assert case_number not in references.case_numbers_of(reference[:place] + digit + reference[place + 1 :])

    @pytest.mark.parametrize(
        ("country", "holds"), [("SE", references.is_ocr), ("NO", references.is_kid), ("FI", references.is_viite)]
    )
    def test_satisfy_the_country(self, country: str, holds) -> None:
        assert holds(references.of_case("K-2026-000123", country))

    def test_are_made_for_case_numbers_only(self) -> None:
        with pytest.raises(ValueError, match="no"):
            references.of_case("anything", "SE")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Betalning K-2026-000123 tack", ["K-2026-000123"]),
        ("OCR 2026 0001 2322, faktura 88", ["202600012322"]),
        ("ref rf18 5390 0754 7034", ["RF18539007547034"]),
        ("thank you", []),
        ("", []),
    ],
)
def test_references_are_found_in_a_payers_words(words: str, found: list[str]) -> None:
    assert references.in_message(words) == found


@given(st.text(max_size=200))
def test_no_words_break_the_search(words: str) -> None:
    assert all(references.plain(each) == each for each in references.in_message(words))
