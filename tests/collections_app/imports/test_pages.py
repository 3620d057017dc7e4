"""The pages of imports: who may do what, what they say, and what is recorded."""

import re
from http import HTTPStatus

import pytest
from django.test import Client

from accounts.roles import Role
from collections_app import events
from collections_app.models import Case, Claim, Creditor, ImportUpload, UploadState
from collections_app.services.imports import uploads
from personal_data import events as openings
from tests.collections_app.imports.conftest import ANNA, BAD, IDA, receive, rows, send
from tests.collections_app.imports.test_uploads import NAMED, OWN_ROW, OWN_WORDS
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def page_of(client: Client, upload: ImportUpload, step: str = "") -> str:
    return client.get(f"/handler/imports/{upload.reference}/{step}").content.decode()


def act(client: Client, upload: ImportUpload, step: str) -> int:
    return client.post(f"/handler/imports/{upload.reference}/{step}/").status_code


class TestTheWay:
    def test_goes_from_the_file_over_the_preview_into_the_books(self, sven: Client, acme: Creditor) -> None:
        answer = send(sven, acme, rows(ANNA, IDA, BAD))
        upload = ImportUpload.objects.get()
        assert answer["Location"] == f"/handler/imports/{upload.reference}/"
        preview = page_of(sven, upload)
        assert "Anna Andersson" in preview
        assert "new, will be booked" in preview
        assert "The amount is not a number" in preview
        assert not Claim.objects.exists()
        act(sven, upload, "order")
        assert Claim.objects.count() == 2
        assert "new, booked" in page_of(sven, upload)
        assert upload.reference in sven.get("/handler/imports/").content.decode()
        assert accounts.recorded(events.IMPORT_ORDERED)[-1].actor_kind == "staff"

    def test_asks_for_columns_that_nobody_knows(self, sven: Client, acme: Creditor) -> None:
        answer = send(sven, acme, rows(OWN_ROW, header=OWN_WORDS))
        upload = ImportUpload.objects.get()
        assert answer["Location"] == f"/handler/imports/{upload.reference}/columns/"
        assert "Summa att driva in" in page_of(sven, upload, "columns/")
        chosen = {f"column_{position}": field for field, position in NAMED.items()} | {"column_5": "not_used"}
        wrong = sven.post(answer["Location"], {**chosen, "column_5": "amount", "column_0": ""})
        assert "Another column holds this already" in wrong.content.decode()
        assert "a claim needs them: Debtor&#x27;s name" in wrong.content.decode()
        sven.post(answer["Location"], chosen)
        assert "Anna Andersson" in page_of(sven, upload)

    def test_names_the_case_of_each_claim_fifty_at_a_time(
        self, sven: Client, rita: Client, acme: Creditor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send(sven, acme, rows(ANNA, IDA, IDA.replace("F-2", "F-3")))
        upload = ImportUpload.objects.get()
        act(sven, upload, "order")
        cases = {case.reference: case.claims.count() for case in Case.objects.all()}
        before = len(accounts.recorded(openings.ENVELOPE_OPENED))
        page = page_of(rita, upload)
        assert {reference: page.count(reference) for reference in cases} == cases
        assert len(accounts.recorded(openings.ENVELOPE_OPENED)) == before
        assert all(f'href="/handler/cases/{reference}/"' in page_of(sven, upload) for reference in cases)
        monkeypatch.setattr("collections_app.selectors.imports.PAGE_SIZE", 2)
        begins = page_of(rita, upload)
        (link,) = re.findall(r'href="(\?after=[0-9a-f-]{36})#claims" rel="next"', begins)
        rest = page_of(rita, upload, link)
        assert {reference: begins.count(reference) + rest.count(reference) for reference in cases} == cases
        assert "after=" not in rest
        assert "2 claims shown" in page_of(rita, upload, "?after=nonsense")

    def test_is_done_where_nothing_is_new(self, sven: Client, acme: Creditor) -> None:
        send(sven, acme, rows(ANNA))
        act(sven, ImportUpload.objects.get(), "order")
        send(sven, acme, rows(ANNA))
        upload = ImportUpload.objects.order_by("reference").last()
        assert upload is not None
        assert upload.state == UploadState.NOTHING_NEW
        assert "Nothing in this file is new" in page_of(sven, upload)

    @pytest.mark.requirement("INTRUM-04", breaks="a preview or import of a column of which nobody has said anything")
    def test_asks_of_every_column_and_takes_none_that_is_not_used(self, sven: Client, acme: Creditor) -> None:
        header = "Namn;Fakturanr;Belopp;Valuta;Fakturadatum;Kundens färg;problem;"
        row = "Anna Andersson;A-1;12,50;SEK;2026-03-05;röd;;"
        answer = send(sven, acme, rows(row, row.replace("A-1", "A-2").replace("12,50", "-1"), header=header))
        upload = ImportUpload.objects.get()
        assert (upload.state, answer["Location"]) == (
            UploadState.UNMAPPED, f"/handler/imports/{upload.reference}/columns/")  # fmt: skip
        assert upload.findings == {}
        (event,) = accounts.recorded(events.COLUMNS_REFUSED)
        assert (event.reference, event.count, event.fields) == (upload.reference, 1, ["column_6"])
        assert not [word for word in ("färg", "röd") if word in str(vars(event))]
        names = ("debtor_name", "invoice_number", "amount", "currency", "issued_on")
        said = {f"column_{place}": name for place, name in enumerate(names)}
        unsaid = sven.post(answer["Location"], said).content.decode()
        assert "Say what the column holds, or that it is not used." in unsaid
        sven.post(answer["Location"], {**said, "column_5": "not_used"})
        (event,) = accounts.recorded(events.COLUMNS_LEFT_OUT)
        assert (event.reference, event.count, event.fields) == (upload.reference, 1, ["column_6"])
        preview = page_of(sven, upload)
        assert "Not used: Kundens färg</p>" in preview
        assert "Change the columns" in preview
        upload.refresh_from_db()
        sheet = sven.get(f"/handler/imports/{upload.reference}/bad-rows/").getvalue().decode("utf-8-sig")
        assert "A-2" in sheet
        assert not [each for each in (sheet, preview, page_of(sven, upload, "columns/")) if "röd" in each]
        act(sven, upload, "order")
        assert Claim.objects.count() == 1
        again = send(sven, acme, rows(row.replace("A-1", "A-3"), header=header))
        assert "columns" not in again["Location"]  # it was remembered

    def test_takes_one_currency_for_the_whole_file(self, sven: Client, acme: Creditor) -> None:
        answer = send(sven, acme, rows("Anna;A-1;12,50;2026-03-05", header="Namn;Fakturanr;Belopp;Fakturadatum"))
        chosen = {"column_0": "debtor_name", "column_1": "invoice_number", "column_2": "amount"}
        lacking = sven.post(answer["Location"], {**chosen, "column_3": "issued_on"}).content.decode()
        assert "No column holds the currency. Choose it here" in lacking
        twice = {**chosen, "column_3": "currency", "currency": "SEK"}
        assert "A column holds the currency." in sven.post(answer["Location"], twice).content.decode()
        sven.post(answer["Location"], {**chosen, "column_3": "issued_on", "currency": "SEK"})
        preview = page_of(sven, ImportUpload.objects.get())
        assert "All amounts are taken to be in SEK" in preview
        assert "Not used" not in preview

    def test_gives_the_bad_rows_back_on_record(self, sven: Client, acme: Creditor) -> None:
        send(sven, acme, rows(ANNA, BAD.replace("Bo Bengtsson", "=HYPERLINK(1)")))
        upload = ImportUpload.objects.get()
        sheet = sven.get(f"/handler/imports/{upload.reference}/bad-rows/").getvalue().decode("utf-8-sig")
        assert sheet.splitlines()[0].startswith("problem;debtor_name;")
        assert "'=HYPERLINK(1)" in sheet
        assert accounts.recorded(events.BAD_ROWS_DOWNLOADED)[-1].reference == upload.reference
        mended = sheet.replace("ten", "10").replace("2388", "2389")
        send(sven, acme, mended.encode())
        again = ImportUpload.objects.exclude(pk=upload.pk).get()
        act(sven, again, "order")
        assert Claim.objects.count() == 1

    def test_goes_back_when_there_are_no_bad_rows(self, sven: Client, acme: Creditor) -> None:
        send(sven, acme, rows(ANNA))
        assert sven.get(f"/handler/imports/{ImportUpload.objects.get().reference}/bad-rows/").status_code == 302

    def test_warns_of_the_very_same_file(self, sven: Client, acme: Creditor) -> None:
        send(sven, acme, rows(ANNA))
        first = ImportUpload.objects.get()
        act(sven, first, "order")
        send(sven, acme, rows(ANNA))
        again = ImportUpload.objects.exclude(pk=first.pk).get()
        assert f"imported before, as {first.reference}" in page_of(sven, again)

    def test_can_be_left(self, sven: Client, acme: Creditor) -> None:
        send(sven, acme, rows(ANNA))
        upload = ImportUpload.objects.get()
        act(sven, upload, "discard")
        assert not ImportUpload.objects.exists()
        assert sven.get(f"/handler/imports/{upload.reference}/").status_code == HTTPStatus.NOT_FOUND

    def test_shows_how_far_the_work_is(self, sven: Client, acme: Creditor) -> None:
        send(sven, acme, rows(ANNA))
        ImportUpload.objects.update(state=UploadState.CHECKING)
        assert "<progress" in page_of(sven, ImportUpload.objects.get())

    def test_goes_on_after_an_error(self, sven: Client, acme: Creditor) -> None:
        send(sven, acme, rows(ANNA))
        upload = ImportUpload.objects.get()
        ImportUpload.objects.update(state=UploadState.STOPPED)
        assert "An error stopped the work" in page_of(sven, upload)
        act(sven, upload, "order")
        upload.refresh_from_db()
        assert upload.state == UploadState.CHECKED


class TestARefusal:
    @pytest.mark.parametrize(("content", "words"), [(b"", "The file is empty"), (b"PK\x03\x04", "This is a workbook")])
    def test_says_how_to_mend_it(self, sven: Client, acme: Creditor, content: bytes, words: str) -> None:
        assert words in send(sven, acme, content).content.decode()
        assert not ImportUpload.objects.exists()

    def test_of_no_file_at_all(self, sven: Client, acme: Creditor) -> None:
        assert "Choose a file." in sven.post(f"/handler/imports/new/{acme.reference}/").content.decode()

    def test_of_a_file_over_the_limit(self, acme: Creditor, sven: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("personal_data.uploads.SealingHandler.receive_data_chunk", _drop)
        assert "larger than 200 MB" in send(sven, acme, rows(ANNA)).content.decode()


def _drop(handler: uploads.files.Writer, raw_data: bytes, start: int) -> None:
    handler._draft.close()


class TestWhoMay:
    def test_a_handler_sees_none_of_it(self, acme: Creditor) -> None:
        hanna = accounts.client_of(accounts.member(Role.HANDLER))
        assert hanna.get("/handler/imports/").status_code == HTTPStatus.FORBIDDEN

    def test_a_records_officer_reads_reports_and_opens_nothing(
        self, sven: Client, rita: Client, acme: Creditor
    ) -> None:
        send(sven, acme, rows(ANNA, BAD))
        upload = ImportUpload.objects.get()
        before = len(accounts.recorded(openings.ENVELOPE_OPENED))
        shown = page_of(rita, upload)
        assert "The amount is not a number" in shown
        assert "Andersson" not in shown
        assert len(accounts.recorded(openings.ENVELOPE_OPENED)) == before
        assert rita.get(f"/handler/imports/{upload.reference}/bad-rows/").status_code == HTTPStatus.FORBIDDEN

    def test_looking_at_the_first_rows_is_recorded(self, sven: Client, acme: Creditor) -> None:
        send(sven, acme, rows(ANNA))
        upload = ImportUpload.objects.get()
        page_of(sven, upload)
        event = accounts.recorded(openings.ENVELOPE_OPENED)[-1]
        assert (event.actor_kind, event.purpose) == ("staff", "intake")

    def test_the_list_opens_nothing(self, sven: Client, acme: Creditor) -> None:
        with accounts.command():
            receive(acme, rows(ANNA))
        before = len(accounts.recorded(openings.ENVELOPE_OPENED))
        assert "Uploaded, not imported yet" in sven.get("/handler/imports/").content.decode()
        assert len(accounts.recorded(openings.ENVELOPE_OPENED)) == before
