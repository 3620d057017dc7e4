"""Rolling an import back: what can go goes, what has moved on stays; the right file may come after the wrong one."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import Event
from collections_app import events, tasks
from collections_app.models import (
    Case,
    Claim,
    Creditor,
    Debtor,
    ImportFile,
    ImportUpload,
    IntakeDecision,
    IntakeItem,
    IntakeItemKind,
)
from collections_app.services import cases
from collections_app.services.imports import check, importing, undoing
from collections_app.services.intake import decisions
from personal_data import envelopes
from personal_data.models import BlockKind, DataSubject, Erasure, KeptDigest
from personal_data.services import blocks
from tests.collections_app.conftest import credit_note, invoice
from tests.collections_app.imports.conftest import ANNA, IDA, receive, rows
from tests.factories import accounts, collection, retention

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("importing")]


def imported(creditor: Creditor, content: bytes) -> ImportFile:
    upload = receive(creditor, content)
    check.check(reference=upload.reference, at=timezone.now())
    importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())
    importing.work_off(reference=upload.reference, at=timezone.now())
    return ImportFile.objects.get(reference=upload.reference)


def taken_back(report: ImportFile) -> ImportFile:
    undoing.order(report=report, by=uuid4(), at=timezone.now())
    undoing.work_off(reference=report.reference, at=timezone.now())
    report.refresh_from_db()
    return report


class TestWhatCanGo:
    def test_goes_with_its_debtors_through_the_gate(self, acme: Creditor) -> None:
        report = taken_back(imported(acme, rows(ANNA, IDA)))
        assert (report.undone_count, report.undo_kept) == (2, {})
        assert report.undone_at is not None
        left = [model.objects.count() for model in (Claim, Case, Debtor, DataSubject)]
        assert left == [0, 0, 0, 0]
        assert set(Erasure.objects.values_list("ground", flat=True)) == {"roll_back"}
        assert accounts.recorded(events.IMPORT_UNDONE)[-1].count == 2

    def test_may_come_again_as_if_it_had_never_been(self, acme: Creditor) -> None:
        taken_back(imported(acme, rows(ANNA)))
        assert not KeptDigest.objects.exists()
        assert imported(acme, rows(ANNA)).new_count == 1

    def test_leaves_a_debtor_who_was_known_before(self, acme: Creditor) -> None:
        imported(acme, rows(ANNA))
        Case.objects.update(status="closed", closed_on=timezone.localdate() + timedelta(days=1))
        report = imported(acme, rows(ANNA.replace("F-1", "F-9")))
        assert taken_back(report).undone_count == 1
        assert (Claim.objects.count(), Case.objects.count(), Debtor.objects.count()) == (1, 1, 1)

    def test_includes_documents_that_wait_for_a_decision(self, acme: Creditor) -> None:
        imported(acme, rows(ANNA))
        report = imported(acme, rows(ANNA.replace("234,50", "999,00")))
        assert IntakeItem.objects.get().kind == IntakeItemKind.CONFLICT
        assert taken_back(report).undone_count == 1
        assert not IntakeItem.objects.exists()
        assert Claim.objects.count() == 1


class TestWhatStays:
    @pytest.fixture
    def report(self, acme: Creditor) -> ImportFile:
        return imported(acme, rows(ANNA, IDA))

    @pytest.fixture
    def moved(self, report: ImportFile) -> Case:
        """The case of the two that moves on."""
        return Case.objects.order_by("reference")[0]

    def stays(self, report: ImportFile, case: Case, reason: str) -> None:
        assert (taken_back(report).undone_count, report.undo_kept) == (1, {reason: 1})
        assert list(Case.objects.all()) == [case]
        assert Debtor.objects.count() == 1

    def test_is_a_case_with_a_note(self, report: ImportFile, moved: Case) -> None:
        with accounts.command():
            envelopes.prepare_to_write([moved])
            collection.note(moved)
        self.stays(report, moved, "worked_on")

    def test_is_a_case_of_somebody_with_a_recording_since(self, report: ImportFile, moved: Case) -> None:
        with accounts.command():
            collection.recording(moved.controller, moved.case_debtors.get().debtor.subject)
        self.stays(report, moved, "with_the_person")

    def test_is_a_closed_case(self, report: ImportFile, moved: Case) -> None:
        with accounts.command():
            cases.close(case=moved, reason="paid", closed_on=retention.today(), by=uuid4(), at=timezone.now())
        self.stays(report, moved, "worked_on")

    def test_is_a_case_with_claims_of_other_files(self, report: ImportFile, moved: Case, acme: Creditor) -> None:
        imported(acme, rows(ANNA.replace("F-1", "F-9")))
        self.stays(report, moved, "older_case")

    def test_is_a_case_that_is_held(self, report: ImportFile, moved: Case) -> None:
        with accounts.command():
            blocks.place(
                kind=BlockKind.HOLD,
                envelopes=[moved.envelope_id],
                reason_code="dispute",
            )
        self.stays(report, moved, "held")

    def test_is_what_somebody_decided_on(self, acme: Creditor) -> None:
        """A credit note that waited for the invoice of this import is lost if its invoice goes."""
        imported(acme, credit_note("U-1", "U-2").encode())
        report = imported(acme, invoice("U-1").encode())
        assert taken_back(report).undo_kept == {"decided": 2}
        assert Claim.objects.count() == 2

    def test_is_a_claim_that_was_replaced(self, acme: Creditor, report: ImportFile, moved: Case) -> None:
        imported(acme, rows(ANNA.replace("234,50", "999,00")))
        item = IntakeItem.objects.get()
        decisions.decide(item=item, decision=IntakeDecision.REPLACED, by=uuid4(), at=timezone.now())
        assert taken_back(report).undone_count == 1
        assert list(Case.objects.all()) == [moved]


class TestTheOrder:
    def test_is_given_once_and_for_a_finished_import(self, acme: Creditor) -> None:
        report = taken_back(imported(acme, rows(ANNA)))
        with pytest.raises(undoing.CannotUndo):
            undoing.order(report=report, by=uuid4(), at=timezone.now())
        ImportFile.objects.update(finished_at=None, undo_ordered_at=None)
        with pytest.raises(undoing.CannotUndo):
            undoing.order(report=report, by=uuid4(), at=timezone.now())

    def test_is_finished_by_the_next_worker(self, acme: Creditor, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(undoing, "_BATCH", 1)
        report = imported(acme, rows(ANNA, IDA))
        undoing.order(report=report, by=uuid4(), at=timezone.now())
        with monkeypatch.context() as patched:
            patched.setattr(undoing, "_finish", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                undoing.work_off(reference=report.reference, at=timezone.now())
        tasks.tend_uploads()
        report.refresh_from_db()
        assert (report.undone_count, report.undone_at is not None) == (2, True)

    def test_comes_from_the_page_of_the_import(self, sven: Client, acme: Creditor) -> None:
        report = imported(acme, rows(ANNA))
        address = f"/handler/imports/{report.reference}/"
        assert "Roll the import back" in sven.get(address).content.decode()
        asked = sven.get(address + "roll-back/").content.decode()
        assert "What has moved on stays" in asked
        assert "The one new claim goes" in asked
        sven.post(address + "roll-back/")
        assert ": 1 claim erased" in sven.get(address).content.decode()
        assert not Claim.objects.exists()
        assert Event.objects.filter(name=events.UNDO_ORDERED.name, actor_kind="staff").exists()

    def test_waits_until_there_is_a_report(self, sven: Client, acme: Creditor) -> None:
        upload = receive(acme, rows(ANNA))
        assert sven.post(f"/handler/imports/{upload.reference}/roll-back/").status_code == 302
        assert ImportUpload.objects.exists()

    def test_is_not_for_those_who_only_read(self, rita: Client, acme: Creditor) -> None:
        report = imported(acme, rows(ANNA))
        assert rita.post(f"/handler/imports/{report.reference}/roll-back/").status_code == 403
