"""The vocabulary is closed at both ends: nothing unregistered is written, and nothing registered is never written."""

import pytest

from audit import vocabulary
from tests.factories import acting, collection
from tests.fixtures import recorded_names


class TestVocabulary:
    def test_holds_every_name_that_was_written(self) -> None:
        assert recorded_names.written() - set(vocabulary.names()) - _MADE_UP == set()

    def test_has_no_name_that_was_never_written(self, request: pytest.FixtureRequest) -> None:
        missing = sorted(set(vocabulary.names()) - recorded_names.written())
        if recorded_names.is_whole_run(request.config):  # a part of the suite says nothing about the rest
            assert not missing, f"No test has these names written to the event table: {', '.join(missing)}"


# Written by the tests of the event table's own checks.
_MADE_UP = {"tests.thing.happened", "a.b"}


class TestTheNoting:
    @pytest.mark.usefixtures("db")
    def test_sees_names_that_the_database_writes_itself(self) -> None:
        with acting.hanna():
            collection.debtor(collection.controller())

    def test_has_seen_them(self) -> None:
        assert "personal_data.record.created" in recorded_names.written()
