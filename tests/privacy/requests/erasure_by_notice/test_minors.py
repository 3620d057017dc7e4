"""Erasure because the data concern a minor: the age when they were collected is told, and such requests come first."""

from datetime import date

import pytest

from personal_data import envelopes
from personal_data.national_ids.checksums import luhn_holds
from personal_data.purposes import Purpose
from privacy.policies import minority
from privacy.selectors import requests
from privacy.selectors.requests import QueueFilter
from tests.factories import acting, collection
from tests.privacy.requests.agencies import Agency
from tests.privacy.requests.asking import receive
from tests.privacy.requests.erasure_by_notice.notices import row

pytestmark = pytest.mark.django_db
ROW = row(
    "ALMI-81", "an age of today instead of at collection, no flag, or no place before others of the same deadline"
)
COLLECTED_ON = collection.LONG_AGO.date()


def number_of(born_on: date) -> str:
    """A number of the published test range (birth numbers 238 and 239) for that day."""
    nine = f"{born_on:%y%m%d}238"
    return f"{born_on:%Y%m%d}238" + next(digit for digit in "0123456789" if luhn_holds(nine + digit))


def born(agency: Agency, born_on: date) -> None:
    """Anna's profile tells on which day she was born."""
    with acting.hanna(Purpose.COLLECTION):
        envelopes.prepare_to_write([agency.anna])
        agency.anna.identity_number = number_of(born_on)
        agency.anna.identity_scheme = "personnummer"
        agency.anna.is_identified = True
        agency.anna.save()


@pytest.mark.parametrize("agency", ["ALMI"], indirect=True)
class TestTheAgeAtCollection:
    @pytest.mark.parametrize(
        ("born_on", "said", "not_said"),
        [
            pytest.param(date(2005, 6, 1), "14 years", "Of age", marks=ROW),
            (date(COLLECTED_ON.year - 18, COLLECTED_ON.month, COLLECTED_ON.day), "Of age", "17 years"),
        ],
    )
    def test_stands_beside_the_ground(self, agency: Agency, born_on: date, said: str, not_said: str) -> None:
        born(agency, born_on)
        agency.enter(because="minor")
        page = agency.petra.get(agency.at()).content.decode()
        assert "Age at collection" in page
        assert said in page
        assert not_said not in page

    def test_is_said_to_be_unknown_without_a_number(self, agency: Agency) -> None:
        agency.enter(because="minor")
        assert "Not known: we hold no number" in agency.petra.get(agency.at()).content.decode()

    def test_is_not_worked_out_for_another_ground(self, agency: Agency) -> None:
        born(agency, date(2005, 6, 1))
        agency.enter(because="unlawful")
        assert "Age at collection" not in agency.petra.get(agency.at()).content.decode()


@pytest.mark.parametrize("agency", ["ALMI"], indirect=True)
class TestTheQueue:
    @ROW
    def test_flags_a_minors_request_and_puts_it_first_among_equals(
        self, agency: Agency, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with acting.hanna(Purpose.SUBJECT_REQUEST):
            first, second = receive(agency.anna), receive(agency.anna, because="unlawful")
            minors = receive(agency.anna, because="minor")
            urgent = receive(agency.anna, days_ago=10)
            expected = [urgent, minors, first, second]
            assert list(requests.queue(QueueFilter()).requests) == expected
            monkeypatch.setattr(requests, "PAGE", 1)
            seen, after = [], ""
            for _page in expected:
                page = requests.queue(QueueFilter(), after=after)
                seen, after = [*seen, *page.requests], page.after
            assert (seen, after) == (expected, "")
        monkeypatch.undo()
        assert agency.petra.get("/dpo/requests/").content.decode().count("Data of a minor") == 1


def test_a_birthday_on_the_day_counts() -> None:
    ages = [minority.age_at(date(2020, 2, 3), born_on=date(2002, 2, day)) for day in (3, 4)]
    assert [(each.years, each.is_minor) for each in ages] == [(18, False), (17, True)]
