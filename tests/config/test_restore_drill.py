"""The drill: a back-up of what runs, restored elsewhere by programs of their own, compared and reported."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from config.management.commands import restore_drill
from personal_data import envelopes
from personal_data.journal import closing
from personal_data.models import Erasure
from retention.models import Backup, RestoreDrill
from retention.services.backups import comparing, making, manifest, restoring
from tests.factories import accounts, acting, collection, due_dates
from tests.fixtures import databases


@pytest.fixture
def keeper(live_database: str) -> User:
    """One who keeps back-ups, of a house with a debtor who was erased and one who lives."""
    due_dates.without_rules(live_database)
    with acting.hanna():
        controller = collection.controller()
        anna, _bo = collection.debtor(controller, "Anna Andersson"), collection.debtor(controller, "Bo Berg")
        due_dates.fall_due(live_database, anna)
        assert envelopes.erase([anna.envelope_id])[0].erased
    return accounts.member(Role.BACKUP_KEEPER, name="Karl Keeper", email="karl@staff.test")


@pytest.fixture
def scratch_database(live_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """In place of a server that would take its time: a clone of the migrated template on the tests' own."""
    name = databases.clone_name("drill")

    @contextmanager
    def migrated(folder: Path) -> Iterator[dict[str, str]]:
        databases.clone(name)
        yield restore_drill.of_programs(folder, databases.urls(name))

    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.local")
    monkeypatch.setattr(restore_drill, "migrated", migrated)
    yield name
    databases.drop(name)


def test_ends_with_a_report_that_is_kept(
    keeper: User, scratch_database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("restore_drill", by=keeper.email)
    drill = RestoreDrill.objects.get()
    assert drill.is_passed
    assert drill.opened == 1
    assert drill.rows > 100
    said = capsys.readouterr().out
    assert f"{drill.reference}: {drill.rows:,} rows restored" in said
    assert "The drill passed." in said
    event = Event.objects.get(name="retention.backup.drilled")
    assert (event.actor_id, event.reason, event.reference) == (keeper.pk, "passed", drill.reference)
    assert closing.why() == ""
    assert Erasure.objects.count() == 1
    made = Backup.objects.get()
    assert made.removed_at is not None
    assert not Path(made.place).exists()


def test_a_restore_that_fails_is_a_failed_drill(
    keeper: User, scratch_database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def damaged(about: Any, folder: Path) -> Any:
        path = folder / "data" / "public.collections_app_debtor.sealed"
        path.write_bytes(path.read_bytes()[:-1])
        return noted(about, folder)

    noted = making._noted
    monkeypatch.setattr(making, "_noted", damaged)
    with pytest.raises(CommandError, match="The drill failed"):
        call_command("restore_drill", by=keeper.email)
    drill = RestoreDrill.objects.get()
    assert not drill.is_passed
    assert "restore ended with exit code 1" in drill.findings
    assert "restore ended with exit code 1" in capsys.readouterr().err
    assert Event.objects.get(name="retention.backup.drilled").reason == "failed"


def test_only_a_keeper_of_back_ups_may(live_database: str) -> None:
    stranger = accounts.member(Role.DPO, name="Dora")
    with pytest.raises(CommandError, match="Nobody active with that address"):
        call_command("restore_drill", by=stranger.email)


class TestComparing:
    def test_finds_missing_rows_and_keys_that_do_not_unwrap(
        self, keeper: User, live_database: str, tmp_path: Path
    ) -> None:
        with restoring.acting_as(keeper.pk):
            made = making.make(into=tmp_path / "backups", keys_into=None, by=keeper.pk, at=timezone.now())
        about = manifest.read(Path(made.place))
        address = databases.superuser_url(live_database)
        assert comparing.compare(address, about, erased_again=0).findings == []
        with psycopg.connect(address, autocommit=True) as spoiled:
            for table in ("keys.data_key", "collections_app_debtor"):
                spoiled.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            spoiled.execute("UPDATE keys.data_key SET wrapped = decode(repeat('00', 60), 'hex')")
            spoiled.execute("DELETE FROM collections_app_debtor")
        assert comparing.compare(address, about, erased_again=0).findings == [
            "public.collections_app_debtor: 0 rows, 1 in the back-up",
            "1 of 1 keys do not unwrap",
        ]
        assert comparing.compare(address, about, erased_again=1).findings == ["1 of 1 keys do not unwrap"]
