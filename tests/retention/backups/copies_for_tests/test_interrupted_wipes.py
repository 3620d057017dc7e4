"""A copy for tests goes whole whatever stopped a wipe or a restore, and whoever else wipes."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from collections_app.models import Debtor
from config.worker import wipe_what_is_over
from personal_data import envelopes, keys
from personal_data.journal.entries import journal
from retention.models import CopyForTests
from retention.services import wiping
from retention.services.backups import restoring, tables
from tests.factories import acting
from tests.retention.backups.conftest import House
from tests.retention.backups.copies_for_tests.rows import WIPED
from tests.retention.backups.copies_for_tests.sites import Site, nothing_is_left
from tests.retention.backups.copies_for_tests.stopping import after, beside, power_cut
from tests.retention.backups.restoring import name_of


class TestWiping:
    @WIPED
    def test_what_was_interrupted_is_finished_and_rows_without_a_key_do_not_open(
        self, site: Site, house: House, copy: CopyForTests, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site.enter()
        site.restore(copy)
        with time_machine.travel(copy.ends_at, tick=False):
            with monkeypatch.context() as patch, acting.nightly():
                patch.setattr(tables, "empty", power_cut)
                with pytest.raises(ZeroDivisionError):
                    wiping.wipe_if_over(at=timezone.now())
            assert Debtor.objects.filter(pk=house.bo.pk).exists()
            with pytest.raises((envelopes.Gone, keys.EpochGone)):
                name_of(house.bo)
            wipe_what_is_over()
            nothing_is_left(site, copy)

    @WIPED
    @pytest.mark.parametrize("days", [0, 3], ids=["at its end", "by hand before"])
    def test_a_wipe_that_stopped_after_the_rows_is_finished_and_its_statement_says_what_there_was(
        self, site: Site, copy: CopyForTests, monkeypatch: pytest.MonkeyPatch, days: int
    ) -> None:
        site.enter()
        site.restore(copy)
        at = copy.ends_at - timedelta(days=days)
        with time_machine.travel(max(at, timezone.now()), tick=False):
            for stopped in ("_empty", "_keep"):
                with monkeypatch.context() as patch, acting.nightly():
                    patch.setattr(wiping, stopped, after(getattr(wiping, stopped)))
                    with pytest.raises(ZeroDivisionError):
                        wiping.wipe(at=timezone.now())
                assert not Debtor.objects.exists()
            wipe_what_is_over()
            nothing_is_left(site, copy)
            wipe_what_is_over()
        said = json.loads((journal().directory / f"wiped-{copy.reference}.json").read_text())["statement"]
        assert said["epochs"] == [copy.backup.epoch]
        assert said["files"] == 1
        assert said["rows"] >= copy.backup.rows
        assert said["backup"] == copy.backup.reference

    @WIPED
    def test_one_program_wipes_at_a_time(self, site: Site, copy: CopyForTests, monkeypatch: pytest.MonkeyPatch) -> None:
        site.enter()
        site.restore(copy)
        empty, begun = wiping._empty, []

        def two_at_once() -> None:
            begun.append(1)
            if len(begun) == 1:
                assert not isinstance(beside(wipe_what_is_over), Exception)
                assert isinstance(beside(lambda: call_command("wipe_copy")), CommandError)
                assert Debtor.objects.exists(), "the other program keeps its hands off"
            empty()

        monkeypatch.setattr(wiping, "_empty", two_at_once)
        with time_machine.travel(copy.ends_at, tick=False):
            wipe_what_is_over()
            nothing_is_left(site, copy)
        assert len(begun) == 1

    @WIPED
    def test_what_a_restore_that_stopped_had_loaded_goes_at_the_end_too(
        self, site: Site, house: House, copy: CopyForTests, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site.enter()
        with monkeypatch.context() as patch:
            patch.setattr(restoring, "_note", power_cut)
            with pytest.raises(ZeroDivisionError):
                site.restore(copy)
        assert Debtor.objects.filter(pk=house.bo.pk).exists()
        with time_machine.travel(copy.ends_at - timedelta(seconds=1), tick=False):
            wipe_what_is_over()
            assert Debtor.objects.exists()
        with time_machine.travel(copy.ends_at, tick=False):
            wipe_what_is_over()
            nothing_is_left(site, copy)
