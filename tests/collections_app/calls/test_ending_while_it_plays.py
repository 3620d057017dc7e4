"""A listening that is ended while a part of the sound is being sent, against a database with real commits."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from audit.models import Event
from collections_app import events
from collections_app.models import Playback
from collections_app.policies.byte_ranges import ByteRange
from collections_app.services.calls import playbacks
from personal_data import access
from personal_data.purposes import Purpose
from tests.collections_app.calls.conftest import SECONDS, recorded, spoke
from tests.factories import accounts, collection

BY = uuid4()


def listening() -> access.context:
    return access.context(actor=access.Actor("staff", BY), purpose=Purpose.COLLECTION, channel="web")


@pytest.fixture
def playback(live_database: str, settings: Any, tmp_path: Path) -> Playback:
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    with accounts.command():
        of = collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")
        case = collection.case_file(of, [collection.debtor(of)])
    recording = recorded(spoke(case))
    with listening():
        return playbacks.begin(recording=recording, purpose="transaction_proof", by=BY, at=timezone.now())


@pytest.fixture
def desk() -> Iterator[ThreadPoolExecutor]:
    """Another request, with a connection of its own."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def apart(work: Any) -> Any:
    try:
        with listening():
            return work()
    finally:
        connections.close_all()


def waits_or_is_done(other: Future[Any]) -> None:
    with connection.cursor() as cursor:
        while not other.done():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return


def test_waits_for_the_part_and_counts_it(playback: Playback, desk: ThreadPoolExecutor) -> None:
    with transaction.atomic():
        sent = Playback.objects.select_for_update().get()
        ended = desk.submit(apart, lambda: playbacks.end(playback=playback))
        waits_or_is_done(ended)
        sent.served = [ByteRange(0, sent.size)]
        sent.save(update_fields=["served"])
    assert ended.result() == SECONDS
    assert not Playback.objects.exists()
    assert Event.objects.get(name=str(events.CALL_LISTENED)).count == SECONDS


def test_is_left_alone_by_the_end_of_idle_ones_while_a_part_is_being_sent(
    playback: Playback, desk: ThreadPoolExecutor
) -> None:
    late = timezone.now() + playbacks.IDLE + timedelta(minutes=1)
    with transaction.atomic():
        Playback.objects.select_for_update().get()
        assert desk.submit(apart, lambda: playbacks.end_idle(at=late)).result() == 0
    assert Playback.objects.exists()
    assert desk.submit(apart, lambda: playbacks.end_idle(at=late)).result() == 1
