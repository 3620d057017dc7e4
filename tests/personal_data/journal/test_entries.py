"""What the journal knows of erasures and blocks: before they are done, after, and when a crash came between."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from audit.models import Event
from collections_app.models import Case, Debtor
from personal_data import envelopes
from personal_data.journal import entries
from personal_data.models import BlockKind, EnvelopeBlock, JournalHead
from personal_data.services import blocks, journal_keeping
from tests.factories import collection, due_dates


class Stopped(Exception):
    """What ends a transaction in the middle."""


@pytest.fixture
def case(gate: str) -> Case:
    """A case that is due, and one that is not."""
    controller = collection.controller()
    debtor = collection.debtor(controller, "Anna Andersson")
    case, other = collection.case_file(controller, [debtor]), collection.case_file(controller, [debtor])
    due_dates.fall_due(gate, case)
    due_dates.fall_due(gate, other, in_days=5)
    return case


def erase_all() -> None:
    envelopes.erase([each.envelope_id for each in Case.objects.order_by("pk")], ground="due")


def hold(case: Case) -> EnvelopeBlock:
    (block,) = blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[case.envelope_id])
    return block


def take_back(work: Callable[[], object]) -> None:
    """Do something and let its transaction come to nothing."""
    with suppress(Stopped), transaction.atomic():
        work()
        raise Stopped


def forget_the_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process is killed between the commit and the line that says so."""
    monkeypatch.setattr(entries, "settle", lambda *_: None)


class TestErasing:
    def test_is_one_line_before_and_one_after(self, case: Case) -> None:
        erase_all()
        (entry,) = entries.read()
        kept = Case.objects.get().envelope_id.hex
        assert entry.kind == "erasure"
        assert set(entry.body["envelopes"]) == {case.envelope_id.hex, kept}
        assert entry.outcome == {"kept": [kept]}
        assert entries.journal().end().number == 2

    def test_of_what_may_not_go_leaves_nothing_to_replay(self, case: Case) -> None:
        hold(case)
        before = entries.journal().end().number
        erase_all()
        assert [each.kind for each in entries.read(after=before)] == []

    def test_stands_in_the_journal_before_the_gate_is_asked(self, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        def stop(*_: Any, **__: Any) -> None:
            raise Stopped

        monkeypatch.setattr("personal_data.erasing.ErasureOutcome", stop)
        with pytest.raises(Stopped):
            erase_all()
        (entry,) = entries.read()
        assert (entry.kind, entry.outcome) == ("erasure", None)
        assert Case.objects.filter(pk=case.pk).exists()

    def test_does_not_happen_when_the_journal_cannot_be_written(self, case: Case) -> None:
        (entries.journal().directory).mkdir(exist_ok=True)
        (entries.journal().directory / "journal-2026-01.jsonl").write_text("nothing of ours\n")
        with pytest.raises(Exception, match="no line of the journal"):
            erase_all()
        assert Case.objects.filter(pk=case.pk).exists()

    def test_holds_no_value_of_the_person(self, case: Case) -> None:
        hold(case)
        erase_all()
        for path in entries.journal().directory.glob("journal-*"):
            assert "Andersson" not in path.read_text()


class TestBlocks:
    def test_are_kept_with_all_that_placing_them_again_needs(self, case: Case) -> None:
        subject = Debtor.objects.get().subject
        today = timezone.localdate()
        (block,) = blocks.place(
            kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", subject=subject, review_on=today
        )
        (entry,) = entries.read()
        (kept,) = entry.body["blocks"]
        assert kept["id"] == block.id.hex
        assert kept["subject"] == subject.pk.hex
        assert kept["kind"] == "restriction"
        assert kept["allowed"] == block.allowed
        assert kept["review_on"] == today.isoformat()
        assert entry.outcome == {}

    def test_that_are_lifted_are_kept_too_and_once_only(self, case: Case) -> None:
        block = hold(case)
        blocks.lift(block)
        blocks.lift(block)
        placed, lifted = entries.read()
        assert lifted.kind == "block_lifted"
        assert lifted.body["block"] == placed.body["blocks"][0]["id"]


class TestWhatACrashLeftOpen:
    def test_is_settled_by_what_the_database_knows(self, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as killed:
            forget_the_outcome(killed)
            block = hold(case)
            blocks.lift(block)
            erase_all()
        assert [entry.outcome for entry in entries.read()] == [None] * 3
        assert journal_keeping.settle_open() == 3
        kept = Case.objects.get().envelope_id.hex
        assert [entry.outcome for entry in entries.read()] == [{}, {}, {"kept": [kept]}]
        assert journal_keeping.settle_open() == 0

    def test_is_dropped_where_the_transaction_came_to_nothing(self, case: Case) -> None:
        take_back(lambda: hold(case))
        take_back(erase_all)
        assert journal_keeping.settle_open() == 2
        assert entries.read() == []

    def test_of_a_transaction_that_still_runs_is_left_to_it(self, case: Case) -> None:
        with transaction.atomic():
            hold(case)
            assert journal_keeping.settle_open() == 0
        assert [entry.outcome for entry in entries.read()] == [{}]

    def test_of_a_part_that_was_taken_back_within_its_transaction(self, case: Case) -> None:
        with transaction.atomic():
            take_back(erase_all)
        assert journal_keeping.settle_open() == 1
        assert entries.read() == []


class TestChecking:
    def test_remembers_how_far_the_journal_went(self, case: Case) -> None:
        hold(case)
        call_command("check_journal")
        assert JournalHead.objects.get().number == entries.journal().end().number == 2
        assert Event.objects.filter(name="personal_data.journal.checked", reason="sound", count=2).exists()

    def test_names_a_line_that_was_changed(self, case: Case, capsys: pytest.CaptureFixture[str]) -> None:
        hold(case)
        (path,) = entries.journal().directory.glob("journal-*")
        path.write_text(path.read_text().replace("lawsuit", "lawsuif"))
        with pytest.raises(CommandError, match="does not hold"):
            call_command("check_journal")
        assert f"{path.name}, line 1: entry 1 was changed." in capsys.readouterr().err
        assert Event.objects.filter(name="personal_data.journal.checked", reason="broken", count=1).exists()

    def test_names_what_was_cut_off_its_end(self, case: Case) -> None:
        hold(case)
        call_command("check_journal")
        (path,) = entries.journal().directory.glob("journal-*")
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:1]))
        looked = journal_keeping.check(at=timezone.now() + timedelta(days=1))
        assert [fault.line for fault in looked.faults] == [2]
        assert "is gone" in str(looked.faults[0])


def test_every_line_is_json_of_ids_and_codes(case: Case) -> None:
    hold(case)
    erase_all()
    for line in entries.journal().lines():
        assert set(json.loads(json.dumps(line.content))) <= {
            "number", "before", "at", "kind", "life", "transaction", "body", "settles", "outcome", "is_done",
        }  # fmt: skip
