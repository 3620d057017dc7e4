"""Back up, erase, restore: what was erased does not come back, what was held is held."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from collections_app.models import CallRecording, Case, Debtor, Note
from config.celery import AccountableTask, app
from config.health.tasks import heartbeat
from personal_data import envelopes, files
from personal_data.journal import closing, entries
from personal_data.models import BlockKind, Envelope, EnvelopeBlock, Erasure, KeptDigest, SealedFile
from personal_data.services import blocks
from retention.models import Certificate, ResidualCheck
from retention.services.backups import loading, restoring
from retention.services.backups.sealed import Damaged
from tests.factories import accounts, acting, collection, due_dates
from tests.retention.backups.conftest import Empty, House


def erase_anna(house: House) -> None:
    """Everything of Anna goes, her profile last."""
    with acting.nightly():
        records = [house.case.envelope_id, house.recording.envelope_id]
        assert all(each.erased for each in envelopes.erase(records))
        assert envelopes.erase([house.anna.envelope_id])[0].erased


def hold(row: Any) -> EnvelopeBlock:
    with acting.omar():
        (block,) = blocks.place(kind=BlockKind.HOLD, reason_code="lawsuit", envelopes=[row.envelope_id])
    return block


def restore(house: House, folder: Path, keys_from: Path | None = None) -> restoring.Restored:
    return restoring.restore(folder=folder, keys_from=keys_from, email=house.keeper.email, at=timezone.now())


def name_of(debtor: Debtor) -> str:
    with acting.hanna():
        row = Debtor.objects.get(pk=debtor.pk)
        envelopes.open([row])
        name: str = row.name.reveal()
        return name


class TestWithNewerKeys:
    def test_what_was_erased_does_not_open(self, house: House, empty: Empty) -> None:
        yesterday = house.back_up()
        erase_anna(house)
        today = house.back_up(at=timezone.now() + timedelta(seconds=1))
        empty()
        source = loading.opened(Path(yesterday.place), Path(today.place))
        loading.load(source, email=house.keeper.email)
        assert Debtor.objects.filter(pk=house.anna.pk).exists()
        with pytest.raises(envelopes.Gone):
            name_of(house.anna)
        assert name_of(house.bo) == "Bo Berg"

    def test_and_goes_as_soon_as_the_journal_is_replayed(self, house: House, empty: Empty) -> None:
        yesterday = house.back_up()
        erase_anna(house)
        today = house.back_up(at=timezone.now() + timedelta(seconds=1))
        empty()
        assert restore(house, Path(yesterday.place), Path(today.place)).is_clean
        assert list(Debtor.objects.values_list("pk", flat=True)) == [house.bo.pk]
        assert Erasure.objects.count() == 3


class TestWithItsOwnKeys:
    @pytest.mark.requirement(
        "AXACTOR-95", breaks="a restore that opens the house without erasing again what was erased after the back-up"
    )
    @pytest.mark.requirement(
        "OPR-49", breaks="a restore that serves pages before the erasure journal has been replayed"
    )
    def test_what_was_erased_is_erased_again_before_the_first_page(
        self, house: House, empty: Empty, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = house.back_up()
        erase_anna(house)
        empty()
        served_meanwhile = []

        def look(what: str) -> None:
            status = Client().get("/portal/").status_code
            # Before the journal's turn the tables are filled in a transaction that nobody can look into.
            is_there = what == "journal" and Debtor.objects.filter(pk=house.anna.pk).exists()
            served_meanwhile.append((what, status, is_there))

        done = restoring.restore(
            folder=Path(made.place), keys_from=None, email=house.keeper.email, at=timezone.now(), told=look
        )
        assert {status for _, status, _ in served_meanwhile} == {503}
        assert served_meanwhile[-1] == ("journal", 503, True)
        assert done.is_clean
        assert done.replayed.done["erasure"] == 3
        assert ResidualCheck.objects.get().is_clean
        assert Certificate.objects.get().act.kind == "restore"
        assert not Debtor.objects.filter(pk=house.anna.pk).exists()
        assert not Case.objects.exists()
        assert not Note.history.exists()
        assert not CallRecording.objects.exists()
        assert Client().get("/portal/").status_code == 200
        assert name_of(house.bo) == "Bo Berg"

    def test_files_of_what_was_erased_go_too_and_others_are_read(self, house: House, empty: Empty) -> None:
        with acting.hanna():
            other = collection.recording(house.controller, house.bo.subject, b"RIFF another call")
        made = house.back_up()
        erase_anna(house)
        empty()
        assert restore(house, Path(made.place)).is_clean
        stored = list(Path(settings.SEALED_FILES_DIRECTORY).glob("??/*"))
        (file,) = SealedFile.objects.all()
        assert stored == [files.path_of(file.id)]
        with acting.hanna():
            row = CallRecording.objects.get(pk=other.pk)
            envelopes.open([row])
            assert b"".join(files.read(file)) == b"RIFF another call"

    def test_a_claim_that_was_erased_is_still_recognised(self, house: House, empty: Empty) -> None:
        made = house.back_up()
        erase_anna(house)
        kept = set(KeptDigest.objects.values_list("digest", flat=True))
        empty()
        restore(house, Path(made.place))
        assert {bytes(each) for each in KeptDigest.objects.values_list("digest", flat=True)} == {bytes(e) for e in kept}


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


class TestWhoMay:
    @pytest.mark.requirement("AXACTOR-96", breaks="a back-up or a restore by somebody who is not named for it")
    def test_only_named_persons_and_it_is_recorded(self, house: House, empty: Empty, tmp_path: Path) -> None:
        stranger = accounts.member(Role.PRIVACY_OFFICER, name="Petra")
        with pytest.raises(CommandError, match="Nobody active with that address"):
            call_command("backup", str(tmp_path / "backups"), by=stranger.email)
        assert not (tmp_path / "backups").exists()
        call_command("backup", str(tmp_path / "backups"), by=house.keeper.email)
        assert Event.objects.get(name="retention.backup.made").actor_id == house.keeper.pk
        (folder,) = (tmp_path / "backups").iterdir()
        empty()
        with pytest.raises(CommandError, match="Nobody active with that address"):
            call_command("restore", str(folder), by=stranger.email)
        assert not Envelope.objects.exists()
        call_command("restore", str(folder), by=house.keeper.email)
        assert Event.objects.get(name="retention.backup.restored").actor_id == house.keeper.pk


class TestRefusals:
    def test_a_database_that_lives_is_not_overwritten(self, house: House) -> None:
        made = house.back_up()
        with pytest.raises(CommandError, match="not empty"):
            call_command("restore", made.place, by=house.keeper.email)
        assert closing.why() == ""

    def test_a_part_that_was_changed(self, house: House, empty: Empty) -> None:
        made = house.back_up()
        path = Path(made.place) / "data" / "public.collections_app_case.sealed"
        path.write_bytes(path.read_bytes()[:-1] + b"\x00")
        empty()
        with pytest.raises(CommandError, match=r"public\.collections_app_case was changed"):
            call_command("restore", made.place, by=house.keeper.email)
        assert not Envelope.objects.exists()
        assert closing.why() == "restored"

    def test_a_manifest_that_was_changed(self, house: House) -> None:
        made = house.back_up()
        path = Path(made.place) / "manifest.json"
        path.write_text(path.read_text().replace('made_at\\": \\"20', 'made_at\\": \\"19'))
        with pytest.raises(Damaged, match="manifest was changed"):
            loading.opened(Path(made.place))

    def test_another_program(self, house: House, empty: Empty) -> None:
        made = house.back_up()
        name = empty()
        with connections["owner"].cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'retention' AND name LIKE '0001%'")
        with pytest.raises(CommandError, match=r"retention\.0001"):
            call_command("restore", made.place, by=house.keeper.email)
        assert name


class TestClosed:
    def test_a_worker_does_nothing_but_show_that_it_lives(self, house: House) -> None:
        ran = []

        @app.task(name="tests.closed", base=AccountableTask)
        def work(**_: Any) -> None:
            ran.append("work")

        closing.close("restored")
        with pytest.raises(closing.Closed):
            work()
        heartbeat()
        closing.open_again()
        work()
        assert ran == ["work"]

    def test_a_page_says_so_and_supervisors_are_told(self, house: House) -> None:
        closing.close("restored")
        page = Client().get("/portal/")
        assert page.status_code == 503
        assert page["Retry-After"] == "600"
        assert "A back-up is being restored" in page.content.decode()
        ready = Client().get("/health/ready")
        assert ready.json()["checks"]["erasure journal"] == "failed"
        assert Client().get("/health/live").status_code == 200
