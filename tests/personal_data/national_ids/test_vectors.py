"""Every number of the legal reference, section 2: the valid ones pass, the others fail for the reason given there."""

from datetime import date

import pytest

from personal_data import national_ids
from personal_data.national_ids import Invalid, Kind

TODAY = date(2026, 11, 21)

# country, kind, as written, normalised, birth date told by the number, is a test number
VALID = [
    ("SE", Kind.PERSONNUMMER, "20000101-2384", "200001012384", date(2000, 1, 1), False),
    ("SE", Kind.PERSONNUMMER, "20000229-2399", "200002292399", date(2000, 2, 29), False),
    ("SE", Kind.PERSONNUMMER, "20001231-2385", "200012312385", date(2000, 12, 31), False),
    ("SE", Kind.PERSONNUMMER, "20010715-2399", "200107152399", date(2001, 7, 15), False),
    ("SE", Kind.PERSONNUMMER, "20020824-2388", "200208242388", date(2002, 8, 24), False),
    ("SE", Kind.PERSONNUMMER, "20030131-2393", "200301312393", date(2003, 1, 31), False),
    ("SE", Kind.PERSONNUMMER, "000101-2384", "200001012384", date(2000, 1, 1), False),
    ("SE", Kind.PERSONNUMMER, "121212+1212", "191212121212", date(1912, 12, 12), False),
    ("SE", Kind.SAMORDNINGSNUMMER, "19701063-2391", "197010632391", date(1970, 10, 3), False),
    ("SE", Kind.SAMORDNINGSNUMMER, "20000161-2381", "200001612381", date(2000, 1, 1), False),
    ("SE", Kind.SAMORDNINGSNUMMER, "20000289-2396", "200002892396", date(2000, 2, 29), False),
    ("SE", Kind.SAMORDNINGSNUMMER, "19851291-2380", "198512912380", date(1985, 12, 31), False),
    ("SE", Kind.SAMORDNINGSNUMMER, "19900675-2399", "199006752399", date(1990, 6, 15), False),
    ("SE", Kind.SAMORDNINGSNUMMER, "20040289-2384", "200402892384", date(2004, 2, 29), False),
    ("SE", Kind.ORGANISATIONSNUMMER, "559999-0008", "5599990008", None, False),
    ("SE", Kind.ORGANISATIONSNUMMER, "559999-0016", "5599990016", None, False),
    ("SE", Kind.ORGANISATIONSNUMMER, "559999-1238", "5599991238", None, False),
    ("SE", Kind.ORGANISATIONSNUMMER, "559998-5008", "5599985008", None, False),
    ("SE", Kind.ORGANISATIONSNUMMER, "559997-7773", "5599977773", None, False),
    ("SE", Kind.ORGANISATIONSNUMMER, "559999-9991", "5599999991", None, False),
    ("SE", Kind.ORGANISATIONSNUMMER, "16559999-0008", "5599990008", None, False),
    ("SE", Kind.ORGANISATIONSNUMMER, "556439-5670", "5564395670", None, False),
    ("FI", Kind.HENKILOTUNNUS, "010594Y9032", "010594Y9032", date(1994, 5, 1), True),
    ("FI", Kind.HENKILOTUNNUS, "010594-9032", "010594-9032", date(1994, 5, 1), True),
    ("FI", Kind.HENKILOTUNNUS, "020594X903P", "020594X903P", date(1994, 5, 2), True),
    ("FI", Kind.HENKILOTUNNUS, "010516B903X", "010516B903X", date(2016, 5, 1), True),
    ("FI", Kind.HENKILOTUNNUS, "290200A901C", "290200A901C", date(2000, 2, 29), True),
    ("FI", Kind.HENKILOTUNNUS, "311299-999E", "311299-999E", date(1999, 12, 31), True),
    ("FI", Kind.HENKILOTUNNUS, "290296W950R", "290296W950R", date(1996, 2, 29), True),
    ("FI", Kind.HENKILOTUNNUS, "150799+9052", "150799+9052", date(1899, 7, 15), True),
    ("FI", Kind.Y_TUNNUS, "9000000-3", "9000000-3", None, False),
    ("FI", Kind.Y_TUNNUS, "9000001-1", "9000001-1", None, False),
    ("FI", Kind.Y_TUNNUS, "9000003-8", "9000003-8", None, False),
    ("FI", Kind.Y_TUNNUS, "9000004-6", "9000004-6", None, False),
    ("FI", Kind.Y_TUNNUS, "9000005-4", "9000005-4", None, False),
    ("FI", Kind.Y_TUNNUS, "9876543-0", "9876543-0", None, False),
    ("NO", Kind.FODSELSNUMMER, "01819049927", "01819049927", date(1990, 1, 1), True),
    ("NO", Kind.FODSELSNUMMER, "29820099921", "29820099921", date(2000, 2, 29), True),
    ("NO", Kind.FODSELSNUMMER, "31928525069", "31928525069", date(1985, 12, 31), True),
    ("NO", Kind.FODSELSNUMMER, "15867212075", "15867212075", date(1972, 6, 15), True),
    ("NO", Kind.FODSELSNUMMER, "28820599715", "28820599715", date(2005, 2, 28), True),
    ("NO", Kind.FODSELSNUMMER, "07912499728", "07912499728", date(2024, 11, 7), True),
    ("NO", Kind.FODSELSNUMMER, "02813299960", "02813299960", None, True),
    ("NO", Kind.FODSELSNUMMER, "02813299979", "02813299979", None, True),
    ("NO", Kind.FODSELSNUMMER, "02813299987", "02813299987", None, True),
    ("NO", Kind.FODSELSNUMMER, "02013299997", "02013299997", None, False),
    ("NO", Kind.FODSELSNUMMER, "02013299903", "02013299903", None, False),
    ("NO", Kind.FODSELSNUMMER, "02013299806", "02013299806", None, False),
    ("NO", Kind.FODSELSNUMMER, "30108299920", "30108299920", date(1982, 10, 30), False),
    ("NO", Kind.FODSELSNUMMER, "30108299939", "30108299939", None, False),
    ("NO", Kind.D_NUMMER, "41819049910", "41819049910", date(1990, 1, 1), True),
    ("NO", Kind.D_NUMMER, "69820099915", "69820099915", date(2000, 2, 29), True),
    ("NO", Kind.D_NUMMER, "71928525052", "71928525052", date(1985, 12, 31), True),
    ("NO", Kind.D_NUMMER, "55867212069", "55867212069", date(1972, 6, 15), True),
    ("NO", Kind.D_NUMMER, "68820599709", "68820599709", date(2005, 2, 28), True),
    ("NO", Kind.D_NUMMER, "47912499711", "47912499711", date(2024, 11, 7), True),
    ("NO", Kind.ORGANISASJONSNUMMER, "310000000", "310000000", None, True),
    ("NO", Kind.ORGANISASJONSNUMMER, "310000019", "310000019", None, True),
    ("NO", Kind.ORGANISASJONSNUMMER, "310000027", "310000027", None, True),
    ("NO", Kind.ORGANISASJONSNUMMER, "310000035", "310000035", None, True),
    ("NO", Kind.ORGANISASJONSNUMMER, "310000043", "310000043", None, True),
    ("NO", Kind.ORGANISASJONSNUMMER, "312345676", "312345676", None, True),
    ("DK", Kind.CPR, "010158-5018", "0101585018", date(1858, 1, 1), False),
    ("DK", Kind.CPR, "290260-6001", "2902606001", date(1860, 2, 29), False),
    ("DK", Kind.CPR, "311259-7009", "3112597009", date(1859, 12, 31), False),
    ("DK", Kind.CPR, "150661-8009", "1506618009", date(1861, 6, 15), False),
    ("DK", Kind.CPR, "241262-5008", "2412625008", date(1862, 12, 24), False),
    ("DK", Kind.CPR, "300463-6006", "3004636006", date(1863, 4, 30), False),
    ("DK", Kind.CPR, "010158-5001", "0101585001", date(1858, 1, 1), False),
]

