"""A test installation beside the house that gives it a copy: keys, journal, files and a database of its own."""

import base64
import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections
from django.test import Client
from django.utils import timezone

from audit.models import Event
from personal_data import keys
from retention.models import CopyAim, CopyForTests
from retention.policies import verifying
from retention.services import copies_for_tests, signing
from retention.services.backups import loading, manifest, restoring, tables
from tests.factories import acting
from tests.fixtures import databases
from tests.retention.backups.conftest import Empty, House

WHY = "The new bank file is booked wrongly in production only, and made-up files are booked well."


@dataclass
class Site:
    """A test installation that can be entered and left."""

    house: House
    settings: Any
    empty: Empty
    folder: Path

    def __post_init__(self) -> None:
        self.home = (self.settings.KEY_DIRECTORY, self.settings.SEALED_FILES_DIRECTORY)
        self.signed_by = base64.b64encode(signing.public_bytes()).decode()
        self.settings.KEY_DIRECTORY = str(self.folder / "keys")
        self.name = verifying.key_id(signing.public_bytes())
        self.settings.KEY_DIRECTORY = self.home[0]

    def enter(self) -> str:
        """From now on every program is one of the test installation, whose database is empty."""
        database = self.empty()
        self.settings.KEY_DIRECTORY = str(self.folder / "keys")
        self.settings.TEST_INSTALLATION_OF = self.signed_by
        return database

    def leave(self) -> None:
        """Back in production."""
        self.settings.KEY_DIRECTORY, self.settings.SEALED_FILES_DIRECTORY = self.home
        self.settings.TEST_INSTALLATION_OF = ""
        databases.point_at(self.house.database)

    def bring_key(self, copy: CopyForTests) -> None:
        """The key epoch of a copy has come its own way."""
        for path in (self.house.folder.parent / "keys-of-copies" / copy.reference).iterdir():
            shutil.copy(path, self.folder / "keys")

    def restore(self, copy: CopyForTests, at: datetime | None = None) -> restoring.Restored:
        return restoring.restore(
            folder=place_of(copy), keys_from=None, email=self.house.keeper.email, at=at or timezone.now()
        )


def asked(site: Site, days: int = 3) -> CopyForTests:
    with restoring.acting_as(site.house.keeper.pk):
        return copies_for_tests.ask(
            aim=CopyAim.TESTING,
            why=WHY,
            installation=site.name,
            days=days,
            by=site.house.keeper.pk,
            at=timezone.now(),
        )


def approved(site: Site, days: int = 3) -> CopyForTests:
    copy = asked(site, days)
    with acting.omar():
        return copies_for_tests.approve(copy=copy, by=acting.person("dora").id, at=timezone.now())


def made(site: Site, copy: CopyForTests) -> CopyForTests:
    with restoring.acting_as(site.house.keeper.pk):
        return copies_for_tests.make(
            copy=copy,
            into=site.house.folder,
            key_into=site.house.folder.parent / "keys-of-copies",
            by=site.house.keeper.pk,
            at=timezone.now(),
        )


def place_of(copy: CopyForTests) -> Path:
    assert copy.backup is not None
    return Path(copy.backup.place)


def change_approval(copy: CopyForTests, approval: Any) -> None:
    """Write another approval into a copy, as whoever holds its key can: the manifest is bound anew."""
    folder = place_of(copy)
    cipher: AESGCM = manifest.check(folder)
    about = manifest.read(folder)
    manifest.write(folder, manifest.Manifest(**{**_fields(about), "approval": approval}), cipher)


def approval_of(copy: CopyForTests) -> Any:
    return json.loads(json.dumps(manifest.read(place_of(copy)).approval))


def _fields(about: manifest.Manifest) -> dict[str, Any]:
    return {name: getattr(about, name) for name in manifest.Manifest.__dataclass_fields__}


def epochs() -> list[int]:
    return keys.ring().numbers()


def nothing_is_left(site: Site, copy: CopyForTests) -> None:
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
