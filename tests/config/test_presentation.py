"""Amounts, dates and addresses in the reader's locale."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from config.templatetags import plots, presentation


class TestMoney:
    @pytest.mark.parametrize(
        ("language", "amount", "currency", "text"),
        [
            ("en", 123450, "SEK", "SEK 1,234.50"),
            ("sv", 123450, "SEK", "1 234,50 kr"),
            ("nb", 123450, "NOK", "1 234,50 kr"),
            ("da", 123450, "DKK", "1.234,50 kr."),
            ("fi", 123450, "EUR", "1 234,50 €"),
            ("en", -5, "EUR", "−EUR 0.05"),
            ("en", 1200, "ISK", "ISK 1,200"),
            ("de", 100, "EUR", "EUR 1.00"),
        ],
    )
    def test_is_written_as_the_reader_writes_it(self, language, amount, currency, text):
        with override(language):
            assert presentation.money(amount, currency).replace("\xa0", " ") == text


class TestDates:
    def test_day(self):
        assert presentation.day(date(2026, 4, 3)) == "3 Apr 2026"
        assert presentation.day(None) == ""

    def test_weekday_date(self):
        with override("sv"):
            assert presentation.weekday_date(date(2026, 4, 3)) == "fredag 3 april 2026"

    def test_moment_follows_the_time_zone_in_force(self):
        with timezone.override("Europe/Helsinki"):
            assert presentation.moment(datetime(2026, 7, 1, 21, 30, tzinfo=UTC)) == "2 Jul 2026, 00:30"

    def test_the_day_of_a_moment_does_too(self):
        with timezone.override("Europe/Helsinki"):
            assert presentation.day(datetime(2026, 7, 1, 21, 30, tzinfo=UTC)) == "2 Jul 2026"
            assert presentation.weekday_date(datetime(2026, 7, 1, 21, 30, tzinfo=UTC)) == "Thursday, 2 July 2026"

    def test_from_today(self):
        assert presentation.from_today(timezone.localdate() + timedelta(days=12)) == "in 12 days"
        assert presentation.from_today(timezone.localdate() - timedelta(days=1)) == "1 day ago"
        assert presentation.from_today(timezone.localdate() - timedelta(days=59)) == "59 days ago"
        assert presentation.from_today(timezone.localdate() + timedelta(days=1100)) == "in 3 years"
        assert presentation.from_today(timezone.localdate()) == "today"


class TestAddressLines:
    def test_has_one_part_to_a_line_with_the_country_in_words(self):
        address = {"lines": ["Provgatan 73", "3 tr"], "postcode": "999 10", "city": "Provköping", "country": "fi"}
        assert presentation.address_lines(address) == "Provgatan 73<br>3 tr<br>999 10 Provköping<br>Finland"

    def test_escapes_and_leaves_out_what_is_missing(self):
        assert presentation.address_lines({"lines": ["<b>"], "country": "XQ"}) == "&lt;b&gt;<br>XQ"
        assert presentation.address_lines(None) == ""


class TestBarPlot:
    def test_draws_the_longest_bar_as_wide_as_there_is_room(self):
        plot = plots.bar_plot([("a", 5), ("b", 10)], key="k", title="t", description="d", what="w", unit="u")["plot"]
        assert [bar.width for bar in plot.bars] == [145, 290]
        assert all(bar.value_x < plot.width for bar in plot.bars)
        assert plot.height > plot.bars[-1].y

    def test_draws_nothing_of_nothing(self):
        assert plots.bar_plot([], key="k", title="t", description="d", what="w", unit="u")["plot"].bars == ()
