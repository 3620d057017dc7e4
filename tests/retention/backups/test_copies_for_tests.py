"""Production data on a test installation: with an approval for some days, under the same rights, and then gone."""

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event, Line
from collections_app.models import Debtor
from config.celery import app
from config.health.tasks import heartbeat
from config.worker import wipe_what_is_over
from personal_data import envelopes, keys
from personal_data.journal import closing
from personal_data.journal.entries import journal
from personal_data.models import Envelope
from personal_data.services import journal_standing
from retention.models import Backup, CopyForTests
from retention.policies.verifying import NotGenuine
from retention.services import copies_for_tests, installation_for_tests, wiping
from retention.services.backups import expiring, loading, making, manifest, restoring, tables
from retention.services.backups.sealed import Damaged
from retention.services.copies_for_tests import NotNow
from retention.services.installation_for_tests import NotApproved
from tests.factories import accounts, acting
from tests.retention.backups.conftest import Empty, House
from tests.retention.backups.restoring import name_of
from tests.retention.backups.sites import (
    Site,
    approval_of,
    approved,
    asked,
    change_approval,
    epochs,
    made,
    place_of,
)

row = pytest.mark.requirement
APPROVED = row("INTRUM-51", breaks="production data that open on a test installation without the DPO's valid approval")
LIMITED = row("INTRUM-51", breaks="an approval without an end, or with an end that is not asked for")
SAME = row("INTRUM-51", breaks="a test installation that shows more, to more people, or without a record")
WIPED = row("INTRUM-51", breaks="a copy that outlives its days, in whole or in part, or waits for somebody to wipe it")
AUDITED = row("INTRUM-51", breaks="a copy that is asked for, approved, made, opened or wiped without an event")


@pytest.fixture
def site(house: House, empty: Empty, settings: Any, tmp_path: Path) -> Iterator[Site]:
    site = Site(house, settings, empty, tmp_path / "site")
    yield site
    site.leave()


@pytest.fixture
def copy(site: Site) -> CopyForTests:
    """A copy that was asked for, approved for three days, and made; its key has arrived."""
    copy = made(site, approved(site))
    site.bring_key(copy)
    return copy


