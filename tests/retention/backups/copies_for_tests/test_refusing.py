"""What is no approved copy for this test installation does not open there, and no copy opens elsewhere."""

import shutil
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from personal_data import keys
from personal_data.models import Envelope
from retention.models import CopyForTests
from retention.services.backups import loading
from retention.services.backups.sealed import Damaged
from retention.services.installation_for_tests import NotApproved
from tests.retention.backups.copies_for_tests.rows import APPROVED, LIMITED
from tests.retention.backups.copies_for_tests.sites import (
    Site,
    approval_of,
    approved,
    change_approval,
    epochs,
    made,
    place_of,
)


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
