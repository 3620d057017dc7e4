"""The vocabulary is closed at both ends: nothing unregistered is written, and nothing registered is never written.

The run itself is asked at its end, by ``tests/fixtures/recorded_names.py``.
"""

import pytest

from tests.factories import acting, collection
from tests.fixtures import recorded_names

REGISTERED = {"collections.case.closed", "collections.case.opened"}


class TestComplaints:
    def test_none_when_each_name_was_written(self) -> None:
        assert recorded_names.complaints({*REGISTERED, *recorded_names.MADE_UP}, REGISTERED, is_whole=True) == {}

    def test_a_registered_name_that_was_never_written(self) -> None:
        wrong = recorded_names.complaints({"collections.case.opened"}, REGISTERED, is_whole=True)
        assert wrong == {
            "every_event_name_is_written": "No test has these names written to the event table: collections.case.closed"
        }

    def test_a_part_of_the_suite_says_nothing_about_the_rest(self) -> None:
        assert recorded_names.complaints({"collections.case.opened"}, REGISTERED, is_whole=False) == {}

    def test_an_unregistered_name_that_was_written_is_told_of_any_part(self) -> None:
        wrong = recorded_names.complaints({*REGISTERED, "who.knows"}, REGISTERED, is_whole=False)
        assert wrong == {"no_unregistered_name_is_written": "Nobody registered these event names: who.knows"}


class TestTheNoting:
    @pytest.mark.usefixtures("db")
    def test_sees_names_that_the_database_writes_itself(self) -> None:
        with acting.hanna():
            collection.debtor(collection.controller())

    def test_has_seen_them(self) -> None:
        assert "personal_data.record.created" in recorded_names.written()
