"""Nothing older than thirty-five days can be opened, and nothing that old is kept."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.models import Event
from collections_app.models import Debtor
from personal_data import envelopes, keys
from personal_data.services import key_rotation
from retention.models import Backup
from retention.services.backups import expiring, loading, making
from retention.services.backups.making import WrongPlace
from tests.factories import acting
from tests.retention.backups.conftest import Empty, House


def days_pass(house: House, days: int) -> None:
    """Keys are rotated each day, as beat has it."""
    with acting.nightly():
        for day in range(1, days + 1):
            key_rotation.rotate(at=timezone.now() + timedelta(days=day))


class TestAfterThirtyFiveDays:
    @pytest.mark.requirement("AXACTOR-96", breaks="a back-up that can be opened when its key epoch is gone")
    def test_nothing_of_a_back_up_opens(self, house: House, empty: Empty) -> None:
        made = house.back_up()
        parts = sorted(path for path in Path(made.place).rglob("*.sealed"))
        days_pass(house, 35)
        assert made.epoch not in keys.ring().numbers()
        empty()
        with pytest.raises(CommandError, match=r"Epoch 1 of the key ring is gone"):
            call_command("restore", made.place, by=house.keeper.email)
        # What lies there is noise, names of debtors and what is in the clear alike.
        assert parts
        for path in parts:
            content = path.read_bytes()
            assert b"Andersson" not in content
            assert house.case.reference.encode() not in content

    def test_the_day_before_it_may_still_open(self, house: House) -> None:
        made = house.back_up()
        days_pass(house, 34)
        assert loading.opened(Path(made.place)).about.reference == made.reference

    def test_what_lives_is_read_as_before(self, house: House) -> None:
        days_pass(house, 35)
        with acting.hanna():
            row = Debtor.objects.get(pk=house.bo.pk)
            envelopes.open([row])
            assert row.name.reveal() == "Bo Berg"


class TestRemoving:
    @pytest.mark.requirement(
        "AXACTOR-95", breaks="a back-up that is kept longer than the thirty-five days that are set"
    )
    def test_a_back_up_goes_on_its_day_and_not_before(self, house: House) -> None:
        made = house.back_up()
        other = house.back_up(at=timezone.now() + timedelta(days=1))
        with acting.nightly():
            assert expiring.expire_known(at=made.expires_at - timedelta(seconds=1)) == []
            assert expiring.expire_known(at=made.expires_at) == [made.reference]
            assert expiring.expire_known(at=made.expires_at) == []
        assert not Path(made.place).exists()
        assert Path(other.place).exists()
        assert Backup.objects.get(reference=made.reference).removed_at == made.expires_at
        assert Event.objects.get(name="retention.backup.expired").reference == made.reference

    def test_the_command_lists_what_is_there(self, house: House, capsys: pytest.CaptureFixture[str]) -> None:
        made = house.back_up()
        (house.folder / "BU-of-somebody-else").mkdir()
        call_command("expire_backups", str(house.folder))
        said = capsys.readouterr().out
        assert f"{made.reference}: {made.made_at:%Y-%m-%d}, is kept, can be opened." in said
        assert "0 removed" in said
        assert (house.folder / "BU-of-somebody-else").exists()

    def test_the_database_takes_no_longer_time(self, house: House) -> None:
        made = house.back_up()
        assert made.expires_at - made.made_at == timedelta(days=35)


class TestWhereItLies:
    def test_the_wrapped_keys_may_go_elsewhere(self, house: House, empty: Empty, tmp_path: Path) -> None:
        made = house.back_up(keys_into=tmp_path / "keys-only")
        (keys_folder,) = (tmp_path / "keys-only").iterdir()
        assert {path.parent.name for path in Path(made.place).rglob("*.sealed")} == {"data", "files"}
        assert {path.name for path in keys_folder.rglob("*.sealed")} == {
            "keys.data_key.sealed", "keys.index_key.sealed",
        }  # fmt: skip
        empty()
        call_command("restore", made.place, by=house.keeper.email, keys_from=keys_folder)
        with acting.hanna():
            row = Debtor.objects.get(pk=house.bo.pk)
            envelopes.open([row])
            assert row.name.reveal() == "Bo Berg"

    @pytest.mark.parametrize("folder", ["keys", "journal", "files/below"])
    def test_never_where_keys_files_or_the_journal_lie(self, house: House, tmp_path: Path, folder: str) -> None:
        with pytest.raises(WrongPlace):
            house.back_up(into=tmp_path / folder)
        assert not list(tmp_path.rglob("BU-*"))

    def test_holds_no_key_of_the_ring_and_no_line_of_the_journal(self, house: House) -> None:
        made = house.back_up()
        names = {path.name for path in Path(made.place).rglob("*")}
        assert not [name for name in names if name.startswith(("epoch-", "journal-"))]
        assert making.FILES.rpartition("/")[2] + ".sealed" in names