class TestAsking:
    @APPROVED
    def test_a_copy_is_made_after_a_second_person_approved_it_and_once(self, site: Site) -> None:
        copy = asked(site)
        with pytest.raises(NotNow, match="Nobody has approved"):
            made(site, copy)
        with acting.omar(), pytest.raises(ValidationError, match="second person"):
            copies_for_tests.approve(copy=copy, by=copy.asked_by, at=timezone.now())
        now = timezone.now()
        with pytest.raises(IntegrityError), transaction.atomic():
            CopyForTests.objects.update(approved_by=copy.asked_by, approved_at=now, ends_at=now + timedelta(days=1))
        assert not site.house.folder.exists()
        with acting.omar():
            copy = copies_for_tests.approve(copy=copy, by=acting.person("dora").id, at=timezone.now())
        made(site, copy)
        with pytest.raises(NotNow, match="for one"):
            made(site, CopyForTests.objects.get())

    @LIMITED
    def test_it_has_an_end_within_thirty_days_and_is_not_made_after_it(self, site: Site) -> None:
        for days in (0, 31):
            with pytest.raises(ValidationError, match="value is"):
                asked(site, days)
        copy = approved(site, 30)
        assert copy.ends_at == copy.approved_at + timedelta(days=30)
        with pytest.raises(IntegrityError, match="ends_in_time"), transaction.atomic():
            CopyForTests.objects.update(ends_at=copy.approved_at + timedelta(days=31))
        with time_machine.travel(copy.ends_at, tick=False), pytest.raises(NotNow, match="days are over"):
            made(site, copy)

    @APPROVED
    def test_two_commands_at_once_make_one(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        copy, copied, others = approved(site), making._copy, []

        def two_at_once(*values: Any) -> Any:
            if not others:
                others.append(None)
                others.append(_beside(lambda: made(site, copy)))
            return copied(*values)

        monkeypatch.setattr(making, "_copy", two_at_once)
        copy = made(site, copy)
        assert isinstance(others[1], NotNow)
        assert others[1].code == "being_made"
        assert list(site.house.folder.iterdir()) == [place_of(copy)]
        site.bring_key(copy)
        site.enter()
        assert site.restore(copy).is_clean

    @APPROVED
    def test_it_is_noted_as_made_before_anything_can_open_it(self, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        write, seen = manifest.write, []

        def noted(folder: Path, *values: Any) -> None:
            seen.append(_beside(lambda: CopyForTests.objects.get().backup_id))
            assert not (folder / "manifest.json").exists()
            write(folder, *values)

        monkeypatch.setattr(manifest, "write", noted)
        copy = made(site, approved(site))
        assert seen == [copy.backup_id]

    @APPROVED
    @pytest.mark.parametrize("step", ["_copy", "_noted", "manifest"])
    def test_a_failure_leaves_neither_copy_nor_key_and_the_approval_is_for_another_try(
        self, site: Site, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        copy = approved(site)
        with monkeypatch.context() as patch:
            where, name = (manifest, "write") if step == "manifest" else (making, step)
            patch.setattr(where, name, _after(getattr(where, name)))
            with pytest.raises(ZeroDivisionError):
                made(site, copy)
        assert list(site.house.folder.iterdir()) == []
        assert list((site.house.folder.parent / "keys-of-copies" / copy.reference).iterdir()) == []
        assert CopyForTests.objects.get().backup_id is None
        assert not Backup.objects.filter(removed_at=None).exists()
        copy = made(site, copy)
        site.bring_key(copy)
        site.enter()
        assert site.restore(copy).is_clean

    def test_its_key_goes_another_way_than_the_copy(self, site: Site) -> None:
        copy = approved(site)
        with restoring.acting_as(site.house.keeper.pk), pytest.raises(NotNow, match="another way"):
            copies_for_tests.make(
                copy=copy,
                into=site.house.folder,
                key_into=site.house.folder / "keys",
                by=site.house.keeper.pk,
                at=timezone.now(),
            )
        assert not site.house.folder.exists()

    @WIPED
    def test_whoever_carries_its_key_is_told_to_destroy_it_where_no_program_does(
        self, site: Site, house: House, capsys: pytest.CaptureFixture[str]
    ) -> None:
        asking, approving = accounts.client_of(house.keeper), accounts.client_of(accounts.member(Role.DPO))
        copy = approved(site)
        for client, page in ((asking, "ask"), (approving, "approve")):
            said = client.get(reverse(f"dpo-copies-{page}")).content.decode()
            assert "carries the key there destroys the file it came in" in said
        keys_of_copies = house.folder.parent / "keys-of-copies"
        call_command("copy_for_tests", copy.reference, house.folder, key_to=keys_of_copies, by=house.keeper.email)
        assert f"{keys_of_copies / copy.reference} and is destroyed by no program" in capsys.readouterr().out
        copy = CopyForTests.objects.select_related("backup").get()
        site.bring_key(copy)
        site.enter()
        site.restore(copy)
        with acting.nightly():
            path = wiping.wipe(at=timezone.now())
        site.leave()
        call_command("wipe_copy", statement=path, by=house.keeper.email)
        assert "destroy what is left of it where copy_for_tests laid it" in capsys.readouterr().out
        assert list((keys_of_copies / copy.reference).iterdir()), "so what is said is true"

    def test_its_folder_goes_at_its_end_not_after_thirty_five_days(self, copy: CopyForTests) -> None:
        with acting.nightly():
            assert expiring.expire_known(at=copy.ends_at - timedelta(seconds=1)) == []
            assert expiring.expire_known(at=copy.ends_at) == [copy.backup.reference]
        assert not place_of(copy).exists()


class TestRefusing:
    @APPROVED
    def test_a_back_up_without_an_approval(self, site: Site) -> None:
        backup = site.house.back_up()
        shutil.copytree(site.settings.KEY_DIRECTORY, site.folder / "keys", dirs_exist_ok=True)
        site.enter()
        with pytest.raises(CommandError, match="only with an approval"):
            call_command("restore", backup.place, by=site.house.keeper.email)
        assert not Envelope.objects.exists()

    @APPROVED
    @LIMITED
    def test_an_approval_that_is_over_or_not_yet(self, site: Site, copy: CopyForTests) -> None:
        site.enter()
        for at in (copy.ends_at, copy.approved_at - timedelta(seconds=1)):
            with pytest.raises(NotApproved, match="days of the approval are over"):
                site.restore(copy, at)
        assert not Envelope.objects.exists()

    @APPROVED
    def test_an_approval_that_was_changed(self, site: Site, copy: CopyForTests) -> None:
        site.enter()
        approval = approval_of(copy)
        approval["statement"]["ends_at"] = (copy.ends_at + timedelta(days=300)).isoformat()
        manifest = place_of(copy) / "manifest.json"
        whole = manifest.read_text()
        manifest.write_text(whole.replace(copy.ends_at.isoformat(), approval["statement"]["ends_at"]))
        with pytest.raises(Damaged, match="manifest was changed"):
            site.restore(copy)
        manifest.write_text(whole)
        change_approval(copy, approval)
        with pytest.raises(NotApproved, match="was changed"):
            site.restore(copy)
        assert not Envelope.objects.exists()

    @APPROVED
    def test_the_approval_of_another_copy(self, site: Site, copy: CopyForTests) -> None:
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
            other = made(site, approved(site))
        site.enter()
        change_approval(copy, approval_of(other))
        with pytest.raises(NotApproved, match="another copy"):
            site.restore(copy)

    @APPROVED
    def test_on_another_installation_and_on_one_that_is_not_for_tests(self, site: Site, copy: CopyForTests) -> None:
        site.enter()
        (site.folder / "keys" / "certificate-key.json").unlink()
        with pytest.raises(NotApproved, match="another test installation"):
            site.restore(copy)
        site.settings.TEST_INSTALLATION_OF = ""
        with pytest.raises(NotApproved, match="copy for tests"):
            site.restore(copy)
        assert not Envelope.objects.exists()

    @APPROVED
    def test_a_copy_does_not_open_with_the_keys_of_production_nor_the_other_way_round(
        self, site: Site, copy: CopyForTests
    ) -> None:
        with pytest.raises(keys.EpochGone):
            loading.opened(place_of(copy))
        at_home = epochs()
        site.enter()
        assert loading.opened(place_of(copy)).about.reference == copy.backup.reference
        assert not set(epochs()) & set(at_home)


class TestOpen:
    @SAME
    def test_the_same_people_with_the_same_rights_and_each_opening_is_recorded(self, site: Site, house: House) -> None:
        hanna, dora = accounts.member(Role.HANDLER, name="Hanna"), accounts.member(Role.DPO, name="Dora")
        else_ = accounts.member(Role.HANDLER, name="Else", works_for=[])
        copy = made(site, approved(site))
        site.bring_key(copy)
        site.enter()
        call_command("restore", str(place_of(copy)), by=house.keeper.email)
        address = f"/handler/cases/{house.case.reference}/"
        assert Client().get(address).status_code == 302
        assert accounts.client_of(dora).get(address).status_code == 403
        assert accounts.client_of(else_).get(address).status_code == 404
        before = Line.objects.count()
        page = accounts.client_of(hanna).get(address)
        assert page.status_code == 200
        assert "Anna Andersson" in page.content.decode()
        opening = Event.objects.filter(name="personal_data.envelope.opened", actor_id=hanna.pk).latest("id")
        assert (opening.purpose, opening.channel) == ("collection", "web")
        assert Line.objects.count() > before
        opened = Event.objects.get(name="retention.copy.opened")
        assert (opened.reference, opened.actor_id) == (copy.reference, house.keeper.pk)

    @APPROVED
    def test_nothing_is_shown_when_its_approval_is_taken_away(self, site: Site, copy: CopyForTests) -> None:
        site.enter()
        assert site.restore(copy).is_clean
        assert Client().get("/portal/").status_code == 200
        installation_for_tests.forget()
        page = Client().get("/portal/")
        assert page.status_code == 503
        assert "installation for tests" in page.content.decode()

    @APPROVED
    def test_nothing_is_shown_when_the_installation_is_called_one_for_tests_no_more(
        self, site: Site, copy: CopyForTests
    ) -> None:
        site.enter()
        site.restore(copy)
        site.settings.TEST_INSTALLATION_OF = ""
        assert journal_standing.begin() == "not_for_tests"
        page = Client().get("/portal/")
        assert page.status_code == 503
        assert "no longer set up as one for tests" in page.content.decode()
        with pytest.raises(closing.Closed):
            app.tasks["retention.prove"]()
        with time_machine.travel(copy.ends_at, tick=False):
            wipe_what_is_over()
            assert Debtor.objects.exists(), "nothing tells it from production but the setting"
        site.settings.TEST_INSTALLATION_OF = site.signed_by
        assert Client().get("/portal/").status_code == 200
        with time_machine.travel(copy.ends_at, tick=False):
            wipe_what_is_over()
            _nothing_is_left(site, copy)


class TestWiping:
    @WIPED
    def test_by_itself_when_the_days_are_over_and_nothing_opens_afterwards(
        self, site: Site, house: House, copy: CopyForTests
    ) -> None:
        site.enter()
        assert site.restore(copy).is_clean
        call = app.tasks["retention.wipe_copy"]
        with time_machine.travel(copy.ends_at - timedelta(seconds=1), tick=False):
            call()
            assert name_of(house.bo) == "Bo Berg"
            assert Client().get("/portal/").status_code == 200
        sealed = Path(site.settings.SEALED_FILES_DIRECTORY)
        assert list(sealed.glob("??/*"))
        with time_machine.travel(copy.ends_at, tick=False):
            assert Client().get("/portal/").status_code == 503, "before anything is wiped"
            with pytest.raises(closing.Closed):
                app.tasks["retention.prove"]()
            heartbeat()
            call()
            _nothing_is_left(site, copy)
            with pytest.raises((CommandError, NotApproved, keys.EpochGone)):
                call_command("restore", str(place_of(copy)), by=house.keeper.email)
        site.bring_key(copy)
        with time_machine.travel(copy.ends_at, tick=False), pytest.raises(CommandError, match="days"):
            call_command("restore", str(place_of(copy)), by=house.keeper.email)

    @WIPED
    def test_at_the_start_of_a_worker_that_was_away(self, site: Site, copy: CopyForTests) -> None:
        site.enter()
        site.restore(copy)
        with time_machine.travel(copy.ends_at + timedelta(days=9), tick=False):
            wipe_what_is_over()
            _nothing_is_left(site, copy)

    @WIPED
    def test_what_was_interrupted_is_finished_and_rows_without_a_key_do_not_open(
        self, site: Site, house: House, copy: CopyForTests, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site.enter()
        site.restore(copy)
        with time_machine.travel(copy.ends_at, tick=False):
            with monkeypatch.context() as patch, acting.nightly():
                patch.setattr(tables, "empty", _power_cut)
                with pytest.raises(ZeroDivisionError):
                    wiping.wipe_if_over(at=timezone.now())
            assert Debtor.objects.filter(pk=house.bo.pk).exists()
            with pytest.raises((envelopes.Gone, keys.EpochGone)):
                name_of(house.bo)
            wipe_what_is_over()
            _nothing_is_left(site, copy)

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
                    patch.setattr(wiping, stopped, _after(getattr(wiping, stopped)))
                    with pytest.raises(ZeroDivisionError):
                        wiping.wipe(at=timezone.now())
                assert not Debtor.objects.exists()
            wipe_what_is_over()
            _nothing_is_left(site, copy)
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
                assert not isinstance(_beside(wipe_what_is_over), Exception)
                assert isinstance(_beside(lambda: call_command("wipe_copy")), CommandError)
                assert Debtor.objects.exists(), "the other program keeps its hands off"
            empty()

        monkeypatch.setattr(wiping, "_empty", two_at_once)
        with time_machine.travel(copy.ends_at, tick=False):
            wipe_what_is_over()
            _nothing_is_left(site, copy)
        assert len(begun) == 1

    @WIPED
    def test_what_a_restore_that_stopped_had_loaded_goes_at_the_end_too(
        self, site: Site, house: House, copy: CopyForTests, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        site.enter()
        with monkeypatch.context() as patch:
            patch.setattr(restoring, "_note", _power_cut)
            with pytest.raises(ZeroDivisionError):
                site.restore(copy)
        assert Debtor.objects.filter(pk=house.bo.pk).exists()
        with time_machine.travel(copy.ends_at - timedelta(seconds=1), tick=False):
            wipe_what_is_over()
            assert Debtor.objects.exists()
        with time_machine.travel(copy.ends_at, tick=False):
            wipe_what_is_over()
            _nothing_is_left(site, copy)

    @WIPED
    @pytest.mark.parametrize("instead", ["removed", "unreadable", "changed", "of another copy"])
    def test_a_copy_whose_approval_was_taken_away_or_exchanged_goes_at_once(
        self, site: Site, copy: CopyForTests, instead: str
    ) -> None:
        with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=False):
            longer = approval_of(made(site, approved(site, 30)))
        approval = approval_of(copy)
        approval["statement"]["ends_at"] = longer["statement"]["ends_at"]
        site.enter()
        site.restore(copy)
        installation_for_tests.forget()
        if instead != "removed":
            content = {"unreadable": {"a": 1}, "changed": approval, "of another copy": longer}[instead]
            installation_for_tests.keep(content)
        assert Client().get("/portal/").status_code == 503
        with time_machine.travel(datetime.fromisoformat(longer["statement"]["approved_at"]), tick=False):
            wipe_what_is_over()
            _nothing_is_left(site, copy)
        said = json.loads((journal().directory / f"wiped-{copy.reference}.json").read_text())["statement"]
        assert said["backup"] == copy.backup.reference

    @WIPED
    def test_nothing_goes_where_no_copy_was_opened(self, site: Site, house: House) -> None:
        backup = house.back_up()
        site.empty()
        with acting.nightly():
            restoring.restore(folder=Path(backup.place), keys_from=None, email=house.keeper.email, at=timezone.now())
        site.settings.TEST_INSTALLATION_OF = site.signed_by
        assert Client().get("/portal/").status_code == 503
        with pytest.raises(CommandError, match="No copy"):
            call_command("wipe_copy")
        wipe_what_is_over()
        assert name_of(house.bo) == "Bo Berg"

    def test_before_its_days_are_over_where_somebody_ends_it(
        self, site: Site, copy: CopyForTests, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(CommandError, match="No copy"):
            call_command("wipe_copy")
        assert Debtor.objects.exists()
        site.enter()
        site.restore(copy)
        call_command("wipe_copy")
        assert f"wiped-{copy.reference}.json" in capsys.readouterr().out
        _nothing_is_left(site, copy)

    @AUDITED
    def test_production_keeps_what_the_installation_signed_and_every_step(
        self, site: Site, house: House, copy: CopyForTests
    ) -> None:
        site.enter()
        site.restore(copy)
        with acting.nightly():
            path = wiping.wipe(at=timezone.now())
        assert path is not None
        site.leave()
        said = json.loads(path.read_text())
        for spoiled in ({"rows": 1}, {"wiped_at": "2020-01-01T00:00:00+00:00"}):
            changed = {**said, "statement": {**said["statement"], **spoiled}}
            with acting.nightly(), pytest.raises(NotGenuine):
                copies_for_tests.note_wiped(file=json.dumps(changed).encode())
        forged = {**said, "public_key": site.signed_by}
        with acting.nightly(), pytest.raises(NotGenuine, match="another installation"):
            copies_for_tests.note_wiped(file=json.dumps(forged).encode())
        call_command("wipe_copy", statement=path, by=house.keeper.email)
        assert CopyForTests.objects.get().wiped_at is not None
        steps = Event.objects.filter(name__startswith="retention.copy.").order_by("id")
        assert [(each.name.rpartition(".")[2], each.reference) for each in steps] == [
            (name, copy.reference) for name in ("asked", "approved", "made", "wiped")
        ]
        assert steps[0].actor_id == steps[2].actor_id == house.keeper.pk
        assert steps[1].actor_id == acting.person("omar").id


def _power_cut(*_: Any) -> None:
    raise ZeroDivisionError


def _beside(work: Callable[[], object]) -> object:
    """What another program gives that works at the same time, with sessions of its own; its exception if it has one."""

    def alone() -> object:
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as others:
        return others.submit(alone).result()


def _after(step: Callable[..., Any]) -> Callable[..., None]:
    """The step is done, and then the power is cut."""

    def stopped(*values: Any) -> None:
        step(*values)
        _power_cut()

    return stopped


def _nothing_is_left(site: Site, copy: CopyForTests) -> None:
    """No key, no file and no row but the event that says so; no page; and the copy itself is noise."""
    assert epochs() == []
    assert list(Path(site.settings.SEALED_FILES_DIRECTORY).glob("??/*")) == []
    left = {name: count for name in tables.columns() if (count := tables.count(name))}
    assert left == {"public.audit_event": 1}
    event = Event.objects.get()
    assert (event.name, event.reference) == ("retention.copy.wiped", copy.reference)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,)
    assert Client().get("/portal/").status_code == 503
    with pytest.raises(keys.EpochGone):
        loading.opened(place_of(copy))
