"""What is not restored, and what a closed house refuses while something is."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from config.celery import AccountableTask, app
from config.health.tasks import heartbeat
from personal_data.journal import closing
from personal_data.models import Envelope
from retention.services.backups import loading
from retention.services.backups.sealed import Damaged
from tests.factories import accounts
from tests.fixtures import databases
from tests.retention.backups.conftest import Empty, House


class TestWhoMay:
    @pytest.mark.requirement("AXACTOR-96", breaks="a back-up or a restore by somebody who is not named for it")
    @pytest.mark.requirement("OPR-49", breaks="back-ups open to others than named persons, or used without a record")
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
    @pytest.mark.parametrize("keys_to", ["backups", "elsewhere"])
    def test_a_table_that_the_owner_may_not_read(self, house: House, tmp_path: Path, keys_to: str) -> None:
        with databases.superuser(connections["default"].settings_dict["NAME"]) as server:
            server.execute("CREATE TABLE zz_made_by_somebody_else (note text)")
        with pytest.raises(CommandError, match=r"may not read the table public\.zz_made_by_somebody_else"):
            call_command("backup", str(tmp_path / "backups"), by=house.keeper.email, keys_to=tmp_path / keys_to)
        left = [path for folder in ("backups", "elsewhere") for path in (tmp_path / folder).glob("*")]
        assert left == [], "half a back-up was left"

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
