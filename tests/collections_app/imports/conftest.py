"""A creditor whose files are uploaded, and those who upload them."""

from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from collections_app.models import Creditor, ImportUpload
from collections_app.services import creditors
from collections_app.services.imports import uploads
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from tests.factories import accounts, retention

HEADER = "debtor_name;identity_number;country;phone;email;invoice_number;amount;currency;issued_on;due_on;ground"
ANNA = "Anna Andersson;20000101-2384;SE;;anna@example.org;F-1;1 234,50;SEK;2026-03-05;2026-04-04;Electricity"
IDA = "Ida Johansson;19801016-2389;SE;;;F-2;99,00;SEK;2026-03-05;2026-04-04;"
BAD = "Bo Bengtsson;19801016-2388;SE;;;F-3;ten;SEK;2026-03-05;;"


def rows(*lines: str, header: str = HEADER) -> bytes:
    """A claims file of these rows."""
    return ("\n".join((header, *lines)) + "\n").encode()


@pytest.fixture(autouse=True)
def file_store(settings: Any, tmp_path: Path) -> Path:
    """Sealed files of this test alone."""
    settings.SEALED_FILES_DIRECTORY = str(tmp_path / "files")
    return tmp_path / "files"


@pytest.fixture
def amili() -> Controller:
    with accounts.command():
        return retention.controller("AMILI")


@pytest.fixture
def acme(amili: Controller) -> Creditor:
    with accounts.command():
        return creditors.register(
            controller=amili, name="Acme AB", country="SE", organisation_number="556036-0793", at=timezone.now()
        )


@pytest.fixture
def sven(acme: Creditor) -> Client:
    """A supervisor at the desk."""
    return accounts.client_of(accounts.member(Role.SUPERVISOR, name="Sven Supervisor"))


@pytest.fixture
def rita(acme: Creditor) -> Client:
    """A records officer, who reads reports and opens no file."""
    return accounts.client_of(accounts.member(Role.RECORDS_OFFICER, name="Rita Records"))


@pytest.fixture
def importing() -> Any:
    """The access context of those who work off files."""
    with access.context(actor=access.system("tests.import"), purpose=Purpose.INTAKE, channel="task") as here:
        yield here


def receive(creditor: Creditor, content: bytes, name: str = "claims.csv") -> ImportUpload:
    """Upload a file through the service."""
    return uploads.receive(creditor=creditor, name=name, content=BytesIO(content), by=uuid4(), at=timezone.now())


def send(client: Client, creditor: Creditor, content: bytes, name: str = "claims.csv") -> Any:
    """Upload a file through the page."""
    return client.post(f"/handler/imports/new/{creditor.reference}/", {"file": SimpleUploadedFile(name, content)})
