"""Amounts as files of five countries write them."""

import pytest

from collections_app.intake.money import currency_code, format_amount, parse_amount, parse_xml_amount
from collections_app.intake.problems import Fault

READ = [
    ("100,-", "SEK", 10000),
    ("1 234:-", "SEK", 123400),
    ("1.234,\u2013", "NOK", 123400),
    ("1 234.-", "ISK", 1234),
    ("1234,50", "SEK", 123450),
    ("1234.50", "SEK", 123450),
    ("1234,5", "SEK", 123450),
    ("1234", "SEK", 123400),
    ("1 234,50", "SEK", 123450),
    ("1\u00a0234,50", "NOK", 123450),
    ("1\u202f234\u202f567,89", "EUR", 123456789),
    ("1\u2009234,50", "EUR", 123450),
    ("1.234,50", "DKK", 123450),
    ("1.234", "DKK", 123400),
    ("1.234.567", "DKK", 123456700),
    ("1,234.50", "GBP", 123450),
    ("1,234,567.8", "GBP", 123456780),
    (" 12,00 ", "SEK", 1200),
    ("0,01", "SEK", 1),
    ("1234,500", "SEK", 123450),
    ("1234", "ISK", 1234),
    ("1.234", "ISK", 1234),
    ("1234,00", "ISK", 1234),
]
REFUSED = [
    ("-100,-", "amount_negative"),
    ("100,-5", "amount_format"),
    ("1234,5,-", "amount_format"),
    ("", "missing"),
    ("   ", "missing"),
    ("-100,00", "amount_negative"),
    ("\N{MINUS SIGN}100,00", "amount_negative"),
    ("100-", "amount_negative"),
    ("(100,00)", "amount_negative"),
    ("0", "amount_zero"),
    ("0,00", "amount_zero"),
    ("1,234", "amount_ambiguous"),
    ("12 34,50", "amount_format"),
    ("1.23.456", "amount_format"),
    ("hundra", "amount_format"),
    ("100 kr", "amount_format"),
    ("1e3", "amount_format"),
    ("\N{ARABIC-INDIC DIGIT ONE}00", "amount_format"),
    ("12,345,6", "amount_format"),
    ("1234,567", "amount_precision"),
    ("9" * 14, "amount_too_large"),
    ("9" * 5000, "amount_too_large"),
]


class TestParseAmount:
    @pytest.mark.parametrize(("text", "currency", "minor"), READ)
    def test_reads(self, text, currency, minor):
        assert parse_amount(text, currency) == minor

    @pytest.mark.parametrize(("text", "code"), REFUSED)
    def test_refuses(self, text, code):
        with pytest.raises(Fault) as refusal:
            parse_amount(text, "SEK")
        assert refusal.value.code == code

    def test_refuses_decimals_that_the_currency_does_not_have(self):
        with pytest.raises(Fault) as refusal:
            parse_amount("100,50", "ISK")
        assert refusal.value.code == "amount_precision"


class TestParseXmlAmount:
    @pytest.mark.parametrize(("text", "minor"), [("6125.00", 612500), ("1436.5", 143650), (" 25 ", 2500), ("+1.", 100)])
    def test_reads(self, text, minor):
        assert parse_xml_amount(text, "EUR") == minor

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("", "missing"),
            ("-1", "amount_negative"),
            ("0.00", "amount_zero"),
            ("1,50", "amount_format"),
            ("1 000.00", "amount_format"),
            ("NaN", "amount_format"),
            ("1.005", "amount_precision"),
        ],
    )
    def test_refuses(self, text, code):
        with pytest.raises(Fault) as refusal:
            parse_xml_amount(text, "EUR")
        assert refusal.value.code == code


class TestCurrencyCode:
    def test_reads_any_case(self):
        assert currency_code(" sek ") == "SEK"

    @pytest.mark.parametrize(
        ("text", "code"), [("", "missing"), ("XXX", "currency_unknown"), ("kr", "currency_unknown")]
    )
    def test_refuses(self, text, code):
        with pytest.raises(Fault) as refusal:
            currency_code(text)
        assert refusal.value.code == code


class TestFormatAmount:
    @pytest.mark.parametrize(
        ("minor", "currency", "text"),
        [(123450, "SEK", "1234.50"), (5, "EUR", "0.05"), (-5, "EUR", "-0.05"), (1234, "ISK", "1234")],
    )
    def test_writes_the_decimals_of_the_currency(self, minor, currency, text):
        assert format_amount(minor, currency) == text
