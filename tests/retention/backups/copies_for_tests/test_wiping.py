"""A copy for tests goes at its end, or before where its approval goes, and production keeps the proof."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from audit.models import Event
from collections_app.models import Debtor
from config.celery import app
from config.health.tasks import heartbeat
from config.worker import wipe_what_is_over
from personal_data import keys
from personal_data.journal import closing
from personal_data.journal.entries import journal
from retention.models import CopyForTests
from retention.policies.verifying import NotGenuine
from retention.services import copies_for_tests, installation_for_tests, wiping
from retention.services.backups import restoring
from retention.services.installation_for_tests import NotApproved
from tests.factories import acting
from tests.retention.backups.conftest import House
from tests.retention.backups.copies_for_tests.rows import AUDITED, WIPED
from tests.retention.backups.copies_for_tests.sites import Site, approval_of, approved, made, nothing_is_left, place_of
from tests.retention.backups.restoring import name_of


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
            nothing_is_left(site, copy)
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
            nothing_is_left(site, copy)

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
            nothing_is_left(site, copy)
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
        nothing_is_left(site, copy)

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