# why it is wrong, country, as written, code of the refusal
INVALID = [
    ("SE check digit should be 4", "SE", "20000101-2385", "check_digit"),
    ("SE 29 February 2001 does not exist", "SE", "20010229-2380", "birth_date"),
    ("SE month 13", "SE", "20001301-2380", "birth_date"),
    ("SE birth number 000", "SE", "20000101-0008", "birth_number"),
    ("SE coordination check digit should be 1", "SE", "19701063-2392", "check_digit"),
    ("SE coordination day 92", "SE", "20000192-2384", "birth_date"),
    ("SE coordination 29 February 2001", "SE", "20010289-2387", "birth_date"),
    ("SE organisation check digit", "SE", "559999-0009", "check_digit"),
    ("SE organisation third digit 1", "SE", "551299-0002", "birth_date"),
    ("SE organisation group 4 unused", "SE", "459999-0001", "group"),
    ("SE organisation nine digits", "SE", "55999-0008", "format"),
    ("FI check character should be 2", "FI", "010594Y9033", "check_digit"),
    ("FI separator Z does not exist", "FI", "010594Z9032", "separator"),
    ("FI 29 February 1999", "FI", "290299-901X", "birth_date"),
    ("FI individual number 001", "FI", "010190-001P", "birth_number"),
    ("FI Y-tunnus check digit", "FI", "9000000-4", "check_digit"),
    ("FI Y-tunnus remainder 1", "FI", "9000002-1", "not_issued"),
    ("FI Y-tunnus letter among the digits", "FI", "900000A-3", "format"),
    ("FI Y-tunnus eight digits before the hyphen", "FI", "90000046-6", "format"),
    ("NO k2", "NO", "01819049928", "second_check_digit"),
    ("NO k1 remainder 4, k2 right", "NO", "02813299995", "first_check_digit"),
    ("NO 31 April", "NO", "31849029994", "birth_date"),
    ("NO ten digits", "NO", "0181904992", "format"),
    ("NO D-nummer k2", "NO", "41819049911", "second_check_digit"),
    ("NO D-nummer day 72", "NO", "72819030082", "birth_date"),
    ("NO D-nummer k1 remainder 10 and k2", "NO", "41819049900", "first_check_digit"),
    ("NO D-nummer ten digits", "NO", "4181904991", "format"),
    ("NO organisation check digit", "NO", "310000001", "check_digit"),
    ("NO organisation base without a check digit", "NO", "310000060", "not_issued"),
    ("NO organisation eight digits", "NO", "31000000", "format"),
    ("NO organisation non-digit", "NO", "31000000A", "format"),
    ("DK 30 February", "DK", "300258-5003", "birth_date"),
    ("DK 29 February 1859", "DK", "290259-6003", "birth_date"),
    ("DK nine digits", "DK", "010158-500", "format"),
    ("DK born in 2036", "DK", "010136-4009", "future"),
]


