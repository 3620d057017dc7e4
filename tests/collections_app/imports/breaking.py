"""Files broken at random on their way through the whole intake: refused in words, booked whole or not at all."""

import random
import re
from dataclasses import dataclass
from io import BytesIO
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from collections_app.models import (
    Case,
    Claim,
    Creditor,
    Debtor,
    ImportUpload,
    IntakeItem,
    LedgerEntry,
    Payment,
    UploadState,
)
from collections_app.record_classes import IMPORT_UPLOAD
from collections_app.services import payment_uploads
from collections_app.services.imports import check as import_check
from collections_app.services.imports import importing, uploads
from personal_data.models import Envelope
from tests.collections_app.conftest import credit_note, invoice
from tests.collections_app.imports.conftest import ANNA, HEADER, IDA
from tests.collections_app.intake.test_fuzz import broken
from tests.collections_app.payments.files import Booking, bgmax, camt

KINDS = ("csv", "ubl", "camt", "bgmax")
_BY = UUID(int=7)
# Runs of letters and digits between signs: cells, elements' texts, attributes, now and then a name of an element.
_VALUE = re.compile(rb"((?<=[>;\" ])[A-Za-z0-9 .,:-]{1,40}(?=[<;\"\r ]))")
_ODD_VALUES = (
    b"",
    b"0",
    b"-1",
    b"1e9",
    b"9" * 40,
    b"2026-13-45",
    b"1899-01-01",
    b"NaN",
    "ÅÄÖ€".encode(),
    b"XXX",
    b"'=1+1",
    b"a" * 600,
)


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    words: str = ""
    """With which it was not taken."""
    booked: int = 0


def made(kind: str, chance: random.Random) -> bytes:
    """A whole file of a kind, as a creditor or a bank writes it."""
    number = chance.randrange(10**6)
    if kind == "csv":
        lines = [HEADER, *(chance.choice([ANNA, IDA]).replace("F-", f"F-{number}{each}") for each in range(6))]
        return "\r\n".join(lines).encode(chance.choice(["utf-8", "cp1252", "utf-8-sig"]))
    if kind == "ubl":
        return chance.choice([invoice(f"U-{number}"), credit_note("U-1", f"U-{number}")]).encode()
    if kind == "bgmax":
        return bgmax([(chance.randrange(1, 10**6), "2026000001", "Alva Testsson") for _ in range(3)])
    bookings = [Booking(reference=f"B-{number}-{each}") for each in range(3)]
    return camt(chance.choice(["053", "054"]), chance.randrange(2, 9), bookings)


def broken_file(kind: str, chance: random.Random) -> bytes:
    """A file of a kind that is broken: bytes of it deleted, doubled, moved, replaced or joined by odd ones; or, so that
    the form holds and the reading goes further, a few of its values replaced."""
    whole = made(kind, chance)
    return broken(whole, chance) if chance.randrange(2) else _with_other_values(whole, chance)


def _with_other_values(whole: bytes, chance: random.Random) -> bytes:
    parts = _VALUE.split(whole)
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(1, len(parts), 2)
        parts[place] = chance.choice(_ODD_VALUES)
    return b"".join(parts)


def taken_in(kind: str, content: bytes, creditor: Creditor) -> Outcome:
    """Upload, check and import the file, hold what is stored against what was said, and take all of it back.

    An error of any kind, and any half of an import, comes out as an exception.
    """
    with transaction.atomic():
        try:
            upload = _received(kind, content, creditor)
        except uploads.NotTaken as refusal:
            outcome = Outcome(words=refusal.messages[0])
        else:
            outcome = Outcome(booked=_imported(upload))
        transaction.set_rollback(True)
    return outcome


def _received(kind: str, content: bytes, creditor: Creditor) -> ImportUpload:
    about = {"name": "file", "content": BytesIO(content), "by": uuid4(), "at": timezone.now()}
    if kind in ("camt", "bgmax"):
        return payment_uploads.receive(controller=creditor.controller, **about)
    return uploads.receive(creditor=creditor, **about)


def _imported(upload: ImportUpload) -> int:
    work = payment_uploads if upload.kind == payment_uploads.PAYMENTS else importing
    check = payment_uploads.check if work is payment_uploads else import_check.check
    before = _stored()
    check(reference=upload.reference, at=timezone.now())
    upload.refresh_from_db()
    assert _stored() == before, "checking stored something"
    if upload.state in (UploadState.UNMAPPED, UploadState.NOTHING_NEW):
        return 0
    assert upload.state == UploadState.CHECKED
    foreseen = upload.findings
    work.order(upload=upload, by=_BY, at=timezone.now())
    work.work_off(reference=upload.reference, at=timezone.now())
    upload.refresh_from_db()
    after = _stored()
    new = [later - earlier for earlier, later in zip(before, after, strict=True)]
    said = _said(upload, foreseen)
    assert new[: len(said)] == said, "what is stored is not what was said"
    assert not Case.objects.filter(claims=None).exists(), "a case without a claim"
    return sum(said)


def _said(upload: ImportUpload, foreseen: dict[str, int]) -> list[int]:
    """How many claims, documents set aside and payments there have to be more, by the preview as by the report."""
    if upload.kind == payment_uploads.PAYMENTS:
        payments = sum(foreseen[name] for name in ("allocated", "unallocated", "outgoing"))
        # A file that is refused halfway was refused halfway by the preview, too, and books nothing.
        return [0, 0, payments if upload.payment_file else 0]
    report = upload.import_file
    assert report is not None
    assert report.new_count + report.credited_count == foreseen["new"] + foreseen["credited"]
    assert report.rejected_count == foreseen["rejected"]
    return [report.new_count + report.credited_count, report.set_aside_count, 0]


def _stored() -> list[int]:
    """How much there is of everything that an import may store."""
    counted = [model.objects.count() for model in (Claim, IntakeItem, Payment, Debtor, Case, LedgerEntry)]
    return [*counted, Envelope.objects.exclude(record_class=IMPORT_UPLOAD.name).count()]
