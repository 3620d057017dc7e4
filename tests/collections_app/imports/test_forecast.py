"""What the preview says is what the import does."""

import random

import pytest
from django.utils import timezone

from collections_app.models import Case, Claim, Creditor, ImportUpload, UploadState
from collections_app.services.imports import check, importing
from personal_data import envelopes
from personal_data.models import BlockKind
from personal_data.services import blocks, erasure_decisions
from tests.collections_app.conftest import credit_note, invoice
from tests.collections_app.imports.conftest import ANNA, BAD, IDA, receive, rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("importing")]


def foreseen_and_done(creditor: Creditor, content: bytes) -> tuple[dict[str, int], dict[str, int]]:
    """The counts of the preview, and those of the import of the same file."""
    upload = receive(creditor, content)
    check.check(reference=upload.reference, at=timezone.now())
    upload.refresh_from_db()
    assert upload.state in (UploadState.CHECKED, UploadState.NOTHING_NEW)
    findings = upload.findings
    importing.order(upload=upload, by=upload.uploaded_by, at=timezone.now())
    importing.work_off(reference=upload.reference, at=timezone.now())
    report = ImportUpload.objects.get(pk=upload.pk).import_file
    assert report is not None
    kinds = list(report.items.order_by("kind").values_list("kind", flat=True))
    done = {name: getattr(report, f"{name}_count") for name in ("read", "new", "credited", "unchanged", "rejected")}
    seen = {name: findings[name] for name in done}
    assert findings["problems"] == report.problems
    assert findings["notices"] == report.notices
    return seen | findings["set_aside"], done | {kind: kinds.count(kind) for kind in set(kinds)}


@pytest.mark.parametrize("seed", range(6))
def test_agrees_with_the_import_whatever_comes(acme: Creditor, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Files of few numbers, so that rows meet themselves, each other and the books, within batches and across them."""
    chance = random.Random(seed)
    monkeypatch.setattr(check, "_BATCH", 3)
    monkeypatch.setattr("collections_app.services.intake.chunks.BATCH_ROWS", 4)
    for _file in range(4):
        lines = [
            chance.choice([ANNA.replace("F-1", f"F-{number}"), IDA.replace("F-2", f"F-{number}"), BAD])
            for number in chance.choices(range(12), k=chance.randrange(1, 14))
        ]
        foreseen, done = foreseen_and_done(acme, rows(*lines))
        assert foreseen == done


def test_agrees_about_invoices_and_credit_notes(acme: Creditor) -> None:
    documents = (
        credit_note("U-1", "U-2"),
        invoice("U-1"),
        credit_note("U-1"),
        credit_note("U-9", "U-3"),
        invoice("U-1"),
        invoice("U-1", amount="801.00"),
        credit_note(None, "U-4"),
        credit_note("U-1", "U-2"),
        "<Order/>",
    )
    outcomes = [foreseen_and_done(acme, document.encode()) for document in documents]
    assert [foreseen for foreseen, _ in outcomes] == [done for _, done in outcomes]
    fates = [next(name for name, count in done.items() if count and name != "read") for _, done in outcomes]
    assert fates == ["unmatched_credit_note", "new", "credited", "unmatched_credit_note", "unchanged", "conflict",
                     "unmatched_credit_note", "unchanged", "rejected"]  # fmt: skip


@pytest.mark.parametrize("what", ["records", "person"])
def test_agrees_about_the_restricted(acme: Creditor, what: str) -> None:
    """Their documents are filed unread, beside those of everybody else (GDPR art. 18(2))."""
    foreseen_and_done(acme, rows(ANNA))
    foreseen_and_done(acme, invoice("U-1", buyer="1234567890").encode())
    for case in Case.objects.all():
        debtor = case.case_debtors.get().debtor
        whom = (
            {"subject": debtor.subject} if what == "person" else {"envelopes": [case.envelope_id, debtor.envelope_id]}
        )
        blocks.place(kind=BlockKind.RESTRICTION, reason_code="accuracy_contested", **whom)
    documents = [
        rows(ANNA.replace("F-1", "F-3"), IDA, ANNA.replace("1 234,50", "9,00"), BAD),
        credit_note("U-1").encode(),
        invoice("U-2", buyer="1234567890").encode(),
    ]
    outcomes = [foreseen_and_done(acme, document) for document in documents]
    assert [foreseen for foreseen, _ in outcomes] == [done for _, done in outcomes]
    told = [{name: count for name, count in done.items() if count and name != "read"} for _, done in outcomes]
    assert told == [{"new": 2, "conflict": 1, "rejected": 1}, {"credited": 1}, {"new": 1}]
    assert Case.objects.count() == 3


def test_agrees_about_what_was_erased(acme: Creditor) -> None:
    foreseen_and_done(acme, rows(ANNA))
    case = Claim.objects.get().case
    now = timezone.now()
    erasure_decisions.decide(
        envelopes=[case.envelope_id],
        reference="R-2026-000001",
        effective_on=now.date(),
        decided_by=case.pk,
        decided_at=now,
    )
    envelopes.erase([case.envelope_id], ground="request")
    foreseen, done = foreseen_and_done(acme, rows(ANNA, IDA))
    assert foreseen == done
    assert done["parked_erased"] == 1
