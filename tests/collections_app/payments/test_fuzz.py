"""Mutated bank files: each is booked or refused by name, nothing is half stored and nothing breaks.

``SIGILL_FUZZ=10000`` runs as many; the suite runs a few hundred, most of them without a database.
"""

import os
import random
from contextlib import suppress
from io import BytesIO

import pytest

from collections_app.intake.problems import Refused
from collections_app.models import Allocation, LedgerEntry, Payment, PaymentFile
from collections_app.payments.files import read_bank_file
from collections_app.selectors import ledger_balances
from tests.collections_app.payments.conftest import AT, bookkeeping, ocr, paid
from tests.collections_app.payments.files import Booking, bgmax, camt

ROUNDS = int(os.environ.get("SIGILL_FUZZ", "300"))
BOOKED = max(ROUNDS // 10, 20)
SIGNS = [b"<", b">", b"&", b"\0", b"\xff", b"-", b"9" * 40, b"<!ENTITY", b"</Ntry>", b"\r\n", b"e5", b" ", b""]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to four changes: a sign in place of some, a piece left out, doubled or moved, the file cut off."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(data) or 1)
        end = start + chance.randrange(1, 60)
        data = chance.choice(
            [
                lambda s, e, d: d[:s] + chance.choice(SIGNS) + d[s + 1 :],
                lambda s, e, d: d[:s] + d[e:],
                lambda s, e, d: d[:e] + d[s:],
                lambda s, e, d: d[:s] + d[e : e + 40] + d[s:e] + d[e + 40 :],
                lambda s, e, d: d[: s + 1],
            ]
        )(start, end, data)
    return data


def sources(reference: str) -> list[bytes]:
    bookings = [paid("100.00", reference), paid("7.00", "", reference="B-2"), Booking(direction="DBIT")]
    files = [camt(kind, version, bookings) for kind in ("053", "054") for version in (2, 5, 8)]
    return [*files, bgmax([(10_000, reference, "Anna Andersson"), (700, "", "Bo"), (-500, "", "")])]


def test_every_mutant_is_read_or_refused():
    chance, files = random.Random(4), sources("202600000129")
    for _ in range(ROUNDS):
        with suppress(Refused):
            for _each in read_bank_file(BytesIO(mutated(chance.choice(files), chance)), "bank.xml"):
                pass


@pytest.mark.django_db
def test_every_mutant_is_booked_whole_or_not_at_all(bank, anna):
    chance, files = random.Random(5), sources(ocr(anna))
    for _ in range(BOOKED):
        before = Payment.objects.count(), LedgerEntry.objects.count(), PaymentFile.objects.count()
        report = bank.data(mutated(chance.choice(files), chance))
        after = Payment.objects.count(), LedgerEntry.objects.count(), PaymentFile.objects.count()
        if report.refusal:
            assert after == before
        else:
            assert after[0] - before[0] == report.read_count - report.counts["unchanged"]
            assert after[2] == before[2] + 1
    with bookkeeping():
        assert sum(ledger_balances.of_accounts(bank.controller, on=AT.date().replace(year=2099)).values()) == 0
    assert {each.entry for each in Allocation.objects.all()} <= {each.pk for each in LedgerEntry.objects.all()}
