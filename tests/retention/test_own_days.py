"""What days of one record's own decide, by the policy and in the database alike (R07, R09, R18, R23)."""

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from personal_data.models import Envelope
from retention.models import OwnTerm, TriggerEvent
from retention.policies.due_dates import Anchor, Decision, Own, Period, RuleKind, TermKind, combined_due_on, decide
from retention.services import rules
from tests.factories import accounts, retention
from tests.retention.own_days import BY, LAPSED, POTENTIAL, REJECTED, SECOND, due

AT_MOST, FOR = RuleKind.AT_MOST, RuleKind.FOR
_DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
_PERIODS = st.builds(
    Period,
    kind=st.sampled_from(list(RuleKind)),
    months=st.sampled_from([3, 12, 36, 120]),
    anchor=st.sampled_from(list(Anchor)),
    is_statute=st.booleans(),
    triggers=st.sampled_from([(), ("a",), ("b",), ("a", "b")]),
)
_OWN = st.builds(
    Own,
    events=st.dictionaries(st.sampled_from(["a", "b", "c"]), _DAYS),
    limit=st.none() | _DAYS,
    until=st.none() | _DAYS,
)


class TestWhatItDecides:
    def test_what_has_to_stay_runs_from_the_last_event(self) -> None:
        own = Own({REJECTED: date(2024, 2, 29), LAPSED: date(2024, 5, 31)})
        assert combined_due_on([POTENTIAL], None, own=Own({REJECTED: date(2024, 2, 29)})) == date(2026, 3, 1)  # X31
        assert combined_due_on([POTENTIAL], None, own=own) == date(2026, 6, 1)

    def test_a_maximum_runs_from_the_first_event(self) -> None:
        own = Own({"a": date(2024, 2, 29), "b": date(2024, 5, 31)})
        assert combined_due_on([Period(AT_MOST, 12, triggers=("a", "b"))], None, own=own) == date(2025, 2, 28)

    def test_an_event_that_no_rule_names_starts_nothing(self) -> None:
        assert combined_due_on([POTENTIAL], date(2020, 1, 1), own=Own({"c": date(2020, 1, 1)})) is None

    def test_one_rule_whose_clock_has_not_begun_blocks(self) -> None:
        assert combined_due_on([Period(FOR, 12), POTENTIAL], date(2010, 1, 1), own=Own({"c": date(2010, 1, 1)})) is None

    def test_the_register_s_own_expiry_is_a_second_maximum(self) -> None:
        """Section 3.11, the CJEU in C-26/22 and C-64/22."""
        own = Own(limit=date(2025, 6, 30))
        assert combined_due_on([Period(AT_MOST, 36)], date(2024, 2, 29), own=own) == date(2025, 6, 30)
        assert combined_due_on([Period(FOR, 60)], date(2024, 2, 29), own=own) == date(2025, 6, 30)
        assert combined_due_on([Period(AT_MOST, 36)], None, own=own) == date(2025, 6, 30)
        assert combined_due_on([], None, own=own) == date(2025, 6, 30)

    def test_and_gives_way_to_a_law_only(self) -> None:
        law = Period(FOR, 84, is_statute=True)
        own = Own(limit=date(2025, 6, 30))
        assert combined_due_on([law], date(2024, 2, 29), own=own) == date(2031, 3, 1)
        assert combined_due_on([law], None, own=own) is None, "the law's clock has not begun, so nobody knows the day"

    def test_an_end_that_a_law_demands_prolongs_a_maximum(self) -> None:
        own = Own(until=date(2028, 12, 31))
        assert decide([Period(AT_MOST, 36)], date(2024, 2, 29), own=own) == Decision(
            date(2029, 1, 1), own=TermKind.UNTIL
        )
        assert decide([Period(AT_MOST, 120)], date(2024, 2, 29), own=own).own is None, "it never shortens"

    def test_an_end_does_not_start_a_clock(self) -> None:
        assert combined_due_on([Period(AT_MOST, 36)], None, own=Own(until=date(2020, 1, 1))) is None


@pytest.mark.django_db
class TestInTheDatabase:
    @settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(_PERIODS, max_size=4), st.none() | _DAYS, st.integers(1, 12), _OWN)
    def test_agrees_with_python(
        self, periods: list[Period], trigger_on: date | None, year_starts: int, own: Own
    ) -> None:
        with accounts.command():
            of = retention.ruled(periods, year_starts)
            kept = retention.recorded(of, trigger_on)
            _own_days(kept, own)
            rules.recompute_some(envelopes=[kept.id])
            kept.refresh_from_db()
            expected = combined_due_on(periods, trigger_on, year_starts, own)
            assert kept.due_on == expected
            assert rules.recompute(controller=of) == 0, "the whole controller at once gives the same days"

    def test_others_of_the_same_class_and_day_keep_theirs(self) -> None:
        with accounts.command():
            of = retention.ruled([Period(AT_MOST, 36)])
            one, other = (retention.recorded(of, date(2024, 2, 29)) for _ in range(2))
            _own_days(one, Own(limit=date(2025, 6, 30)))
            assert rules.recompute(controller=of) == 1
        assert [due(each) for each in (one, other)] == [date(2025, 6, 30), date(2027, 2, 28)]


def _own_days(envelope: Envelope, own: Own) -> None:
    shared = {"controller": envelope.controller, "envelope_id": envelope.id}
    for event, day in own.events.items():
        TriggerEvent.objects.create(**shared, event=event, happened_on=day, entered_by=BY, entered_at=timezone.now())
    term = shared | {"reason": "other_law", "citation": "A law", "proposed_by": BY, "proposed_at": timezone.now()}
    if own.limit:
        OwnTerm.objects.create(**term, kind="at_most", day=own.limit)
    if own.until:
        OwnTerm.objects.create(**term, kind="until", day=own.until, approved_by=SECOND, approved_at=timezone.now())
