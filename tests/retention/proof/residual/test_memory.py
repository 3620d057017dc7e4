"""What a check needs of memory does not grow with what it looks through, nor with how many it looks for."""

import os
import random
import tracemalloc
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

from personal_data.models import ErasedTokens
from retention.models import ErasureAct
from retention.services.residual import sought, structure
from tests.retention.proof.residual.planting import check, in_reports

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024
_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopabcdef")


def _highest(act: ErasureAct) -> tuple[float, int]:
    """The most memory that Python held during a check, in MB, and how many bytes were read."""
    tracemalloc.start()
    try:
        read = check(act).bytes_read
        return tracemalloc.get_traced_memory()[1] / MEGABYTE, read
    finally:
        tracemalloc.stop()


def _letters(count: int) -> str:
    """Letters that do not repeat themselves, so that the database cannot pack them."""
    return os.urandom(count // 2).hex().translate(_LETTERS)


def test_stays_flat_whatever_is_kept(amili, act, tmp_path: Path, settings) -> None:
    """Small rows, rows whose long values lie outside their pages, and files."""
    settings.RESIDUAL_CHECK_FOLDERS = [str(tmp_path)]
    before, little = _highest(act)
    in_reports(amili, *({"problems": _letters(MEGABYTE)} for _ in range(12)))
    now = timezone.now()
    Session.objects.bulk_create(
        Session(session_key=uuid4().hex, session_data=_letters(100), expire_date=now) for _ in range(5_000)
    )
    (tmp_path / "large.bin").write_bytes(os.urandom(12 * MEGABYTE))
    after, much = _highest(act)
    assert much - little > 24 * MEGABYTE
    assert after - before < 12


def _room_to_sort() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW work_mem")
        return str(cursor.fetchone()[0])


def test_takes_room_to_sort_and_gives_it_back(act, monkeypatch) -> None:
    before, meanwhile = _room_to_sort(), []
    look = structure.look

    def watched(*given, **named):
        meanwhile.append(_room_to_sort())
        return look(*given, **named)

    monkeypatch.setattr(structure, "look", watched)
    check(act)
    assert meanwhile == ["64MB"]
    assert _room_to_sort() == before


def test_stays_flat_however_many_are_looked_for(act, monkeypatch) -> None:
    monkeypatch.setattr(sought, "PERSONS", 100)
    known, chance = ErasedTokens.objects.get(), random.Random(3)
    before, _ = _highest(act)
    ErasedTokens.objects.bulk_create(
        ErasedTokens(
            act_id=act.id,
            controller_id=act.controller_id,
            tokens=[chance.randrange(2**63) for _ in range(400)],
            whole_count=4,
            erased_at=known.erased_at,
        )
        for _ in range(300)
    )
    after, _ = _highest(act)
    assert after - before < 3, "120,000 numbers of Python are 10 MB"
