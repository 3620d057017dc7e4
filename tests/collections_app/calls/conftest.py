"""Ida's case with a controller whose notice says that calls are recorded, and one whose notice does not."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from collections_app.models import Call, CallRecording, Case, Debtor
from collections_app.services.calls import contact_log, recordings
from personal_data import sealing
from personal_data.models import Controller
from tests.collections_app.calls.listening import begin
from tests.factories import accounts, collection, sounds

IDA = "Ida Johansson"
BEGAN = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
AT = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
SECONDS = 200
BY = uuid4()


@pytest.fixture
def file_store(settings: Any, tmp_path: Path) -> Path:
    """An empty folder for sealed files."""
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def hanna(db: None) -> User:
    return accounts.member(Role.HANDLER)


@pytest.fixture
def as_hanna(hanna: User) -> Client:
    return accounts.client_of(hanna)


@pytest.fixture
def intrum(hanna: User) -> Controller:
    with accounts.command():
        return collection.controller("INTRUM", time_zone="Europe/Helsinki", country="FI")


@pytest.fixture
def ida(intrum: Controller) -> Debtor:
    with accounts.command():
        return collection.debtor(intrum, IDA, phone="+46701740605")


@pytest.fixture
def case(intrum: Controller, ida: Debtor) -> Case:
    with accounts.command():
        return collection.case_file(intrum, [ida])


@pytest.fixture
def address(case: Case) -> str:
    return f"/handler/cases/{case.reference}/"


def spoke(case: Case, **values: Any) -> Call:
    """A call of ours in which the debtor was reached."""
    line = {
        "direction": "outbound",
        "outcome": "spoke",
        "spoken_to": "debtor",
        "started_at": BEGAN,
        "seconds": SECONDS,
        "number": "+46701740605",
        "text": "Promises to pay on Friday.",
        **values,
    }
    with accounts.command():
        return contact_log.log(case=case, line=contact_log.CallLine(**line), by=BY, at=AT)


def recorded(call: Call, content: bytes | None = None, told: str = "announced") -> CallRecording:
    """The recording of a call: a tone, of which each second has 8,000 bytes of its own."""
    sound = sounds.wav(SECONDS) if content is None else content
    with accounts.command():
        return recordings.attach(call=call, content=BytesIO(sound), size=len(sound), told=told, at=AT)


@pytest.fixture
def call(case: Case) -> Call:
    return spoke(case)


@pytest.fixture
def recording(call: Call, file_store: Path) -> CallRecording:
    return recorded(call)


@pytest.fixture
def player(as_hanna: Client, address: str, recording: CallRecording) -> str:
    return begin(as_hanna, f"{address}recordings/{recording.pk}/")


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The numbers of the chunks that were decrypted."""
    seen: list[bytes] = []
    unseal = sealing.unseal

    def noting(key: Any, place: bytes, ciphertext: bytes) -> bytes:
        if b"\x00chunk" in place:
            seen.append(place.split(b"chunk")[1])
        return unseal(key, place, ciphertext)

    monkeypatch.setattr(sealing, "unseal", noting)
    return seen
