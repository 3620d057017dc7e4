"""Booking a bank's file: the command as a process of its own, its time and its memory."""

import random
from pathlib import Path

from bench import intake
from bench.measuring import Result
from collections_app.models import Case
from collections_app.payments import references
from tests.fixtures import databases

_SMALL, _LARGE = 5_000, 50_000
_MOST_SECONDS = 30
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
    "<BkToCstmrStmt><Stmt><Acct><Id><IBAN>SE4550000000058398257466</IBAN></Id></Acct>\n"
)
_ENTRY = (
    '<Ntry><Amt Ccy="SEK">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    "<BookgDt><Dt>2026-03-05</Dt></BookgDt><AcctSvcrRef>{number}</AcctSvcrRef><NtryDtls><TxDtls>"
    "<RltdPties><{side}><Pty><Nm>{name}</Nm></Pty></{side}></RltdPties><RmtInf><Ustrd>invoice {number}</Ustrd>"
    "<Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
)
_TAIL = "</Stmt></BkToCstmrStmt></Document>\n"


def measure(database: str, folder: Path) -> list[Result]:
    """Four of five payments name a case, one in ten is a debit, the rest names nothing."""
    databases.point_at(database)
    known = list(Case.objects.order_by("id").values_list("reference", flat=True))
    small, large = (_run(database, folder, count, known) for count in (_SMALL, _LARGE))
    beyond = large[1] / small[1] - 1
    return [
        Result(
            f"booking {_LARGE:,} bank entries",
            f"{large[0]:.1f} s ({_LARGE / large[0]:,.0f} entries/s), process start included",
            f"{_MOST_SECONDS} s",
            large[0] <= _MOST_SECONDS,
            [f"{_SMALL:,} entries: {small[0]:.1f} s", f"{len(known):,} cases to match among"],
        ),
        Result(
            "memory of booking",
            f"{small[1] / 2**20:.0f} MB at {_SMALL:,} entries, {large[1] / 2**20:.0f} MB at {_LARGE:,} ({beyond:+.1%})",
            "within 10 %",
            beyond <= 0.10,
            [f"the files have {small[2] / 2**20:.0f} and {large[2] / 2**20:.0f} MB, 50 MB at most, read in pieces"],
        ),
    ]


def _run(database: str, folder: Path, count: int, known: list[str]) -> tuple[float, int, int]:
    """Seconds, peak memory, and the size of the file."""
    path = folder / f"bank-{count}.xml"
    chance = random.Random(count)
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        for number in range(count):
            is_debit = number % 10 == 9
            file.write(
                _ENTRY.format(
                    amount=f"{chance.randrange(100, 90_000) / 100:.2f}",
                    direction="DBIT" if is_debit else "CRDT",
                    side="Cdtr" if is_debit else "Dbtr",
                    number=f"{count}-{number}",
                    name="Alva Testsson",
                    reference="" if is_debit or number % 10 == 8 else references.of_case(chance.choice(known), "SE"),
                )
            )
        file.write(_TAIL)
    seconds, peak = intake.watched(database, "import_payments", str(path), "--controller", "AMILI")
    return seconds, peak, path.stat().st_size
