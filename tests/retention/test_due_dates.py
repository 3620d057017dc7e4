"""When a record must go: the worked examples of the retention schedule, in Python and in SQL."""

from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retention.policies.due_dates import Anchor, Period, RuleKind, add_months, after_release, due_on
from retention.policies.due_dates import period_end as end_of

AT_MOST, FOR, AT_LEAST = RuleKind.AT_MOST, RuleKind.FOR, RuleKind.AT_LEAST
YEAR_END, CALENDAR_YEAR = Anchor.FINANCIAL_YEAR_END, Anchor.CALENDAR_YEAR_OF_FINANCIAL_YEAR_END
# (example, kind, months, anchor, financial year starts in month, trigger, E, first day due)
EXAMPLES = [
    ("X01", AT_MOST, 36, Anchor.TRIGGER, 1, "2024-02-29", "2027-02-28", "2027-02-28"),
    ("X02", AT_MOST, 36, Anchor.TRIGGER, 1, "2023-08-31", "2026-08-31", "2026-08-31"),
    ("X03", AT_MOST, 36, Anchor.TRIGGER, 1, "2025-02-28", "2028-02-28", "2028-02-28"),
    ("X04", AT_MOST, 36, Anchor.TRIGGER, 1, "2024-04-01", "2027-04-01", "2027-04-01"),
    ("X05", FOR, 36, Anchor.TRIGGER, 1, "2024-02-29", "2027-02-28", "2027-03-01"),
    ("X06", FOR, 60, Anchor.TRIGGER, 1, "2024-02-29", "2029-02-28", "2029-03-01"),
    ("X07", FOR, 60, Anchor.TRIGGER, 1, "2023-02-28", "2028-02-28", "2028-02-29"),
    ("X08", FOR, 60, Anchor.TRIGGER, 1, "2021-06-30", "2026-06-30", "2026-07-01"),
    ("X09", FOR, 6, Anchor.TRIGGER, 1, "2025-08-28", "2026-02-28", "2026-03-01"),
    ("X10", FOR, 6, Anchor.TRIGGER, 1, "2025-08-29", "2026-02-28", "2026-03-01"),
    ("X11", FOR, 6, Anchor.TRIGGER, 1, "2025-08-30", "2026-02-28", "2026-03-01"),
    ("X12", FOR, 6, Anchor.TRIGGER, 1, "2025-08-31", "2026-02-28", "2026-03-01"),
    ("X13", FOR, 6, Anchor.TRIGGER, 1, "2023-08-31", "2024-02-29", "2024-03-01"),
    ("X14", FOR, 6, Anchor.TRIGGER, 1, "2025-12-31", "2026-06-30", "2026-07-01"),
    ("X15", FOR, 72, YEAR_END, 1, "2020-03-15", "2026-12-31", "2027-01-01"),
    ("X16", FOR, 72, YEAR_END, 7, "2020-08-10", "2027-06-30", "2027-07-01"),
    ("X17", FOR, 72, CALENDAR_YEAR, 7, "2020-08-10", "2027-12-31", "2028-01-01"),
    ("X18", FOR, 84, CALENDAR_YEAR, 1, "2020-03-15", "2027-12-31", "2028-01-01"),
    ("X19", AT_MOST, 120, YEAR_END, 1, "2020-12-31", "2030-12-31", "2030-12-31"),
    ("X20", FOR, 60, YEAR_END, 1, "2020-12-31", "2025-12-31", "2026-01-01"),
    ("X21", FOR, 120, Anchor.TRIGGER, 1, "2022-09-30", "2032-09-30", "2032-10-01"),
    ("X22", FOR, 120, Anchor.TRIGGER, 1, "2024-02-29", "2034-02-28", "2034-03-01"),
    ("X23", FOR, 36, Anchor.TRIGGER, 1, "2024-02-29", "2027-02-28", "2027-03-01"),
    ("X24", AT_MOST, 3, Anchor.TRIGGER, 1, "2025-11-30", "2026-02-28", "2026-02-28"),
    ("X25", FOR, 12, Anchor.TRIGGER, 1, "2024-02-29", "2025-02-28", "2025-03-01"),
    ("X26", FOR, 12, Anchor.TRIGGER, 1, "2025-01-31", "2026-01-31", "2026-02-01"),
    ("X27", AT_LEAST, 60, Anchor.TRIGGER, 1, "2020-02-29", "2025-02-28", "2025-03-01"),
    ("X28", AT_MOST, 120, Anchor.TRIGGER, 1, "2016-02-29", "2026-02-28", "2026-02-28"),
    ("X29", AT_MOST, 84, Anchor.TRIGGER, 1, "2019-02-28", "2026-02-28", "2026-02-28"),
    ("X30", FOR, 60, Anchor.TRIGGER, 1, "2021-06-30", "2026-06-30", "2026-07-01"),
    ("X31", FOR, 24, Anchor.TRIGGER, 1, "2024-02-29", "2026-02-28", "2026-03-01"),
]
_CASES = st.tuples(
    st.sampled_from([AT_MOST, FOR, AT_LEAST, RuleKind.EVENT]),
    st.sampled_from(list(Anchor)),
    st.dates(date(2019, 1, 1), date(2030, 12, 31)),
    st.sampled_from([3, 6, 12, 24, 36, 60, 72, 84, 120]),
    st.integers(1, 12),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_worked_example(example: tuple[str, RuleKind, int, Anchor, int, str, str, str]) -> None:
    _, kind, months, anchor, starts, trigger, end, due = example
    period = Period(kind, months, anchor)
    assert end_of(period, date.fromisoformat(trigger), starts) == date.fromisoformat(end)
    assert due_on(period, date.fromisoformat(trigger), starts) == date.fromisoformat(due)


def _by_sql(asked: list[tuple[str, str, date, int, int]]) -> list[date]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT retention_due(kind, anchor, trigger_on, months, starts) FROM unnest(%s::text[], %s::text[],"
            " %s::date[], %s::int[], %s::int[]) WITH ORDINALITY AS a (kind, anchor, trigger_on, months, starts, n)"
            " ORDER BY n",
            [list(column) for column in zip(*asked, strict=True)],
        )
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
def test_sql_gives_the_worked_examples_as_well() -> None:
    asked = [(each[1].value, each[3].value, date.fromisoformat(each[5]), each[2], each[4]) for each in EXAMPLES]
    assert _by_sql(asked) == [date.fromisoformat(each[7]) for each in EXAMPLES]


@pytest.mark.django_db
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_CASES, min_size=1, max_size=40))
def test_sql_and_python_agree(cases: list[tuple[RuleKind, Anchor, date, int, int]]) -> None:
    asked = [(kind.value, anchor.value, trigger, months, starts) for kind, anchor, trigger, months, starts in cases]
    expected = [
        due_on(Period(kind, months, anchor), trigger, starts) for kind, anchor, trigger, months, starts in cases
    ]
    assert _by_sql(asked) == expected


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.sampled_from([3, 6, 12, 24, 36, 60, 72, 84, 120]))
def test_a_period_never_runs_into_a_later_month(trigger: date, months: int) -> None:
    end = end_of(Period(FOR, months), trigger)
    assert (end.year * 12 + end.month) - (trigger.year * 12 + trigger.month) == months
    assert end.day <= trigger.day


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)), st.integers(1, 12))
def test_a_financial_year_holds_its_transaction(trigger: date, starts: int) -> None:
    end = end_of(Period(FOR, 12, YEAR_END), trigger, starts)
    year_end = add_months(end + timedelta(days=1), -12) - timedelta(days=1)
    assert trigger <= year_end
    assert year_end - trigger < timedelta(days=366)


def test_released_after_its_day_it_is_due_on_the_day_of_release() -> None:
    assert after_release(date(2026, 3, 31), date(2026, 9, 15)) == date(2026, 9, 15)
    assert after_release(date(2026, 3, 31), date(2026, 3, 1)) == date(2026, 3, 31)
