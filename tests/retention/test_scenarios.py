"""The combined scenarios of the retention schedule, on the real database with the published rules."""

from datetime import date

import pytest

from collections_app.models import Case
from collections_app.record_classes import CALL_RECORDING, LEDGER_ENTRY
from personal_data import envelopes
from personal_data.models import BlockKind, Controller, Envelope, Role
from personal_data.services import blocks
from retention.selectors import due, explanation
from tests.factories import accounts, collection, retention

pytestmark = pytest.mark.django_db


@pytest.fixture
def intrum() -> Controller:
    with accounts.command():
        return retention.controller("INTRUM")


def _goes(controller: Controller, on: date) -> dict[str, int]:
    return {each.record_class: each.due for each in due.preview(controller, on).classes if each.due}


def _stays(controller: Controller, on: date) -> dict[str, dict[str, int]]:
    return {each.record_class: dict(each.kept) for each in due.preview(controller, on).classes if each.kept}


def _envelope(of: Controller, case: Case, record_class: object, trigger_on: date) -> Envelope:
    subject = case.case_debtors.get().debtor.subject
    return envelopes.create(
        controller=of, record_class=record_class, subjects=[(subject, Role.DEBTOR)], trigger_on=trigger_on
    )


@pytest.mark.requirement("INTRUM-108", breaks="another period than five years after the close, or another kind")
@pytest.mark.requirement("INTRUM-110", breaks="letting ledger entries go with the case, or by the shorter notice")
def test_s1_a_full_case_goes_in_three_steps(intrum: Controller) -> None:
    with accounts.command():
        case = retention.closed_case(intrum, date(2021, 6, 30))
        _envelope(intrum, case, CALL_RECORDING, date(2021, 6, 10))
        _envelope(intrum, case, LEDGER_ENTRY, date(2021, 6, 15))
    assert _goes(intrum, date(2021, 12, 10)) == {}
    assert _goes(intrum, date(2021, 12, 11)) == {"call_recording": 1}
    assert "case_file" not in _goes(intrum, date(2026, 6, 30))
    assert _goes(intrum, date(2026, 7, 1)) == {"call_recording": 1, "case_file": 1, "profile": 1}
    assert "ledger_entry" not in _goes(intrum, date(2027, 12, 31))
    assert _goes(intrum, date(2028, 1, 1))["ledger_entry"] == 1


def test_s3_a_hold_moves_the_day_to_its_release_and_no_further(amili: Controller) -> None:
    with accounts.command():
        case = retention.closed_case(amili, date(2023, 3, 31))
        assert retention.due_on(case) == date(2026, 3, 31)
        (hold,) = blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[case.envelope_id])
        assert _stays(amili, date(2026, 9, 15))["case_file"] == {"held": 1}
        blocks.lift(hold)
        assert _goes(amili, date(2026, 9, 15))["case_file"] == 1
        assert retention.due_on(case) == date(2026, 3, 31)


def test_s4_a_reopened_case_starts_its_clock_anew(amili: Controller) -> None:
    with accounts.command():
        case = retention.closed_case(amili, date(2022, 1, 31))
        assert retention.due_on(case) == date(2025, 1, 31)
        envelopes.set_trigger(envelopes=[case.envelope_id], trigger_on=None)
        assert retention.due_on(case) is None
        assert _goes(amili, date(2099, 1, 1)) == {}
        retention.close(case, date(2024, 4, 30))
    assert retention.due_on(case) == date(2027, 4, 30)


def test_s5_the_voucher_outlives_the_case(amili: Controller) -> None:
    with accounts.command():
        case = retention.closed_case(amili, date(2021, 2, 1))
        _envelope(amili, case, LEDGER_ENTRY, date(2020, 12, 20))
    assert _goes(amili, date(2024, 2, 1)) == {"case_file": 1, "profile": 1}
    assert "ledger_entry" not in _goes(amili, date(2027, 12, 31))
    assert _goes(amili, date(2028, 1, 1))["ledger_entry"] == 1


def test_s8_the_persons_own_wish_keeps_it(amili: Controller) -> None:
    with accounts.command():
        case = retention.closed_case(amili, date(2023, 6, 30))
        subject = case.case_debtors.get().debtor.subject
        (wish,) = blocks.place(kind=BlockKind.WISH, reason_code="own_claim", subject=subject)
        assert _stays(amili, date(2026, 7, 15))["case_file"] == {"kept_for_person": 1}
        blocks.lift(wish)
    assert _goes(amili, date(2026, 12, 1))["case_file"] == 1


def test_s9_the_profile_waits_for_the_last_case(amili: Controller) -> None:
    with accounts.command():
        first = retention.closed_case(amili, date(2022, 10, 15))
        person = first.case_debtors.get().debtor
        second = retention.close(collection.case_file(amili, [person]), date(2024, 1, 31))
    assert _goes(amili, date(2025, 10, 15)) == {"case_file": 1}
    assert _goes(amili, date(2027, 1, 31)) == {"case_file": 2, "profile": 1}
    assert retention.due_on(second) == date(2027, 1, 31)


def test_s10_a_request_before_the_day_is_answered_with_the_day(intrum: Controller) -> None:
    with accounts.command():
        case = retention.closed_case(intrum, date(2021, 6, 30))
    answer = explanation.explain(case.envelope_id)
    assert answer.due_on == date(2026, 7, 1)
    assert answer.deciding is not None
    assert "411/2018" in answer.deciding.rule.citation
    assert _goes(intrum, date(2026, 3, 1)) == {}


def test_an_open_case_keeps_the_profile_for_ever(amili: Controller) -> None:
    with accounts.command():
        first = retention.closed_case(amili, date(2020, 1, 1))
        collection.case_file(amili, [first.case_debtors.get().debtor])
    assert "profile" not in _goes(amili, date(2099, 1, 1))


class TestProfileAtOnce:
    """The day of a profile is right without waiting for the night's sweep."""

    def test_a_new_case_takes_the_day_away(self, amili):
        with accounts.command():
            first = retention.closed_case(amili, date(2022, 10, 15))
            person = first.case_debtors.get().debtor
            assert explanation.explain(person.envelope_id).due_on == date(2025, 10, 15)
            second = collection.case_file(amili, [person])
            assert explanation.explain(person.envelope_id).due_on is None
            retention.close(second, date(2024, 1, 31))
        assert explanation.explain(person.envelope_id).due_on == date(2027, 1, 31)

    def test_a_younger_recording_moves_it(self, amili):
        with accounts.command():
            case = retention.closed_case(amili, date(2020, 1, 1))
            _envelope(amili, case, CALL_RECORDING, date(2026, 1, 1))
        assert explanation.explain(case.case_debtors.get().debtor.envelope_id).due_on == date(2026, 7, 1)

    def test_a_ledger_entry_does_not(self, amili):
        with accounts.command():
            case = retention.closed_case(amili, date(2020, 1, 1))
            _envelope(amili, case, LEDGER_ENTRY, date(2026, 1, 1))
        assert explanation.explain(case.case_debtors.get().debtor.envelope_id).due_on == date(2023, 1, 1)
