"""How overlapping rules combine (retention schedule, section 3): all fourteen points, each with its tests."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
POINTS = {
    "1 the longest legal duty wins, and a maximum gives way to nothing else": (
        "retention/test_combining.py::test_example",
        "retention/test_terms.py::TestTerms::test_an_end_binds_when_a_second_person_has_approved",
    ),
    "2 bookkeeping rows outlive the case, locked to bookkeeping": (
        "retention/test_scenarios.py::test_s5_the_voucher_outlives_the_case",
        "retention/test_kept_by_law.py::TestBookkeeping::test_has_its_own_period_basis_and_lock",
    ),
    "3 shorter clocks run independently": (
        "retention/test_scenarios.py::test_s1_a_full_case_goes_in_three_steps",
        "retention/test_recordings.py::TestTheClock::test_is_not_moved_by_closing_reopening_or_closing_again",
    ),
    "4 a legal hold suspends the tagged records only, and on release the later of two days counts": (
        "retention/test_scenarios.py::test_s3_a_hold_moves_the_day_to_its_release_and_no_further",
        "retention/test_runs.py::TestRun::test_erases_on_the_day_of_release_what_was_held",
        "retention/test_due_dates.py::test_released_after_its_day_it_is_due_on_the_day_of_release",
    ),
    "5 a restriction asked for instead of erasure suspends it, and so does a dispute about accuracy": (
        "retention/test_scenarios.py::test_s8_the_persons_own_wish_keeps_it",
        "retention/test_runs.py::TestRun::test_keeps_what_a_person_disputes",
    ),
    "6 a reopened case starts anew at its new close, and a late payment does not reopen": (
        "retention/test_scenarios_by_services.py::TestReopened::test_s4_the_clock_starts_anew_at_the_new_close",
        "retention/test_scenarios_by_services.py::TestReopened::test_a_late_payment_neither_reopens_nor_moves_the_day",
    ),
    "7 shared rows fall due with the last record that refers to them": (
        "retention/test_scenarios.py::test_s9_the_profile_waits_for_the_last_case",
        "retention/test_scenarios.py::TestProfileAtOnce::test_a_new_case_takes_the_day_away",
    ),
    "8 the end of the assignment starts the agency's clock": (
        "retention/test_scenarios_by_services.py::test_a_claim_that_the_creditor_withdraws_starts_the_clock_that_day",
    ),
    "9 the file of a rights request has a period of its own": (
        "retention/test_published_rules.py::TestEachFile::test_has_a_rule_for_each_class_of_record",
    ),
    "10 the trail survives erasure as evidence, without the person": (
        "retention/test_runs.py::TestRun::test_leaves_nothing_of_the_person",
        "retention/test_runs.py::TestRun::test_records_each_step_without_a_name",
    ),
    "11 what a public register drops goes with it": (
        "retention/test_own_days.py::TestWhatItDecides::test_the_register_s_own_expiry_is_a_second_maximum",
        "retention/test_terms.py::TestTerms::test_a_limit_binds_at_once_and_ends",
    ),
    "12 back-ups expire by their own cycle, and the journal is replayed": ("retention/backups/",),
    "13 anonymising is allowed only where the notice permits it": (
        "retention/test_published_rules.py::TestEachFile::test_anonymises_only_where_the_notice_says_so",
    ),
    "14 children before parents, what was killed goes on, and a second run changes nothing": (
        "retention/test_runs.py::TestRun::test_goes_on_where_a_killed_one_stopped",
        "retention/test_runs.py::TestRun::test_a_second_run_on_the_same_day_changes_nothing",
    ),
}


def _tests(path: Path) -> set[str]:
    """The names of the tests in a module, with their class."""
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{each.name}" for each in node.body if isinstance(each, ast.FunctionDef)}
        elif isinstance(node, ast.FunctionDef):
            found.add(node.name)
    return {each for each in found if each.rpartition("::")[2].startswith("test_")}


@pytest.mark.parametrize("point", POINTS)
def test_each_point_is_proven_by_tests_that_are_there(point: str) -> None:
    for proof in POINTS[point]:
        file, _, name = proof.partition("::")
        paths = sorted((ROOT / file).rglob("test_*.py")) if file.endswith("/") else [ROOT / file]
        assert paths, proof
        assert any(_tests(path) if not name else name in _tests(path) for path in paths), proof


def test_there_are_fourteen() -> None:
    assert [int(point.split(" ")[0]) for point in POINTS] == list(range(1, 15))
