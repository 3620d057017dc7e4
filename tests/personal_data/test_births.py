"""Which dates can be somebody's date of birth, and how somebody without a number is compared."""

from datetime import date

import pytest

from personal_data import births, national_ids, tokens
from personal_data.national_ids import Invalid

TODAY = date(2026, 11, 22)
HERS = national_ids.parse("SE", "19900101-2385", allow_test=True, today=TODAY)
COMPANY = national_ids.parse("SE", "559999-0008", allow_test=True, today=TODAY)
HOME = {"lines": ["Annavägen 7", "lgh 1101"], "postcode": "113 29", "city": "Stockholm", "country": "SE"}


class TestADateOfBirth:
    @pytest.mark.parametrize(
        ("born_on", "more", "code"),
        [
            pytest.param(date(2026, 11, 23), {}, "birth_date_in_future", id="tomorrow"),
            pytest.param(date(1899, 12, 31), {}, "birth_date_too_early", id="before 1900"),
            pytest.param(date(1990, 1, 2), {"number": HERS}, "birth_date_contradicts", id="another than the number's"),
            pytest.param(date(1990, 1, 1), {"number": COMPANY}, "birth_date_of_company", id="with a company's number"),
            pytest.param(date(1990, 1, 1), {"is_company": True}, "birth_date_of_company", id="of a company"),
        ],
    )
    def test_that_cannot_be_is_refused_without_repeating_it(self, born_on, more, code):
        with pytest.raises(Invalid) as refused:
            births.check(born_on, today=TODAY, **more)
        assert refused.value.code == code
        assert str(born_on.year) not in refused.value.message.replace("1900", "")

    @pytest.mark.parametrize(
        ("born_on", "number"), [(date(1900, 1, 1), None), (TODAY, None), (date(1990, 1, 1), HERS)], ids=str
    )
    def test_that_can_be_passes(self, born_on, number):
        births.check(born_on, today=TODAY, number=number)

    def test_is_kept_once(self):
        assert births.to_keep(date(1990, 1, 1), None) == date(1990, 1, 1)
        assert births.to_keep(date(1990, 1, 1), HERS) is None


class TestTheForms:
    def test_are_equal_for_one_person_however_they_are_written(self):
        one = births.forms(name="Anna Andersson", born_on=date(1990, 1, 1), address=HOME)
        other = births.forms(
            name="ANDERSSON, Anna", born_on=date(1990, 1, 1), address={**HOME, "postcode": "11329", "city": "STHLM"}
        )
        assert one == other
        assert set(one) == {tokens.BIRTH, tokens.BIRTH_AT_HOME}

    @pytest.mark.parametrize(
        "changed",
        [
            {"name": "Anna Anna Andersson"},
            {"born_on": date(1990, 1, 2)},
            {"address": {**HOME, "postcode": "113 30"}},
            {"address": {**HOME, "lines": ["Annavägen 7", "lgh 1102"]}},
        ],
        ids=str,
    )
    def test_differ_where_anything_differs(self, changed):
        hers = {"name": "Anna Andersson", "born_on": date(1990, 1, 1), "address": HOME}
        one, other = births.forms(**hers), births.forms(**hers | changed)
        assert one[tokens.BIRTH_AT_HOME] != other[tokens.BIRTH_AT_HOME]

    @pytest.mark.parametrize(
        "home", [None, {**HOME, "postcode": ""}, {**HOME, "lines": []}, {**HOME, "lines": [" "]}], ids=str
    )
    def test_without_a_whole_address_recognise_nobody(self, home):
        assert set(births.forms(name="Anna", born_on=date(1990, 1, 1), address=home)) == {tokens.BIRTH}

    def test_are_none_without_a_date(self):
        assert births.forms(name="Anna", born_on=None, address=HOME) == {}
