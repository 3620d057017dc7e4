"""A copy for tests is asked for, approved by a second person for some days, and made once."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from retention.models import Backup, CopyForTests
from retention.services import copies_for_tests, wiping
from retention.services.backups import expiring, making, manifest, restoring
from retention.services.copies_for_tests import NotNow
from tests.factories import accounts, acting
from tests.retention.backups.conftest import House
from tests.retention.backups.copies_for_tests.rows import APPROVED, LIMITED, WIPED
from tests.retention.backups.copies_for_tests.sites import Site, approved, asked, made, place_of
from tests.retention.backups.copies_for_tests.stopping import after, beside


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
                others.append(beside(lambda: made(site, copy)))
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
            seen.append(beside(lambda: CopyForTests.objects.get().backup_id))
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
            patch.setattr(where, name, after(getattr(where, name)))
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
