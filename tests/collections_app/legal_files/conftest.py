"""Lena, who runs disputes, a case of Intrum's with a recorded call, and a dispute about it."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from collections_app.models import CallRecording, Case, LegalFile
from collections_app.services.legal_files import filing
from personal_data.purposes import Purpose
from tests.collections_app.calls.conftest import AT, recorded, spoke
from tests.factories import accounts, collection, retention

DISPUTE = filing.Matter("dispute", "Whether the goods ever came", "Helsingin käräjäoikeus", "L 26/119")


@pytest.fixture(autouse=True)
def file_store(settings: Any, tmp_path: Path) -> Path:
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def lena(db: None) -> User:
    return accounts.member(Role.LEGAL_COUNSEL, name="Lena Lag")


@pytest.fixture
def as_lena(lena: User) -> Client:
    return accounts.client_of(lena)


@pytest.fixture
def case(lena: User) -> Case:
    with accounts.command():
        intrum = retention.controller("INTRUM")
        made = collection.case_file(intrum, [collection.debtor(intrum, "Ida Johansson")])
        collection.note(made, "Says that the goods never came.")
        collection.claim(made)
    return made


@pytest.fixture
def recording(case: Case) -> CallRecording:
    return recorded(spoke(case))


@pytest.fixture
def dispute(case: Case, lena: User) -> LegalFile:
    return opened(case, lena)


def opened(case: Case, by: User, matter: filing.Matter = DISPUTE) -> LegalFile:
    with accounts.command(Purpose.LEGAL_CLAIM):
        return filing.open_on(case=case, matter=matter, by=by.pk, at=AT)
