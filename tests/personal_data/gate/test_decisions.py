"""What a decided request lets the gate erase before it is due, and what it still keeps."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from collections_app.models import Case, Debtor
from personal_data.models import BlockKind, DecisionGround
from personal_data.services import blocks, erasure_decisions
from tests.factories import acting
from tests.personal_data.gate.asking import erase

NOW = datetime.now(UTC)


def decide(*rows: Case | Debtor, effective_on: date | None = None, approved_by: str = "") -> int:
    return erasure_decisions.decide(
        envelopes=[row.envelope_id for row in rows],
        reference="R-2026-000001",
        effective_on=effective_on or NOW.astimezone(ZoneInfo("Europe/Stockholm")).date(),
        decided_by=acting.person("petra").id,
        approved_by=acting.person(approved_by).id if approved_by else None,
        decided_at=NOW,
    )


class TestADecision:
    def test_is_needed_for_the_ground(self, gate: str, case: Case) -> None:
        assert erase(case, ground="request") == ["not_decided"]

    def test_erases_what_is_not_due(self, gate: str, case: Case) -> None:
        assert decide(case) == 1
        assert erase(case, ground="request") == ["erased"]
        assert not Case.objects.exists()

    def test_does_not_make_it_due(self, gate: str, case: Case) -> None:
        decide(case)
        assert erase(case) == ["trigger_unknown"]

    def test_waits_for_its_day(self, gate: str, case: Case) -> None:
        decide(case, effective_on=NOW.date() + timedelta(days=3))
        assert erase(case, ground="request") == ["not_decided"]
        assert erasure_decisions.effective() == []

    def test_is_found_on_its_day(self, gate: str, case: Case) -> None:
        decide(case)
        assert erasure_decisions.effective() == [case.envelope_id]

    def test_is_made_once(self, gate: str, case: Case) -> None:
        assert (decide(case), decide(case)) == (1, 0)

    def test_passes_over_what_is_gone(self, gate: str) -> None:
        assert (
            erasure_decisions.decide(
                envelopes=[uuid4()],
                reference="R-2026-000001",
                effective_on=NOW.date(),
                decided_by=uuid4(),
                decided_at=NOW,
            )
            == 0
        )

    def test_can_be_withdrawn(self, gate: str, case: Case) -> None:
        decide(case)
        assert erasure_decisions.withdraw(reference="R-2026-000001", at=NOW) == 1
        assert erase(case, ground="request") == ["not_decided"]
        assert erasure_decisions.withdraw(reference="R-2026-000001", at=NOW) == 0

    @pytest.mark.parametrize(
        ("decided", "asked"),
        [
            (DecisionGround.ROLL_BACK, DecisionGround.REQUEST),
            (DecisionGround.REQUEST, DecisionGround.ROLL_BACK),
        ],
    )
    def test_counts_for_its_own_ground_only(
        self, gate: str, case: Case, decided: DecisionGround, asked: DecisionGround
    ) -> None:
        erasure_decisions.decide(
            envelopes=[case.envelope_id],
            reference="I-000001",
            effective_on=NOW.date() - timedelta(days=1),
            decided_by=acting.person("petra").id,
            decided_at=NOW,
            ground=decided,
        )
        assert erase(case, ground=asked.value) == ["not_decided"]
        assert erasure_decisions.effective() == ([case.envelope_id] if decided is DecisionGround.REQUEST else [])
        assert erase(case, ground=decided.value) == ["erased"]

    def test_is_approved_by_another(self, gate: str, case: Case) -> None:
        with pytest.raises(IntegrityError, match="second_person"):
            decide(case, approved_by="petra")

    @pytest.mark.parametrize(
        ("kind", "reason"),
        [
            (BlockKind.HOLD, "held"),
            (BlockKind.WISH, "kept_for_person"),
            (BlockKind.RESTRICTION, "restricted"),
        ],
    )
    def test_gives_way_to_a_block(self, gate: str, case: Case, kind: BlockKind, reason: str) -> None:
        decide(case)
        blocks.place(kind=kind, reason_code="test", envelopes=[case.envelope_id])
        assert erase(case, ground="request") == [reason]

    def test_leaves_a_profile_that_a_case_needs(self, gate: str, case: Case) -> None:
        debtor = Debtor.objects.get()
        decide(debtor)
        assert erase(debtor, ground="request") == ["still_needed"]
