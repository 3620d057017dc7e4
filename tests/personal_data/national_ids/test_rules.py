"""What the tables of the legal reference leave to prose: short forms, separators, warnings, masking."""

from datetime import date

import pytest

from personal_data import national_ids
from personal_data.national_ids import Invalid, Kind, mask
from personal_data.national_ids.checksums import luhn_digit

TODAY = date(2026, 11, 21)


def parse(country, text, *, allow_test=True, today=TODAY):
    return national_ids.parse(country, text, allow_test=allow_test, today=today)


def code_of(country, text, **options):
    with pytest.raises(Invalid) as refusal:
        parse(country, text, **options)
    return refusal.value.code


class TestSweden:
    @pytest.mark.parametrize("text", ["200001012384", "20000101-2384", "000101-2384", "0001012384", " 000101 2384 "])
    def test_all_ways_of_writing_are_one_number(self, text):
        assert parse("SE", text).normalised == "200001012384"

    def test_a_hyphen_means_the_youngest_past_date(self):
        assert parse("SE", "000101-2384", today=date(2000, 1, 1)).birth_date == date(2000, 1, 1)
        assert parse("SE", "000101-2384", today=date(1999, 12, 31)).birth_date == date(1900, 1, 1)

    def test_a_plus_holds_from_the_year_of_the_hundredth_birthday(self):
        assert parse("SE", "121212+1212", today=date(2012, 1, 1)).birth_date == date(1912, 12, 12)
        assert parse("SE", "121212+1212", today=date(2011, 12, 31)).birth_date == date(1812, 12, 12)
        assert parse("SE", "19121212+1212").birth_date == date(1912, 12, 12)
        assert code_of("SE", "20000101+2384") == "separator"

    @pytest.mark.parametrize("six", ["000060", "850060", "850660", "850075"])
    def test_a_coordination_number_without_birth_date_waits_for_a_person(self, six):
        assert code_of("SE", f"19{six}-238{luhn_digit(six + '238')}") == "needs_manual_acceptance"

    def test_a_year_before_1800_is_refused(self):
        assert code_of("SE", "17000101-2384") == "century"

    def test_a_date_to_come_is_refused(self):
        assert code_of("SE", "20000101-2384", today=date(1999, 12, 31)) == "future"

    def test_a_sole_traders_number_is_the_owners_own(self):
        trader, company = parse("SE", "000101-2384"), parse("SE", "556439-5670")
        assert trader.kind is Kind.PERSONNUMMER
        assert trader.is_personal
        assert company.kind is Kind.ORGANISATIONSNUMMER
        assert not company.is_personal

    def test_look_alikes_of_the_hyphen_are_hyphens(self):
        assert parse("SE", "20000101\N{EN DASH}2384").normalised == "200001012384"
        assert parse("SE", "\ufeff20000101\N{NO-BREAK SPACE}2384").normalised == "200001012384"

    def test_digits_of_other_scripts_are_not_digits(self):
        assert code_of("SE", "20000101-238\N{ARABIC-INDIC DIGIT FOUR}") == "format"


class TestFinland:
    def test_the_separator_is_part_of_the_identity(self):
        assert parse("FI", "010594-9032") != parse("FI", "010594Y9032")
        assert parse("FI", "010594-9032").normalised != parse("FI", "010594Y9032").normalised

    def test_the_separator_is_never_supplied(self):
        assert code_of("FI", "0105949032") == "format"
        assert code_of("FI", "010594 9032") == "format"

    @pytest.mark.parametrize("sign", "-YXWVU")
    def test_six_signs_mean_the_last_century(self, sign):
        assert parse("FI", f"010594{sign}9032").birth_date.year == 1994

    @pytest.mark.parametrize("sign", "ABCDEF")
    def test_six_signs_mean_this_century(self, sign):
        assert parse("FI", f"010516{sign}903X").birth_date.year == 2016

    def test_lower_case_is_the_same_number(self):
        assert parse("FI", "010594y9032").normalised == "010594Y9032"

    def test_old_business_numbers_get_their_leading_zero(self):
        assert parse("FI", "112038-9").normalised == parse("FI", "0112038-9").normalised == "0112038-9"

    def test_a_business_number_without_its_hyphen_is_the_same_number(self):
        assert parse("FI", "90000003").normalised == "9000000-3"

    def test_a_business_number_of_zeros_is_a_placeholder(self):
        assert code_of("FI", "0000000-0") == "not_issued"

    def test_a_date_to_come_is_refused(self):
        assert code_of("FI", "010516B903X", today=date(2016, 4, 30)) == "future"


class TestNorway:
    def test_numbers_tell_no_birth_date_from_2032(self):
        assert parse("NO", "01819049927", today=date(2031, 12, 31)).birth_date == date(1990, 1, 1)
        assert parse("NO", "01819049927", today=date(2032, 1, 1)).birth_date is None

    def test_spaces_are_left_out(self):
        assert parse("NO", "018190 49927").normalised == "01819049927"
        assert parse("NO", "310 000 019").normalised == "310000019"

    def test_an_organisation_begins_with_8_or_9(self):
        assert parse("NO", "987654325", allow_test=False).kind is Kind.ORGANISASJONSNUMMER
        assert code_of("NO", "123456785") == "group"


class TestDenmark:
    def test_a_failing_modulus_11_is_only_a_warning(self):
        assert parse("DK", "010158-5001").warnings == ("check_digit",)
        assert parse("DK", "010158-5018").warnings == ()

    def test_a_local_replacement_number_is_not_a_cpr_number(self):
        assert code_of("DK", "610158-5018") == "replacement_number"

    def test_companies_have_eight_digits_by_modulus_11(self):
        number = parse("DK", "10 00 00 09")
        assert (number.kind, number.normalised, number.is_personal) == (Kind.CVR, "10000009", False)
        assert code_of("DK", "12345678") == "check_digit"
        assert code_of("DK", "00000000") == "format"


class TestParse:
    def test_knows_four_countries(self):
        assert frozenset({"SE", "FI", "NO", "DK"}) == national_ids.COUNTRIES
        assert code_of("DE", "123") == "country"

    def test_refuses_very_long_text_unread(self):
        assert code_of("SE", "2" * 100_000) == "format"


class TestMasking:
    @pytest.mark.parametrize(
        ("country", "text", "formatted", "masked"),
        [
            ("SE", "000101-2384", "20000101-2384", "20000101-••••"),
            ("SE", "5564395670", "556439-5670", "556439-••••"),
            ("FI", "010594Y9032", "010594Y9032", "010594Y••••"),
            ("FI", "9000000-3", "9000000-3", "9000•••-•"),
            ("NO", "01819049927", "018190 49927", "018190 •••••"),
            ("NO", "310000019", "310000019", "31000••••"),
            ("DK", "0101585018", "010158-5018", "010158-••••"),
            ("DK", "10000009", "10000009", "1000••••"),
        ],
    )
    def test_shows_the_form_of_the_register_without_its_end(self, country, text, formatted, masked):
        number = parse(country, text)
        assert (number.formatted, number.masked) == (formatted, masked)

    def test_hides_short_and_foreign_numbers(self):
        assert mask("12") == "••"
        assert mask("DE 123 456 78") == "DE 123 4•• ••"

    def test_a_number_never_prints_itself(self):
        assert "2384" not in f"{parse('SE', '000101-2384')!r}"
