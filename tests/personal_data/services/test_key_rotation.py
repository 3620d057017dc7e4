"""Rotation re-wraps what lives, in batches that can be interrupted anywhere, as the keeper."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command
from django.db import connections, transaction

from audit.models import Event
from audit.trail import NoActor
from collections_app.models import Debtor
from config.celery import app
from personal_data import envelopes, keys, search, tasks
from personal_data.models import Controller
from personal_data.purposes import Purpose
from personal_data.services import key_rotation
from tests.factories import acting, collection, statements
from tests.fixtures import databases

NOW = datetime.now(UTC)
PEOPLE = 7


@pytest.fixture
def controller(live_database: str) -> Controller:
    """A controller with some debtors."""
    with acting.hanna():
        controller = collection.controller()
        for number in range(PEOPLE):
            collection.debtor(controller, f"Anna Number{number}")
    return controller


def rotate(at: datetime = NOW, **options: Any) -> key_rotation.Rotation:
    with acting.nightly(Purpose.SECURITY):
        return key_rotation.rotate(at=at, **options)


def epochs(database: str, table: str = "data_key") -> dict[int, int]:
    with databases.superuser(database) as server:
        return dict(server.execute(f"SELECT epoch, count(*) FROM keys.{table} GROUP BY epoch").fetchall())


def readable() -> list[str]:
    with acting.omar():
        return sorted(row.name.reveal() for row in envelopes.open_page(Debtor.objects.all()))


NAMES = [f"Anna Number{number}" for number in range(PEOPLE)]


class TestRotate:
    def test_rewraps_every_key_and_changes_no_value(self, live_database: str, controller: Controller) -> None:
        rotation = rotate(force=True)
        assert (rotation.epoch, rotation.is_new, rotation.rewrapped) == (2, True, PEOPLE + 1)
        assert epochs(live_database) == {2: PEOPLE}
        assert epochs(live_database, "index_key") == {2: 1}
        assert readable() == NAMES
        with acting.omar():
            assert search.find(controller_ids=[controller.id], kinds=["name"], text="Number3")

    def test_waits_seven_days(self, controller: Controller) -> None:
        began = keys.ring().current().created_at
        assert not rotate(at=began + timedelta(days=6, hours=23)).is_new
        assert rotate(at=began + timedelta(days=7)).is_new

    def test_does_nothing_a_second_time(self, controller: Controller) -> None:
        rotate(force=True)
        again = rotate()
        assert (again.is_new, again.rewrapped, again.destroyed) == (False, 0, ())

    def test_resumes_where_it_was_interrupted(self, live_database: str, controller: Controller) -> None:
        def pull_the_plug(total: int) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            rotate(force=True, batch=3, progress=pull_the_plug)
        assert epochs(live_database) == {1: PEOPLE - 3, 2: 3}
        assert readable() == NAMES
        resumed = rotate(batch=3)
        assert (resumed.is_new, resumed.rewrapped) == (False, PEOPLE - 3 + 1)
        assert epochs(live_database) == {2: PEOPLE}
        assert readable() == NAMES

    def test_keeps_nothing_of_a_batch_that_fails(
        self, live_database: str, controller: Controller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(keys, "wrap", lambda epoch, owner, generation, key: bytes(60))
        with pytest.raises(InvalidTag):
            rotate(force=True)
        assert epochs(live_database) == {1: PEOPLE}
        assert readable() == NAMES

    def test_serves_those_who_are_taken_in_meanwhile(self, live_database: str, controller: Controller) -> None:
        def somebody_comes_in(total: int) -> None:
            if Debtor.objects.count() == PEOPLE:
                with acting.hanna():
                    collection.debtor(controller, "Bo Berg")

        rotate(force=True, batch=2, progress=somebody_comes_in)
        assert epochs(live_database) == {2: PEOPLE + 1}
        assert readable() == [*NAMES, "Bo Berg"]

    def test_takes_a_late_commit_under_the_old_epoch_along_next_time(
        self, live_database: str, controller: Controller
    ) -> None:
        with acting.hanna(), transaction.atomic():
            collection.debtor(controller, "Bo Berg")
            with ThreadPoolExecutor(1) as pool:
                pool.submit(self.rotate_elsewhere).result()
        assert epochs(live_database) == {1: 1, 2: PEOPLE}
        assert rotate(at=NOW + timedelta(days=40)).rewrapped
        assert 1 not in epochs(live_database)
        assert "Bo Berg" in readable()

    @staticmethod
    def rotate_elsewhere() -> None:
        try:
            rotate(force=True)
        finally:
            connections.close_all()

    def test_works_as_the_keeper_only(self, controller: Controller) -> None:
        with statements.recorded() as sent:
            rotate(force=True)
        assert {alias for alias, sql in sent if "keys." in sql} == {"keeper"}

    def test_is_recorded(self, controller: Controller) -> None:
        rotate(force=True)
        event = Event.objects.get(name="personal_data.keys.rotated")
        assert (event.actor_kind, event.count) == ("system", PEOPLE + 1)

    def test_needs_an_actor(self, controller: Controller) -> None:
        with pytest.raises(NoActor):
            key_rotation.rotate(at=NOW, force=True)


class TestDestruction:
    def test_comes_28_days_after_an_epoch_was_replaced(self, controller: Controller) -> None:
        rotate(at=NOW, force=True)
        assert rotate(at=NOW + timedelta(days=27, hours=23)).destroyed == ()
        assert rotate(at=NOW + timedelta(days=28)).destroyed == (1,)
        assert keys.ring().numbers() == [2, 3]
        assert readable() == NAMES

    def test_is_recorded(self, controller: Controller) -> None:
        rotate(at=NOW, force=True)
        rotate(at=NOW + timedelta(days=28))
        assert Event.objects.filter(name="personal_data.keys.epoch_destroyed").count() == 1

    def test_spares_an_epoch_that_still_wraps_a_key(self, live_database: str, controller: Controller) -> None:
        rotate(at=NOW, force=True)
        row = Debtor.objects.first()
        assert row is not None
        with databases.superuser(live_database) as server:
            server.execute("ALTER TABLE keys.data_key DISABLE TRIGGER USER")
            server.execute("UPDATE keys.data_key SET epoch = 1 WHERE envelope_id = %s", [row.envelope_id])
        assert key_rotation._destroy_outlived(keys.ring(), keys.ring().current(), NOW + timedelta(days=99)) == []


class TestTask:
    def test_rotates_in_a_context_of_its_own(self, controller: Controller) -> None:
        assert app.tasks["personal_data.rotate_keys"].run is not None
        tasks.rotate_keys.apply(throw=True)
        assert keys.ring().numbers() == [1]


class TestCommand:
    def test_says_what_it_did(self, live_database: str, controller: Controller) -> None:
        out = StringIO()
        call_command("rotate_keys", "--force", "--batch", "4", stdout=out)
        assert f"Epoch 2 (begun); {PEOPLE + 1} keys re-wrapped." in out.getvalue()
        assert epochs(live_database) == {2: PEOPLE}
