"""Several rules on one record: which of them sets the day (retention schedule, section 3)."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention.policies.due_dates import Anchor, Period, RuleKind, combined_due_on
from retention.selectors import explanation
from tests.factories import accounts, retention

AT_MOST, FOR, AT_LEAST, EVENT = RuleKind.AT_MOST, RuleKind.FOR, RuleKind.AT_LEAST, RuleKind.EVENT
YEAR_END, CALENDAR_YEAR = Anchor.FINANCIAL_YEAR_END, Anchor.CALENDAR_YEAR_OF_FINANCIAL_YEAR_END


def _law(kind: RuleKind, months: int, anchor: Anchor = Anchor.TRIGGER) -> Period:
    return Period(kind, months, anchor, is_statute=True)


@dataclass(frozen=True)
class Example:
    """What the schedule says of one record with several rules."""

    name: str
    periods: tuple[Period, ...]
    trigger_on: date
    due_on: date
    year_starts: int = 1


EXAMPLES = [
    Example(  # R04, X16 and X17: the statute is half a year longer than the notice
        "the longer of a notice and a statute",
        (Period(FOR, 72, YEAR_END), _law(FOR, 72, CALENDAR_YEAR)),
        date(2020, 8, 10),
        date(2028, 1, 1),
        7,
    ),
    Example(  # S5 as one record: the notice's 36 months and the Swedish bookkeeping act
        "a cited duty beats a maximum",
        (Period(AT_MOST, 36), _law(FOR, 84, CALENDAR_YEAR)),
        date(2020, 12, 20),
        date(2028, 1, 1),
    ),
    Example(  # R09 with a maximum of the controller's own: the act on money laundering forbids erasure until then
        "a cited minimum beats a maximum",
        (Period(AT_MOST, 36), _law(AT_LEAST, 60)),
        date(2020, 2, 29),
        date(2025, 3, 1),
    ),
    Example(  # R10: the statute demands seven years, the notice allows ten (X19)
        "a duty that ends sooner leaves the maximum",
        (Period(AT_MOST, 120, YEAR_END), _law(FOR, 84, CALENDAR_YEAR)),
        date(2020, 12, 31),
        date(2030, 12, 31),
    ),
    Example(  # R03: the recommendation of a bar association is no duty
        "a recommendation does not beat a maximum",
        (Period(AT_MOST, 36), Period(FOR, 120)),
        date(2024, 2, 29),
        date(2027, 2, 28),
    ),
    Example(
        "a minimum of the controller's own does not beat a maximum",
        (Period(AT_MOST, 36), Period(AT_LEAST, 60)),
        date(2024, 2, 29),
        date(2027, 2, 28),
    ),
    Example(  # section 3.11: the expiry of a public register is a second maximum
        "of two maxima the first binds",
        (Period(AT_MOST, 36), _law(AT_MOST, 12)),
        date(2024, 2, 29),
        date(2025, 2, 28),
    ),
    Example(
        "without a maximum the longest of the controller's own rules decides",
        (Period(FOR, 36), Period(FOR, 120), Period(EVENT, 0)),
        date(2024, 2, 29),
        date(2034, 3, 1),
    ),
    Example("an event does not keep beyond itself", (Period(EVENT, 0),), date(2025, 4, 2), date(2025, 4, 2)),  # S6
    Example(
        "a statutory event is no duty to keep",
        (Period(AT_MOST, 3), _law(EVENT, 12)),
        date(2025, 11, 30),
        date(2026, 2, 28),
    ),
]
_PERIODS = st.builds(
    Period,
    kind=st.sampled_from(list(RuleKind)),
    months=st.sampled_from([3, 6, 12, 24, 36, 60, 72, 84, 120]),
    anchor=st.sampled_from(list(Anchor)),
    is_statute=st.booleans(),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_example(example: Example) -> None:
    assert combined_due_on(example.periods, example.trigger_on, example.year_starts) == example.due_on
    assert combined_due_on(example.periods[::-1], example.trigger_on, example.year_starts) == example.due_on


def test_nothing_is_due_without_trigger_or_rule() -> None:
    assert combined_due_on([Period(AT_MOST, 36)], None) is None
    assert combined_due_on([], date(2020, 1, 1)) is None


@pytest.mark.django_db
class TestInTheDatabase:
    @pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
    def test_gives_the_examples_and_names_the_rule_that_decides(self, example):
        with accounts.command():
            kept = retention.recorded(retention.ruled(list(example.periods), example.year_starts), example.trigger_on)
        answer = explanation.explain(kept.id)
        assert answer.due_on == example.due_on
        assert answer.deciding is not None
        assert answer.deciding.due_on == example.due_on

    @settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(_PERIODS, max_size=6), st.integers(1, 12), st.dates(date(2019, 1, 1), date(2030, 12, 31)))
    def test_agrees_with_python(self, periods, year_starts, trigger_on):
        with accounts.command():
            kept = retention.recorded(retention.ruled(periods, year_starts), trigger_on)
        assert kept.due_on == combined_due_on(periods, trigger_on, year_starts)
