"""The worked examples of the art. 12(3) clock: D01-D15 and P1-P3."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.policies.clock import counting
from privacy.policies.clock.closed_days import COUNTRIES, DateOutsideCalendar, calendar_of
from privacy.policies.clock.holiday_rules import rows
from privacy.policies.clock.pauses import PauseReason, PauseRefusal, Question, pause_refusal, paused_days

day = dt.date.fromisoformat
SE = calendar_of("SE")
IDENTITY = PauseReason.IDENTITY
RECEIPTS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 7, 31))
COUNTRY = st.sampled_from(COUNTRIES)

EXAMPLES = [
    ("D01", "2024-03-05", "SE NO FI DK", "2024-04-05", "2024-04-05"),
    ("D02", "2026-08-31", "SE NO FI DK", "2026-09-30", "2026-09-30"),
    ("D02b", "2024-08-31", "SE NO FI DK", "2024-09-30", "2024-09-30"),
    ("D03", "2025-03-05", "SE NO FI DK", "2025-04-05", "2025-04-07"),
    ("D04", "2024-01-31", "SE NO FI DK", "2024-02-29", "2024-02-29"),
    ("D05", "2025-01-31", "SE NO FI DK", "2025-02-28", "2025-02-28"),
    ("D06", "2026-01-30", "SE NO FI DK", "2026-02-28", "2026-03-02"),
    ("D07", "2026-03-03", "SE NO FI DK", "2026-04-03", "2026-04-07"),
    ("D08", "2026-03-02", "SE FI", "2026-04-02", "2026-04-02"),
    ("D08b", "2026-03-02", "NO DK", "2026-04-02", "2026-04-07"),
    ("D09", "2025-05-06", "SE", "2025-06-06", "2025-06-09"),
    ("D09b", "2025-05-06", "NO FI DK", "2025-06-06", "2025-06-06"),
    ("D10", "2025-05-09", "SE FI", "2025-06-09", "2025-06-09"),
    ("D10b", "2025-05-09", "NO DK", "2025-06-09", "2025-06-10"),
    ("D11", "2025-11-26", "SE NO FI DK", "2025-12-26", "2025-12-29"),
    ("D14", "2026-11-24", "SE NO FI DK", "2026-12-24", "2026-12-24"),
]
EXTENDED = [
    ("D12", "2025-01-31", "2025-02-28", "2025-04-30", "2025-04-30"),
    ("D13", "2025-10-01", "2025-11-03", "2026-01-01", "2026-01-02"),
    ("D15", "2025-11-30", "2025-12-30", "2026-02-28", "2026-03-02"),
]


@pytest.mark.parametrize(("number", "received", "countries", "calendar_end", "legal"), EXAMPLES)
def test_first_deadline(number: str, received: str, countries: str, calendar_end: str, legal: str) -> None:
    for country in countries.split():
        found = counting.deadlines(day(received), calendar_of(country))
        assert (found.calendar_deadline, found.legal_deadline) == (day(calendar_end), day(legal)), (number, country)


@pytest.mark.parametrize(("number", "received", "notice_by", "calendar_end", "legal"), EXTENDED)
def test_extension(number: str, received: str, notice_by: str, calendar_end: str, legal: str) -> None:
    first = counting.deadlines(day(received), SE).legal_deadline
    final = counting.deadlines(day(received), SE, extended=True)
    assert first == day(notice_by), number
    assert (final.calendar_deadline, final.legal_deadline) == (day(calendar_end), day(legal)), number

    def refusal(told: dt.date, reasons: str = "many requests") -> counting.ExtensionRefusal | None:
        return counting.extension_refusal(day(received), told, reasons, first_legal_deadline=first)

    assert refusal(first) is None
    assert refusal(first + dt.timedelta(days=1)) is counting.ExtensionRefusal.NOTICE_TOO_LATE
    assert refusal(first, "  ") is counting.ExtensionRefusal.NO_REASONS
    assert counting.no_action_deadline(day(received), SE) == first


@pytest.mark.parametrize("country", ["SE", "FI"])
def test_d14_with_eves(country: str) -> None:
    found = counting.deadlines(day("2026-11-24"), calendar_of(country), count_eves_as_holidays=True)
    assert found.legal_deadline == day("2026-12-28")


def ask(asked: str, answered: str | None = None, *, enough: bool = True) -> Question:
    return Question(IDENTITY, day(asked), "the signature differs", day(answered) if answered else None, enough)


def test_p1_p2_p3() -> None:
    received, today = day("2026-03-02"), day("2026-03-31")
    p1 = counting.deadlines_with_questions(received, [ask("2026-03-04", "2026-03-14")], SE, today=today)
    assert (p1.calendar_deadline, p1.legal_deadline) == (day("2026-04-12"), day("2026-04-13"))
    late = ask("2026-03-27", "2026-03-30")
    assert pause_refusal(late, received) is PauseRefusal.ASKED_TOO_LATE
    p2 = counting.deadlines_with_questions(received, [late], SE, today=today)
    assert p2.legal_deadline == day("2026-04-02")
    assert counting.close_unidentified_by(received, SE) == day("2026-04-02")


def test_a_follow_up_at_once_keeps_the_pause_and_a_slow_one_does_not() -> None:
    received, today = day("2026-03-02"), day("2026-03-31")
    first = ask("2026-03-04", "2026-03-13", enough=False)  # a Friday
    assert paused_days(received, [first, ask("2026-03-16", "2026-03-20")], SE, today=today) == 16
    assert paused_days(received, [first, ask("2026-03-17", "2026-03-20")], SE, today=today) == 9
    twice = [ask("2026-03-03", "2026-03-04"), ask("2026-03-06", "2026-03-09")]
    assert paused_days(received, twice, SE, today=today) == 4


def test_specification_pauses_only_for_a_large_quantity() -> None:
    question = Question(PauseReason.SPECIFICATION, day("2026-03-03"), "which of the cases")
    assert pause_refusal(question, day("2026-03-02")) is PauseRefusal.NO_LARGE_QUANTITY


def test_receipt_is_the_controllers_day() -> None:
    moment = dt.datetime(2026, 3, 2, 23, 30, tzinfo=dt.UTC)
    assert counting.receipt_day(moment, ZoneInfo("Europe/Stockholm")) == day("2026-03-03")
    with pytest.raises(ValueError, match="time zone"):
        counting.receipt_day(moment.replace(tzinfo=None), ZoneInfo("Europe/Stockholm"))


@pytest.mark.parametrize(("today", "alarm"), [(2, "calm"), (3, "soon"), (10, "due_today"), (11, "late")])
def test_alarm(today: int, alarm: str) -> None:
    assert counting.alarm_state(dt.date(2026, 4, 10), dt.date(2026, 4, today)).alarm == alarm


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_checked_in_table_is_what_the_rules_give(country: str) -> None:
    table = calendar_of(country)
    kept = sorted(
        [(d.isoformat(), "holiday", n) for d, n in table.holidays.items()]
        + [(d.isoformat(), "eve", n) for d, n in table.eves.items()]
    )
    computed = {(date, kind) for date, kind, _, _ in rows(country)}
    assert {(date, kind) for date, kind, _ in kept} == computed
    with pytest.raises(DateOutsideCalendar, match="holiday_rules"):
        table.is_closed(dt.date(2036, 1, 1))


def test_great_prayer_day_ends_with_2023() -> None:
    assert calendar_of("DK").is_closed(day("2023-05-05"))
    assert not calendar_of("DK").is_closed(day("2024-04-26"))


@given(RECEIPTS, RECEIPTS, COUNTRY, st.booleans(), st.integers(0, 40))
def test_properties(one: dt.date, other: dt.date, country: str, extended: bool, paused: int) -> None:
    calendar = calendar_of(country)
    early, late = sorted((one, other))
    first = counting.deadlines(early, calendar, extended=extended)
    assert first.legal_deadline >= first.calendar_deadline > early
    assert not calendar.is_closed(first.legal_deadline)
    assert (first.legal_deadline - first.calendar_deadline).days <= 5
    assert first.legal_deadline <= counting.deadlines(late, calendar, extended=extended).legal_deadline
    with_pause = counting.deadlines(early, calendar, extended=extended, days_paused=paused)
    assert with_pause.legal_deadline >= first.legal_deadline
    months = (first.calendar_deadline.year - early.year) * 12 + first.calendar_deadline.month - early.month
    assert months == (3 if extended else 1)


def test_an_extension_is_not_told_before_receipt() -> None:
    told = counting.extension_refusal(
        day("2026-03-02"), day("2026-03-01"), "many requests", first_legal_deadline=day("2026-04-02")
    )
    assert told is counting.ExtensionRefusal.BEFORE_RECEIPT


def test_a_question_without_doubts_stops_nothing() -> None:
    routine = Question(IDENTITY, day("2026-03-04"), " ", day("2026-03-14"), sufficient=True)
    assert pause_refusal(routine, day("2026-03-02")) is PauseRefusal.NO_GROUNDS
    assert paused_days(day("2026-03-02"), [routine], SE, today=day("2026-03-20")) == 0


@pytest.mark.parametrize(("today", "days"), [("2026-03-04", 0), ("2026-03-05", 1), ("2026-03-20", 16)])
def test_an_open_question_counts_until_today(today: str, days: int) -> None:
    still_open = Question(IDENTITY, day("2026-03-04"), "Another address.")
    assert paused_days(day("2026-03-02"), [still_open], SE, today=day(today)) == days
    found = counting.deadlines_with_questions(day("2026-03-02"), [still_open], SE, today=day(today))
    assert found.calendar_deadline == day("2026-04-02") + dt.timedelta(days=days)
