"""What holds for any text and for any generated number."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from personal_data import national_ids
from personal_data.national_ids import Invalid
from personal_data.national_ids.checksums import luhn_digit, modulus_11_digit

TODAY = date(2026, 11, 21)
COUNTRIES = st.sampled_from(["SE", "FI", "NO", "DK"])
NUMBER_LIKE = st.text(alphabet="0123456789-+ ABCDEFYXWVU", min_size=6, max_size=14)


def parsed(country, text, allow_test=True):
    """The number, or None where the text is Invalid; anything else that is raised fails the test."""
    try:
        return national_ids.parse(country, text, allow_test=allow_test, today=TODAY)
    except Invalid:
        return None


def is_valid(country, text):
    return parsed(country, text) is not None


@st.composite
def swedish(draw):
    born = draw(st.dates(date(1900, 1, 1), TODAY))
    coordination = draw(st.booleans())
    day = born.day + (60 if coordination else 0)
    nine = f"{born:%y%m}{day:02d}{draw(st.integers(1, 999)):03d}"
    return f"{born.year // 100}{nine}{luhn_digit(nine)}"


@st.composite
def finnish(draw):
    born = draw(st.dates(date(1900, 1, 1), TODAY))
    sign = draw(st.sampled_from("-YXWVU" if born.year < 2000 else "ABCDEF"))
    individual = f"{draw(st.integers(2, 999)):03d}"
    check = "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(f"{born:%d%m%y}{individual}") % 31]
    return f"{born:%d%m%y}{sign}{individual}{check}"


@st.composite
def norwegian(draw):
    born = draw(st.dates(date(1940, 1, 1), date(1999, 12, 31)))
    day = born.day + draw(st.sampled_from([0, 40]))
    nine = f"{day:02d}{born.month + 80:02d}{born:%y}{draw(st.integers(0, 499)):03d}"
    first = modulus_11_digit((3, 7, 6, 1, 8, 9, 4, 5, 2), nine)
    second = modulus_11_digit((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), f"{nine}{first}") if first else None
    return f"{nine}{first}{second}" if second else draw(norwegian())


@st.composite
def danish(draw):
    born = draw(st.dates(date(1858, 1, 1), date(1863, 12, 31)))
    return f"{born:%d%m%y}{draw(st.integers(5000, 8999))}"


class TestAnyText:
    @given(country=COUNTRIES, text=st.one_of(st.text(), NUMBER_LIKE), allow_test=st.booleans())
    @settings(max_examples=300, deadline=None)
    def test_is_a_number_or_invalid_and_nothing_else(self, country, text, allow_test):
        number = parsed(country, text, allow_test)
        if number is not None:
            assert parsed(country, number.normalised, allow_test) == number


class TestGeneratedNumbers:
    @given(number=swedish())
    @settings(max_examples=100, deadline=None)
    def test_swedish_ones_pass_and_survive_no_changed_digit(self, number):
        assert is_valid("SE", number)
        assert not any(is_valid("SE", changed) for changed in changes(number, start=2))

    @given(number=finnish())
    @settings(max_examples=50, deadline=None)
    def test_finnish_ones_pass_and_survive_no_changed_digit(self, number):
        assert is_valid("FI", number)
        assert not any(is_valid("FI", changed) for changed in changes(number, start=0))

    @given(number=norwegian())
    @settings(max_examples=50, deadline=None)
    def test_norwegian_ones_pass_and_survive_no_changed_digit(self, number):
        assert is_valid("NO", number)
        assert not any(is_valid("NO", changed) for changed in changes(number, start=0))

    @given(number=danish())
    @settings(max_examples=100, deadline=None)
    def test_danish_ones_pass_whatever_modulus_11_says(self, number):
        assert is_valid("DK", number)

    @given(base=st.integers(1_000_000, 9_999_999))
    @settings(max_examples=50, deadline=None)
    def test_organisation_numbers_survive_no_changed_digit(self, base):
        finnish_check = modulus_11_digit((7, 9, 10, 5, 8, 4, 2), str(base))
        if finnish_check is not None:
            assert is_valid("FI", f"{base}-{finnish_check}")
            assert not any(is_valid("FI", changed) for changed in changes(f"{base}-{finnish_check}", start=0))
        danish_check = modulus_11_digit((2, 7, 6, 5, 4, 3, 2), str(base))
        if danish_check is not None:
            assert is_valid("DK", f"{base}{danish_check}")
            assert not any(is_valid("DK", changed) for changed in changes(f"{base}{danish_check}", start=0))


def changes(number, start):
    """The number with one digit changed, at every place and to every other digit."""
    for place in range(start, len(number)):
        if number[place].isdigit():
            for digit in "0123456789":
                if digit != number[place]:
                    yield number[:place] + digit + number[place + 1 :]
