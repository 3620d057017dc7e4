"""Uploaded files lie sealed, are of nobody, and go after 24 hours through the gate."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from collections_app import events, tasks
from collections_app.intake.csv_columns import Columns
from collections_app.models import Case, Claim, Creditor, Debtor, ImportFile, ImportUpload, IntakeItem, UploadState
from collections_app.record_classes import IMPORT_UPLOAD
from collections_app.services import upload_expiry
from collections_app.services.imports import check, importing, naming, remembered_columns, uploads
from collections_app.services.intake import taking_in
from personal_data import envelopes
from personal_data.models import DataSubject, Envelope, Erasure, SealedFile
from personal_data.purposes import Purpose
from tests.collections_app.imports.conftest import ANNA, BAD, IDA, receive, rows
from tests.factories import accounts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("importing")]
OWN_WORDS = "Kundens fulla namn;Vår ref;Summa att driva in;Valuta;Skapad;Färg"
OWN_ROW = "Anna Andersson;A-1;1 234,50;SEK;2026-03-05;röd"
NAMED = {"debtor_name": 0, "invoice_number": 1, "amount": 2, "currency": 3, "issued_on": 4}
ALL_SAID = Columns(NAMED, frozenset({5}))


def domain_rows() -> list[int]:
    return [model.objects.count() for model in (Debtor, Case, Claim, IntakeItem, ImportFile, DataSubject)]


def checked(creditor: Creditor, content: bytes) -> ImportUpload:
    upload = receive(creditor, content)
    assert check.check(reference=upload.reference, at=timezone.now())
    upload.refresh_from_db()
    return upload


class TestAFileThatCame:
    def test_is_of_nobody_and_in_no_book(self, acme: Creditor) -> None:
        before = domain_rows()
        upload = checked(acme, rows(ANNA, IDA, BAD))
        assert domain_rows() == before
        assert upload.envelope.record_class == IMPORT_UPLOAD.name
        assert not upload.envelope.parts.exists()

    def test_lies_nowhere_in_the_clear(self, acme: Creditor, file_store: Path) -> None:
        checked(acme, rows(ANNA, BAD))
        kept = [path.read_bytes() for path in file_store.rglob("*") if path.is_file()]
        assert len(kept) == 2
        assert not [content for content in kept if b"Andersson" in content or b"Bengtsson" in content]

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"PK\x03\x04 a workbook", "workbook"),
            (b"%PDF-1.7", "PDF"),
            (b"\xff\xfea\x00", "UTF-16"),
            (b"a;b\x00;c\n", "neither CSV nor XML"),
            (b"\n\n\n", "empty"),
            (b";".join([b"x"] * 201), "more than 200 columns"),
        ],
    )
    def test_is_told_apart_by_its_first_bytes(self, acme: Creditor, content: bytes, words: str) -> None:
        with pytest.raises(uploads.NotTaken) as refusal:
            receive(acme, content, name="claims.csv")
        assert words in refusal.value.messages[0]
        assert not SealedFile.objects.exists()

    def test_may_be_xml_under_any_name_up_to_its_own_limit(
        self, acme: Creditor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert receive(acme, b"<Invoice/>", name="claims.csv").media_type == "application/xml"
        monkeypatch.setattr(uploads, "MOST_BYTES", 9)
        with pytest.raises(uploads.NotTaken, match="50 MB"):
            receive(acme, b"<Invoice/>", name="claims.csv")


class TestItsColumns:
    def test_are_asked_for_where_headings_do_not_tell(self, acme: Creditor) -> None:
        upload = receive(acme, rows(OWN_ROW, header=OWN_WORDS))
        assert upload.state == UploadState.UNMAPPED
        assert not check.check(reference=upload.reference, at=timezone.now())

    def test_are_remembered_for_the_creditor(self, acme: Creditor) -> None:
        first = receive(acme, rows(OWN_ROW, header=OWN_WORDS))
        naming.name_columns(upload=first, columns=ALL_SAID)
        again = receive(acme, rows(OWN_ROW.replace("A-1", "A-2"), header=OWN_WORDS))
        assert (again.state, again.columns) == (UploadState.CHECKING, NAMED)

    def test_are_known_in_another_order_and_in_a_file_to_mend(self, acme: Creditor) -> None:
        naming.name_columns(upload=receive(acme, rows(OWN_ROW, header=OWN_WORDS)), columns=ALL_SAID)
        moved = receive(acme, rows(f"too short;{OWN_ROW}", header=f"problem;{OWN_WORDS}"))
        assert (moved.state, moved.not_used) == (UploadState.CHECKING, [6])
        assert moved.columns == {field: position + 1 for field, position in NAMED.items()}

    def test_are_not_known_for_another_creditor(self, acme: Creditor) -> None:
        naming.name_columns(upload=receive(acme, rows(OWN_ROW, header=OWN_WORDS)), columns=ALL_SAID)
        other = Creditor.objects.create(controller=acme.controller, reference="C-90001", name="Other AB", country="SE")
        assert remembered_columns.of(other, OWN_WORDS.split(";")) == {}

    def test_may_mean_something_else_than_our_words_say(self, acme: Creditor) -> None:
        header = "Namn;Fakturanr;Belopp;Summa;Valuta;Fakturadatum"
        upload = receive(acme, rows("Anna;A-1;1;2;SEK;2026-03-05", header=header))
        assert upload.state == UploadState.UNMAPPED  # two columns claim the amount
        # The second column of the amount is left out on purpose.
        chosen = {"debtor_name": 0, "invoice_number": 1, "amount": 3, "currency": 4, "issued_on": 5}
        naming.name_columns(upload=upload, columns=Columns(chosen, frozenset({2})))
        assert receive(acme, rows("Bo;A-2;1;2;SEK;2026-03-05", header=header)).columns == chosen

    def test_must_hold_what_a_claim_needs(self, acme: Creditor) -> None:
        upload = receive(acme, rows(OWN_ROW, header=OWN_WORDS))
        with pytest.raises(uploads.NotNow):
            naming.name_columns(upload=upload, columns=Columns({"debtor_name": 0}))

    def test_need_none_of_the_currency_where_the_whole_file_is_in_one(self, acme: Creditor) -> None:
        header, row = "Namn;Fakturanr;Belopp;Fakturadatum", "Anna Andersson;A-1;12,50;2026-03-05"
        upload = receive(acme, rows(row, header=header))
        assert upload.state == UploadState.UNMAPPED
        named = {"debtor_name": 0, "invoice_number": 1, "amount": 2, "issued_on": 3}
        with pytest.raises(uploads.NotNow):
            naming.name_columns(upload=upload, columns=Columns(named))
        naming.name_columns(upload=upload, columns=Columns(named), currency="NOK")
        check.check(reference=upload.reference, at=timezone.now())
        importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())
        importing.work_off(reference=upload.reference, at=timezone.now())
        assert Claim.objects.get().currency == "NOK"
        acme.refresh_from_db()
        again = receive(acme, rows(row.replace("A-1", "A-2"), header=header))
        assert (again.state, again.currency) == (UploadState.CHECKING, "NOK")

    def test_hold_the_currency_of_each_row_whatever_was_said_of_another_file(self, acme: Creditor) -> None:
        Creditor.objects.update(file_currency="NOK")
        acme.refresh_from_db()
        upload = checked(acme, rows(ANNA, IDA.replace("SEK", "")))
        assert upload.currency == ""
        assert [problem["field"] for problem in upload.findings["problems"]] == ["currency"]

    def test_are_read_as_they_were_named(self, acme: Creditor) -> None:
        upload = receive(acme, rows(OWN_ROW, header=OWN_WORDS))
        naming.name_columns(upload=upload, columns=ALL_SAID)
        check.check(reference=upload.reference, at=timezone.now())
        upload.refresh_from_db()
        envelopes.open([upload])
        (row,) = upload.first_rows.reveal()
        assert (row["debtor"], row["number"], row["amount_minor"]) == ("Anna Andersson", "A-1", 123450)


class TestTheDayIsOver:
    def test_erases_the_file_through_the_gate(self, acme: Creditor, file_store: Path) -> None:
        upload = checked(acme, rows(ANNA, BAD))
        assert upload_expiry.expire(at=upload.ends_at - timedelta(seconds=1)) == 0
        assert Envelope.objects.get(pk=upload.envelope_id).due_on is None
        ImportUpload.objects.update(
            uploaded_at=timezone.now() - timedelta(hours=25), ends_at=timezone.now() - timedelta(hours=1)
        )
        assert upload_expiry.expire(at=timezone.now()) == 1
        assert not ImportUpload.objects.exists()
        assert not SealedFile.objects.exists()
        assert Erasure.objects.get(envelope_id=upload.envelope_id).ground == "due"
        assert accounts.recorded(events.UPLOAD_DISCARDED)[-1].reason == "expired"

    def test_waits_for_an_import_that_is_at_work(self, acme: Creditor) -> None:
        upload = checked(acme, rows(ANNA))
        importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())
        assert upload_expiry.expire(at=upload.ends_at + timedelta(hours=1)) == 0
        with pytest.raises(uploads.NotNow):
            upload_expiry.discard(upload=upload, at=timezone.now())

    def test_can_be_brought_forward(self, acme: Creditor) -> None:
        upload = receive(acme, rows(ANNA))
        assert upload_expiry.discard(upload=upload, at=timezone.now())
        assert not Envelope.objects.filter(pk=upload.envelope_id).exists()

    def test_leaves_the_report_of_an_import(self, acme: Creditor) -> None:
        upload = checked(acme, rows(ANNA, BAD))
        importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())
        importing.work_off(reference=upload.reference, at=timezone.now())
        assert upload_expiry.discard(upload=upload, at=timezone.now())
        report = ImportFile.objects.get(reference=upload.reference)
        assert (report.new_count, report.rejected_count) == (1, 1)
        assert report.problems[0]["line"] == 3


class TestTheWorker:
    def test_finishes_what_was_left(self, acme: Creditor) -> None:
        upload = receive(acme, rows(ANNA, BAD))
        tasks.tend_uploads()
        upload.refresh_from_db()
        assert upload.state == UploadState.CHECKED
        importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())
        tasks.tend_uploads()
        upload.refresh_from_db()
        assert upload.state == UploadState.IMPORTED
        assert Claim.objects.count() == 1

    def test_says_that_it_stopped(self, acme: Creditor, monkeypatch: pytest.MonkeyPatch) -> None:
        upload = receive(acme, rows(ANNA))
        with monkeypatch.context() as patched:
            patched.setattr(check, "_read", lambda *_: 1 / 0)
            tasks.tend_uploads()
        upload.refresh_from_db()
        assert upload.state == UploadState.STOPPED
        uploads.check_again(upload=upload)
        tasks.tend_uploads()
        upload.refresh_from_db()
        assert upload.state == UploadState.CHECKED

    def test_goes_on_with_the_row_after_the_last_that_was_booked(
        self, acme: Creditor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("collections_app.services.intake.chunks.BATCH_ROWS", 2)
        upload = checked(acme, rows(*(IDA.replace("F-2", f"F-{number}") for number in range(7)), BAD))
        importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())
        with monkeypatch.context() as patched:
            patched.setattr("collections_app.services.intake.taking_in._book_chunk", dies_after(2))
            tasks.tend_uploads()
        report = ImportFile.objects.get(reference=upload.reference)
        assert (report.read_count, report.new_count, report.finished_at) == (4, 4, None)
        upload.refresh_from_db()
        assert upload.state == UploadState.STOPPED
        importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())
        tasks.tend_uploads()
        report.refresh_from_db()
        assert (report.read_count, report.new_count, report.unchanged_count, report.rejected_count) == (8, 7, 0, 1)
        assert Claim.objects.count() == 7


def dies_after(batches: int):
    """Booking that fails after so many batches."""
    book, done = taking_in._book_chunk, []

    def booked(*args):
        if len(done) == batches:
            raise ConnectionError
        done.append(book(*args))

    return booked


def test_opens_for_its_import_only(acme: Creditor) -> None:
    upload = receive(acme, rows(ANNA))
    with accounts.command(Purpose.COLLECTION), pytest.raises(envelopes.Refused):
        envelopes.open([upload])
