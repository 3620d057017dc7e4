"""A house with two persons, a keeper of back-ups, and empty databases to restore into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from collections_app.models import CallRecording, Case, Debtor
from personal_data.models import Controller
from retention.models import Backup
from retention.services.backups import making, restoring
from tests.factories import accounts, acting, collection, due_dates
from tests.fixtures import databases

_numbers = count(1)


@dataclass
class House:
    """What is there before the back-up."""

    database: str
    controller: Controller
    anna: Debtor
    case: Case
    recording: CallRecording
    bo: Debtor
    keeper: User
    folder: Path

    def back_up(self, **options: Any) -> Backup:
        """Make a back-up now."""
        with restoring.acting_as(self.keeper.pk):
            values: dict[str, Any] = {
                "into": self.folder,
                "keys_into": None,
                "by": self.keeper.pk,
                "at": timezone.now(),
            }
            return making.make(**{**values, **options})


@pytest.fixture
def house(live_database: str, tmp_path: Path) -> House:
    """Anna, whose case and call are due, and Bo; one who keeps back-ups."""
    due_dates.without_rules(live_database)
    with acting.hanna():
        controller = collection.controller()
        anna, bo = collection.debtor(controller, "Anna Andersson"), collection.debtor(controller, "Bo Berg")
        case = collection.case_file(controller, [anna])
        collection.note(case)
        collection.claim(case)
        recording = collection.recording(controller, anna.subject)
    due_dates.fall_due(live_database, case, recording, anna)
    keeper = accounts.member(Role.BACKUP_KEEPER, name="Karl Keeper", email="karl@staff.test")
    return House(live_database, controller, anna, case, recording, bo, keeper, tmp_path / "backups")


Empty = Callable[[], str]


@pytest.fixture
def empty(house: House, settings: Any, tmp_path: Path) -> Iterator[Empty]:
    """Gives a function that points every alias and the file store at something new and empty."""
    made = []

    def begin() -> str:
        name = databases.clone_name(f"restored{next(_numbers)}")
        databases.clone(name)
        made.append(name)
        databases.point_at(name)
        settings.SEALED_FILES_DIRECTORY = str(tmp_path / name)
        return name

    yield begin
    connections.close_all()
    databases.point_at(house.database)
    for name in made:
        databases.drop(name)
