"""What is not due, or is held, restricted or still needed, stays, and the trail says why."""

import pytest

from audit.models import Event, Line
from collections_app.models import Case, Debtor
from personal_data.models import BlockKind, DataSubject
from personal_data.services import blocks
from tests.factories import collection, due_dates
from tests.personal_data.gate.asking import erase, keys


class TestWhatStays:
    def assert_stays(self, gate: str, case: Case, reason: str) -> None:
        assert erase(case) == [reason]
        assert Case.objects.filter(pk=case.pk).exists()
        assert case.envelope_id in keys(gate)
        event = Event.objects.get(name="personal_data.erasure.refused")
        assert (event.reason, event.count) == (reason, 1)
        assert Line.objects.get(event_id=event.id).envelope_id == case.envelope_id

    def test_without_a_due_date(self, gate: str, case: Case) -> None:
        self.assert_stays(gate, case, "trigger_unknown")

    def test_due_tomorrow(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case, in_days=1)
        self.assert_stays(gate, case, "not_due")

    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            (BlockKind.HOLD, "held"),
            (BlockKind.WISH, "kept_for_person"),
            (BlockKind.RESTRICTION, "restricted"),
            (BlockKind.OBJECTION, "restricted"),
        ],
    )
    def test_held_on_the_envelope(self, gate: str, case: Case, kind: BlockKind, reason: str) -> None:
        blocks.place(kind=kind, reason_code="dispute", envelopes=[case.envelope_id])
        due_dates.fall_due(gate, case)
        self.assert_stays(gate, case, reason)

    @pytest.mark.parametrize("kind", [BlockKind.HOLD, BlockKind.WISH, BlockKind.RESTRICTION, BlockKind.OBJECTION])
    def test_held_on_the_person(self, gate: str, case: Case, kind: BlockKind) -> None:
        blocks.place(kind=kind, reason_code="dispute", subject=Debtor.objects.get().subject)
        due_dates.fall_due(gate, case)
        assert erase(case) != ["erased"]
        assert Case.objects.exists()

    def test_goes_when_the_hold_is_lifted(self, gate: str, case: Case) -> None:
        (block,) = blocks.place(kind=BlockKind.HOLD, reason_code="dispute", envelopes=[case.envelope_id])
        due_dates.fall_due(gate, case)
        assert erase(case) == ["held"]
        blocks.lift(block)
        assert erase(case) == ["erased"]

    def test_is_not_held_by_a_need_to_know_seal(self, gate: str, case: Case) -> None:
        blocks.place(kind=BlockKind.NEED_TO_KNOW, reason_code="colleague", envelopes=[case.envelope_id])
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]

    def test_a_profile_that_a_case_still_needs(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        due_dates.fall_due(gate, debtor)
        assert erase(debtor) == ["still_needed"]
        due_dates.fall_due(gate, case)
        assert erase(case) == ["erased"]
        assert erase(debtor) == ["erased"]
        assert not DataSubject.objects.exists()

    def test_a_profile_no_longer_than_something_needs_it(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        due_dates.fall_due(gate, case, debtor)
        assert erase(case) == ["erased"]
        assert erase(debtor) == ["erased"]

    def test_a_person_with_another_case(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        other = collection.case_file(case.controller, [debtor])
        due_dates.fall_due(gate, case, debtor)
        assert erase(case) == ["erased"]
        assert erase(debtor) == ["still_needed"]
        assert Case.objects.get() == other
        assert DataSubject.objects.get() == debtor.subject

    def test_any_ground_that_the_gate_does_not_know(self, gate: str, case: Case) -> None:
        due_dates.fall_due(gate, case)
        assert erase(case, ground="because") == ["ground_unknown"]

    def test_one_does_not_keep_the_others(self, gate: str, case: Case) -> None:
        other = collection.case_file(case.controller, [Debtor.objects.get()])
        due_dates.fall_due(gate, case)
        assert erase(case, other) == ["erased", "trigger_unknown"]