class TestVectors:
    @pytest.mark.parametrize("vector", VALID, ids=[f"{v[1]} {v[2]}" for v in VALID])
    def test_pass(self, vector):
        country, kind, text, normalised, born, is_test = vector
        number = national_ids.parse_as(kind, country, text, allow_test=True, today=TODAY)
        assert (number.country, number.normalised, number.birth_date, number.is_test) == (
            country,
            normalised,
            born,
            is_test,
        )

    @pytest.mark.parametrize(("country", "text", "code"), [v[1:] for v in INVALID], ids=[v[0] for v in INVALID])
    def test_are_refused_for_their_reason(self, country, text, code):
        with pytest.raises(Invalid) as refusal:
            national_ids.parse(country, text, allow_test=True, today=TODAY)
        assert refusal.value.code == code
        assert text not in refusal.value.message

    def test_an_ordinary_personnummer_is_no_coordination_number(self):
        with pytest.raises(Invalid) as refusal:
            national_ids.parse_as(Kind.SAMORDNINGSNUMMER, "SE", "20000101-2384", today=TODAY)
        assert refusal.value.code == "other_kind"

    @pytest.mark.parametrize(
        ("country", "text"), [(v[0], v[2]) for v in VALID if v[5]], ids=[v[2] for v in VALID if v[5]]
    )
    def test_of_test_ranges_are_refused_in_production(self, country, text):
        with pytest.raises(Invalid) as refusal:
            national_ids.parse(country, text, today=TODAY)
        assert refusal.value.code == "test_number"

    @pytest.mark.parametrize(
        ("country", "text"), [(v[0], v[2]) for v in VALID if not v[5]], ids=[v[2] for v in VALID if not v[5]]
    )
    def test_outside_test_ranges_pass_in_production(self, country, text):
        national_ids.parse(country, text, today=TODAY)
