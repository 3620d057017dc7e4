"""Search tokens: keyed, and found again however the value is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from personal_data import tokens

KEY, OTHER_KEY = bytes(range(32)), bytes(32)


def finds(kind: str, stored: str, asked: str) -> bool:
    wanted = tokens.of_query(KEY, kind, asked)
    return bool(wanted) and wanted <= tokens.of_value(KEY, kind, stored)


class TestOfQuery:
    @pytest.mark.parametrize(
        ("kind", "stored", "asked"),
        [
            ("identity_number", "19800101-1236", "198001011236"),
            ("identity_number", "198001011236", "19800101-1236"),
            ("identity_number", "19800101-1236", "800101-1236"),
            ("identity_number", "010180-123A", "010180-123a"),
            ("identity_number", "12.345.678/9", "123456789"),
            ("identity_number", "DE 123_456", "de123-456"),
            ("email", "Anna@Example.SE", " anna@example.se"),
            ("phone", "+46 70-174 06 05", "0701740605"),
            ("phone", "0701740605", "0046701740605"),
            ("reference", "F-2026-118", "f 2026 118"),
            ("name", "Anna Maria Andersson", "andersson"),
            ("name", "Anna Maria Andersson", "ande"),
            ("name", "Anna Maria Andersson", "and"),
            ("name", "Anna Maria Andersson", "anna ander"),
            ("name", "Anna Maria Andersson", "Andersson, Anna"),
            ("name", "Åsa Öberg", "ÅSA"),
            ("name", "Bo Ek", "bo"),
            ("name", "Straße", "STRASSE"),
        ],
    )
    def test_finds_what_was_meant(self, kind: str, stored: str, asked: str) -> None:
        assert finds(kind, stored, asked)

    @pytest.mark.parametrize(
        ("kind", "stored", "asked"),
        [
            ("identity_number", "010180+123A", "010180-123A"),  # the Finnish separator is part of the identity
            ("identity_number", "198001011236", "198001011237"),
            ("email", "anna@example.se", "anna@example"),
            ("name", "Anna Andersson", "anna berg"),
            ("name", "Anna Andersson", "an"),
            ("name", "Anna Andersson", ""),
            ("name", "Anna Andersson", "--"),
            ("phone", "0701740605", ""),
        ],
    )
    def test_finds_nothing_else(self, kind: str, stored: str, asked: str) -> None:
        assert not finds(kind, stored, asked)

    @given(st.text(st.characters(categories=["L"]), min_size=3, max_size=12))
    def test_finds_every_word_by_itself_and_by_its_beginning(self, word: str) -> None:
        assert finds("name", f"Anna {word}", word)
        assert finds("name", f"Anna {word}", word.upper()) or word.upper().casefold() != word.casefold()


class TestToken:
    def test_says_nothing_without_the_key(self) -> None:
        mine, others = (tokens.of_value(key, "name", "Anna Andersson") for key in (KEY, OTHER_KEY))
        assert not mine & others

    def test_of_one_kind_is_not_that_of_another(self) -> None:
        assert not tokens.of_value(KEY, "phone", "12345678") & tokens.of_value(KEY, "reference", "12345678")

    @given(st.text())
    def test_fits_a_signed_bigint(self, value: str) -> None:
        assert -(2**63) <= tokens.token(KEY, "name", value) < 2**63


class TestRemembering:
    @given(st.lists(st.tuples(st.sampled_from(["name", "phone", "email", "identity_number"]), st.text())))
    def test_gives_the_same_tokens(self, values: list[tuple[str, str]]) -> None:
        remembering = tokens.Remembering(KEY)
        for kind, value in values:
            assert remembering(kind, value) == tokens.of_value(KEY, kind, value)
