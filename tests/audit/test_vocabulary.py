"""The closed list of event names."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from audit import trail, vocabulary
from audit.vocabulary import EventName
from tests.factories import acting


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A vocabulary of the test's own."""
    monkeypatch.setattr(vocabulary, "_vocabulary", vocabulary._Vocabulary())


@pytest.mark.usefixtures("empty")
class TestRegister:
    def test_enters_a_name(self) -> None:
        event = vocabulary.register("tests.thing.happened", "A thing happened")
        assert vocabulary.names() == {"tests.thing.happened": event}
        assert str(event) == "tests.thing.happened"

    @pytest.mark.parametrize(
        "name",
        ["happened", "Tests.happened", "tests.happened.", "tests..happened", "tests.anna andersson", "tests.a@b",
         "tests.case.850101", "a.b.c.d.e.f", ""],
    )  # fmt: skip
    def test_refuses_what_is_no_name(self, name: str) -> None:
        with pytest.raises(ImproperlyConfigured, match="no event name"):
            vocabulary.register(name, "")

    def test_refuses_a_name_that_is_taken(self) -> None:
        vocabulary.register("tests.thing.happened", "A thing happened")
        with pytest.raises(ImproperlyConfigured, match="twice"):
            vocabulary.register("tests.thing.happened", "Something else happened")

    def test_refuses_everything_once_it_is_frozen(self) -> None:
        vocabulary.freeze()
        with pytest.raises(ImproperlyConfigured, match="frozen"):
            vocabulary.register("tests.thing.happened", "A thing happened")


class TestNames:
    def test_are_frozen_when_the_application_has_loaded(self) -> None:
        with pytest.raises(ImproperlyConfigured, match="frozen"):
            vocabulary.register("tests.thing.happened", "A thing happened")

    def test_are_all_explained(self) -> None:
        assert all(len(name.description) > 10 for name in vocabulary.names().values())

    def test_cannot_be_copied_back_into_the_list(self) -> None:
        vocabulary.names().clear()
        assert vocabulary.names()

    def test_are_the_only_ones_that_can_be_recorded(self, db: None) -> None:
        stranger = EventName("tests.never.registered", "Nobody entered this")
        for record in (trail.record, trail.record_apart):
            with acting.hanna(), pytest.raises(ImproperlyConfigured, match="not in the audit vocabulary"):
                record(stranger)
