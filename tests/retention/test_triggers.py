"""Events that start the clock of one record: entered, corrected and withdrawn (R23)."""

from datetime import date

import pytest
from django.utils import timezone

from personal_data.models import Controller
from retention import events
from retention.services import triggers
from tests.factories import accounts, retention
from tests.retention.own_days import BY, LAPSED, POTENTIAL, REJECTED, due


@pytest.fixture
def opr(db: None) -> Controller:
    with accounts.command():
        return retention.ruled([POTENTIAL])


class TestEvents:
    def test_entered_start_the_clock_and_are_recorded(self, opr: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(opr, None)
            triggers.enter(envelope=kept, event=REJECTED, happened_on=date(2024, 2, 29), by=BY, at=timezone.now())
        assert due(kept) == date(2026, 3, 1)
        (event,) = accounts.recorded(events.TRIGGER_ENTERED)
        assert event.reason == REJECTED

    def test_the_later_of_two_triggers_counts(self, opr: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(opr, None)
            for event, day in ((LAPSED, date(2024, 5, 31)), (REJECTED, date(2024, 2, 29))):
                triggers.enter(envelope=kept, event=event, happened_on=day, by=BY, at=timezone.now())
        assert due(kept) == date(2026, 6, 1)

    def test_entered_again_correct_the_day_and_withdrawn_stop_the_clock(self, opr: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(opr, None)
            triggers.enter(envelope=kept, event=LAPSED, happened_on=date(2024, 5, 30), by=BY, at=timezone.now())
            entered = triggers.enter(
                envelope=kept, event=LAPSED, happened_on=date(2024, 5, 31), by=BY, at=timezone.now()
            )
            assert due(kept) == date(2026, 6, 1)
            triggers.withdraw(entered=entered, by=BY, at=timezone.now())
            triggers.withdraw(entered=entered, by=BY, at=timezone.now())
        assert due(kept) is None
        assert len(accounts.recorded(events.TRIGGER_WITHDRAWN)) == 1

    def test_of_another_kind_and_those_to_come_are_refused(self, opr: Controller) -> None:
        with accounts.command():
            kept = retention.recorded(opr, None)
            with pytest.raises(triggers.UnknownEvent):
                triggers.enter(envelope=kept, event="sold", happened_on=date(2024, 5, 30), by=BY, at=timezone.now())
            with pytest.raises(triggers.NotYet):
                triggers.enter(envelope=kept, event=LAPSED, happened_on=date(2199, 1, 1), by=BY, at=timezone.now())


@pytest.mark.parametrize("event", ["application_rejected", "offer_lapsed"])
def test_either_trigger_of_the_published_rule_starts_the_two_years(db: None, event: str) -> None:
    """R23 and X31: potential customers of OPR-Finance."""
    with accounts.command():
        kept = retention.recorded(retention.controller("OPR"), None, record_class="potential_customer")
        triggers.enter(envelope=kept, event=event, happened_on=date(2024, 2, 29), by=BY, at=timezone.now())
    assert due(kept) == date(2026, 3, 1)
