"""Dates of Nordic files and of ISO 8601."""

from datetime import date

import pytest

from collections_app.intake.dates import check_issue, check_term, parse_date, parse_xml_date
from collections_app.intake.problems import Fault

MARCH = date(2026, 3, 5)


class TestParseDate:
    @pytest.mark.parametrize(
        "text",
        [
            "2026-03-05",
            "20260305",
            "2026/03/05",
            "2026.3.5",
            "5.3.2026",
            "05.03.2026",
            "5. 3. 2026",
            "05-03-2026",
            "05/03/2026",
            "5/3-2026",
            "2026-03-05 00:00:00",
            "2026-03-05T00:00:00Z",
            " 2026-03-05 ",
        ],
    )
    def test_reads(self, text):
        assert parse_date(text) == MARCH

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("2026-02-30", "date_impossible"),
            ("31.04.2026", "date_impossible"),
            ("03/25/2026", "date_impossible"),
            ("0000-01-01", "date_impossible"),
            ("05.03.26", "date_short_year"),
            ("2026115", "date_format"),
            ("2026-W10-4", "date_format"),
            ("5 mars 2026", "date_format"),
            ("2026-03-05 12:30:00", "date_format"),
            ("\N{ARABIC-INDIC DIGIT TWO}026-03-05", "date_format"),
            ("2" * 100_000, "date_format"),
        ],
    )
    def test_refuses(self, text, code):
        with pytest.raises(Fault) as refusal:
            parse_date(text)
        assert refusal.value.code == code


class TestParseXmlDate:
    @pytest.mark.parametrize("text", ["2026-03-05", "2026-03-05Z", "2026-03-05+01:00", "\n2026-03-05\n"])
    def test_reads_with_and_without_time_zone(self, text):
        assert parse_xml_date(text) == MARCH

    @pytest.mark.parametrize(("text", "code"), [("05.03.2026", "date_format"), ("2026-02-29", "date_impossible")])
    def test_refuses(self, text, code):
        with pytest.raises(Fault) as refusal:
            parse_xml_date(text)
        assert refusal.value.code == code


class TestCheckIssue:
    def test_allows_a_day_of_grace(self):
        check_issue(MARCH, date(2026, 3, 4))

    @pytest.mark.parametrize(
        ("issued_on", "code"), [(date(2026, 3, 7), "date_in_future"), (date(226, 3, 5), "date_implausible")]
    )
    def test_refuses(self, issued_on, code):
        with pytest.raises(Fault) as refusal:
            check_issue(issued_on, MARCH)
        assert refusal.value.code == code


class TestCheckTerm:
    @pytest.mark.parametrize("due_on", [None, MARCH, date(2026, 4, 4)])
    def test_allows(self, due_on):
        check_term(MARCH, due_on)

    @pytest.mark.parametrize(
        ("due_on", "code"), [(date(2026, 3, 4), "due_before_issue"), (date(2062, 4, 4), "date_implausible")]
    )
    def test_refuses(self, due_on, code):
        with pytest.raises(Fault) as refusal:
            check_term(MARCH, due_on)
        assert refusal.value.code == code
