"""Bank files by the browser: previewed as they are booked, booked once, without a name or account number on a page."""

import re
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.roles import Role
from collections_app import tasks
from collections_app.models import Case, Creditor, ImportUpload, LedgerEntry, Payment, UploadState
from collections_app.payments import references
from collections_app.services.payments import bank_files
from tests.collections_app.imports.conftest import ANNA, rows, send
from tests.collections_app.payments.files import Booking, camt
from tests.factories import accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(sven: Client, acme: Creditor) -> Case:
    send(sven, acme, rows(ANNA))
    sven.post(f"/handler/imports/{ImportUpload.objects.get().reference}/order/")
    return Case.objects.get()


@pytest.fixture
def statement(case: Case) -> bytes:
    """One payment of the case, and one that names nothing."""
    ocr = references.of_case(case.reference, "SE")
    bookings = [
        Booking(amount="1234.50", payments=[("1234.50", ocr, "Anna Andersson", "")]),
        Booking(amount="77.00", payments=[("77.00", "", "Hemlig Avsändare", "tack")]),
    ]
    return camt("053", 8, bookings)


def bring(client: Client, content: bytes, controller: str = "AMILI") -> ImportUpload | None:
    answer = client.post(
        f"/handler/imports/new/payments/{controller}/", {"file": SimpleUploadedFile("bank.xml", content)}
    )
    if answer.status_code != HTTPStatus.FOUND:
        return None
    return ImportUpload.objects.get(reference=answer["Location"].split("/")[3])


def page_of(client: Client, upload: ImportUpload) -> str:
    return client.get(f"/handler/imports/{upload.reference}/").content.decode()


def order(client: Client, upload: ImportUpload) -> None:
    client.post(f"/handler/imports/{upload.reference}/order/")
    upload.refresh_from_db()


def test_is_previewed_and_then_booked(sven: Client, statement: bytes) -> None:
    upload = bring(sven, statement)
    assert upload is not None
    preview = page_of(sven, upload)
    assert "will be allocated by the reference" in preview
    assert "names no reference" in preview
    assert not Payment.objects.exists()
    foreseen = upload.findings
    order(sven, upload)
    assert upload.state == UploadState.IMPORTED
    assert Payment.objects.count() == 2
    counts = ("read", "allocated", "unallocated", "outgoing", "unchanged", "rejected")
    assert {name: foreseen[name] for name in counts} == {name: upload.findings[name] for name in counts}
    booked = page_of(sven, upload)
    assert "</strong> allocated by the reference" in booked
    assert "Hemlig" not in preview + booked
    assert upload.payment_file is not None
    assert upload.payment_file.reference in sven.get("/handler/imports/").content.decode()


def test_leads_to_its_payments_who_may_see_them(sven: Client, statement: bytes) -> None:
    upload = bring(sven, statement)
    assert upload is not None
    order(sven, upload)
    berit = accounts.client_of(accounts.member(Role.BOOKKEEPER, name="Berit Bookkeeper"))
    for payment in Payment.objects.all():
        link = f'<a href="/handler/payments/{payment.reference}/">'
        assert link in page_of(berit, upload)
        assert link not in page_of(sven, upload)


def test_books_nothing_twice(sven: Client, statement: bytes) -> None:
    first = bring(sven, statement)
    assert first is not None
    order(sven, first)
    upload = bring(sven, statement)
    assert upload is not None
    assert (upload.findings["unchanged"], upload.state) == (2, UploadState.NOTHING_NEW)
    assert "Nothing in this file is new" in page_of(sven, upload)
    assert "Import it" not in page_of(sven, upload)
    assert "done, nothing new in it" in sven.get("/handler/imports/").content.decode()
    order(sven, upload)
    assert Payment.objects.count() == 2


def test_of_which_bookings_may_be_in_the_books_asks_about_them(sven: Client, statement: bytes) -> None:
    unnamed = re.sub(rb"<AcctSvcrRef>.*?</AcctSvcrRef>", b"", statement)
    for content in (unnamed, unnamed.replace(b"<Id>S-1</Id>", b"<Id>S-2</Id>")):
        upload = bring(sven, content)
        assert upload is not None
        order(sven, upload)
    assert upload.state == UploadState.IMPORTED
    assert "waiting for a decision" in page_of(sven, upload)
    assert Payment.objects.filter(reason="in_doubt").count() == 2


def test_that_breaks_in_the_middle_books_nothing(sven: Client, statement: bytes) -> None:
    upload = bring(sven, statement.replace(b"</Document>", b"</Documen>"))
    assert upload is not None
    assert "not well formed" in page_of(sven, upload)
    assert "Import it" not in page_of(sven, upload)


@pytest.mark.parametrize("content", [b"a;b\n1;2\n", b"<Invoice/>", b"%PDF"])
def test_of_another_form_is_not_taken(sven: Client, acme: Creditor, content: bytes) -> None:
    assert bring(sven, content) is None
    assert not ImportUpload.objects.exists()


def test_of_an_account_out_of_reach_is_not_taken(sven: Client, statement: bytes) -> None:
    answer = sven.post("/handler/imports/new/payments/INTRUM/", {"file": SimpleUploadedFile("bank.xml", statement)})
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_that_stopped_is_booked_whole_later(sven: Client, statement: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = bring(sven, statement)
    assert upload is not None
    with monkeypatch.context() as patched:
        patched.setattr(bank_files, "_finish", lambda *_: 1 / 0)
        order(sven, upload)
    assert upload.state == UploadState.STOPPED
    assert not Payment.objects.exists()
    assert not LedgerEntry.objects.exists()
    order(sven, upload)
    assert upload.state == UploadState.IMPORTED


def test_is_checked_again_after_an_error(sven: Client, statement: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(bank_files, "preview", lambda **_: 1 / 0)
        upload = bring(sven, statement)
    assert upload is not None
    assert upload.state == UploadState.STOPPED
    order(sven, upload)
    assert upload.state == UploadState.CHECKED
    assert not Payment.objects.exists()
    tasks.tend_uploads()
    assert not Payment.objects.exists()
