"""The journal is replayed after a restore: what was held is held, who was on the suppression list stays on it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from collections_app.models import Case, Debtor
from personal_data import envelopes, keys
from personal_data.journal import closing, entries
from personal_data.models import (
    BlockKind,
    EnvelopeBlock,
    Erasure,
    RemovalReason,
    SuppressionEntry,
    SuppressionReason,
)
from personal_data.services import blocks, suppression
from tests.factories import acting, collection, due_dates
from tests.retention.backups.conftest import Empty, House
from tests.retention.backups.restoring import erase_anna, hold, name_of, restore


class TestBlocks:
    def test_placed_after_the_back_up_are_there_again(self, house: House, empty: Empty) -> None:
        made = house.back_up()
        block = hold(house.case)
        with acting.omar():
            (limit,) = blocks.place(
                kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", subject=house.bo.subject
            )
        empty()
        done = restore(house, Path(made.place))
        assert done.is_clean
        again = {each.id: each for each in EnvelopeBlock.objects.all()}
        assert again.keys() == {block.id, limit.id}
        assert again[block.id].placed_by == block.placed_by
        assert abs(again[block.id].placed_at - block.placed_at) < timedelta(seconds=5)
        assert again[limit.id].allowed == limit.allowed
        with acting.nightly():
            assert [each.reason for each in envelopes.erase([house.case.envelope_id])] == ["held"]
        with pytest.raises(envelopes.Refused):
            name_of(house.bo)

    def test_lifted_after_the_back_up_are_lifted_again_and_stop_nothing(self, house: House, empty: Empty) -> None:
        block = hold(house.case)
        made = house.back_up()
        with acting.omar():
            blocks.lift(block)
        erase_anna(house)
        empty()
        done = restore(house, Path(made.place))
        assert done.is_clean
        assert done.replayed.done["block_lifted"] == 1
        assert not Case.objects.exists()

    def test_whose_record_came_after_the_back_up_wait_for_nothing(self, house: House, empty: Empty) -> None:
        made = house.back_up()
        with acting.hanna():
            hold(collection.case_file(house.controller, [house.bo]))
        empty()
        assert restore(house, Path(made.place)).is_clean
        assert not EnvelopeBlock.objects.exists()


class TestTheJournal:
    def test_is_replayed_once(self, house: House, empty: Empty) -> None:
        made = house.back_up()
        block = hold(house.bo)
        erase_anna(house)
        empty()
        restore(house, Path(made.place))
        call_command("replay_journal", by=house.keeper.email)
        assert list(EnvelopeBlock.objects.values_list("id", flat=True)) == [block.id]
        assert Erasure.objects.count() == 3

    def test_an_erasure_of_which_nobody_knows_whether_it_was_done_is_judged_anew(
        self, house: House, empty: Empty
    ) -> None:
        made = house.back_up()
        with acting.nightly():
            named = {"ground": "due", "run": None, "envelopes": [house.case.envelope_id.hex, house.bo.envelope_id.hex]}
            entries.intend("erasure", named)
        name = empty()
        due_dates.without_rules(name)
        assert restore(house, Path(made.place)).is_clean
        assert not Case.objects.exists()
        assert Debtor.objects.filter(pk=house.bo.pk).exists()

    def test_that_was_cut_keeps_the_house_closed(self, house: House, empty: Empty) -> None:
        hold(house.bo)
        made = house.back_up()
        (path,) = entries.journal().directory.glob("journal-*")
        path.write_text("".join(path.read_text().splitlines(keepends=True)[:1]))
        empty()
        with pytest.raises(CommandError, match=r"Not clean.*journal: entry 2 is gone"):
            call_command("restore", made.place, by=house.keeper.email)
        assert closing.why() == "restored"

    def test_what_is_left_over_keeps_the_house_closed(
        self, house: House, empty: Empty, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = house.back_up()
        erase_anna(house)
        empty()
        with monkeypatch.context() as spoiled:
            spoiled.setattr("retention.services.proving.prove", lambda *_, **__: None)
            for command in (["restore", made.place], ["replay_journal"]):
                with pytest.raises(CommandError, match=r"residual-data check: RES-[0-9-]+ found leftovers"):
                    call_command(*command, by=house.keeper.email)
                assert Client().get("/").status_code == 503
        call_command("replay_journal", by=house.keeper.email)
        assert closing.why() == ""


class TestTheSuppressionList:
    def test_stays_as_it_was_when_the_house_was_lost(self, house: House, empty: Empty) -> None:
        """Entered after the back-up: there again. Taken off after it: off again. Of before: as it was."""
        before, withdrawn = self._enter(house, "bo@example.test"), self._enter(house, "cecilia@example.test")
        made = house.back_up()
        later = self._enter(house, "anna@example.test")
        with acting.omar():
            suppression.remove(entry=withdrawn, removal=RemovalReason.WITHDRAWN, by=house.keeper.pk, at=timezone.now())
        empty()
        assert restore(house, Path(made.place)).is_clean
        again = {each.pk: each for each in SuppressionEntry.objects.all()}
        assert again.keys() == {before.pk, withdrawn.pk, later.pk}
        kept = ("tokens", "reason", "reference", "entered_by", "entered_at", "review_on", "controller_id")
        assert [getattr(again[later.pk], name) for name in kept] == [getattr(later, name) for name in kept]
        assert again[withdrawn.pk].tokens == []
        assert again[withdrawn.pk].removal == RemovalReason.WITHDRAWN
        assert again[before.pk].tokens == before.tokens
        with acting.hanna():
            wanted = {"anna": [("email", "anna@example.test")], "cecilia": [("email", "cecilia@example.test")]}
            assert suppression.among(controller_id=house.controller.pk, wanted=wanted) == {"anna": "mistaken_identity"}

    def test_is_not_in_the_journal_once_the_key_epoch_of_the_day_is_gone(self, house: House) -> None:
        entry = self._enter(house, "anna@example.test")
        (line,) = [each for each in entries.read() if each.kind == suppression.ENTERED]
        for token in entry.tokens:
            assert str(token) not in str(line.body)
            assert token.to_bytes(8, "big", signed=True).hex() not in line.body["tokens"]
        keys.ring().advance(at=timezone.now())
        keys.ring().destroy(line.body["epoch"])
        with pytest.raises(keys.EpochGone), acting.omar():
            suppression.enter_again(line.body)

    @staticmethod
    def _enter(house: House, email: str) -> SuppressionEntry:
        with acting.omar():
            return suppression.enter(
                controller=house.controller,
                reason=SuppressionReason.MISTAKEN_IDENTITY,
                found_by=suppression.of_values(house.controller.pk, [("email", email)]),
                by=house.keeper.pk,
                at=timezone.now(),
                reference="R-2026-000001",
            )
