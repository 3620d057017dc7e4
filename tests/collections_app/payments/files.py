"""Bank files that the tests make themselves."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Booking:
    """One entry to write into a file."""

    amount: str = "100.00"
    direction: str = "CRDT"
    reference: str = "BANK-1"
    booked: str = "2026-03-05"
    currency: str = "SEK"
    status: str = "BOOK"
    is_reversal: bool = False
    payments: Sequence[tuple[str, str, str, str]] = (("100.00", "2026000001", "Alva Testsson", "for the invoice"),)


def camt(kind: str, version: int, bookings: Sequence[Booking], account: str = "SE4550000000058398257466") -> bytes:
    """A camt.053 or camt.054 of a version, as that version nests its elements."""
    root, container = {"053": ("BkToCstmrStmt", "Stmt"), "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}[kind]
    entries = "".join(_entry(booking, version) for booking in bookings)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version:02d}"><{root}>'
        f"<GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-03-06T06:00:00</CreDtTm></GrpHdr>"
        f"<{container}><Id>S-1</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{entries}</{container}></{root}></Document>"
    ).encode()


def _entry(booking: Booking, version: int) -> str:
    status = f"<Cd>{booking.status}</Cd>" if version >= 7 else booking.status
    parts = "".join(_part(booking, version, *part) for part in booking.payments)
    return (
        f'<Ntry><Amt Ccy="{booking.currency}">{booking.amount}</Amt><CdtDbtInd>{booking.direction}</CdtDbtInd>'
        f"{'<RvslInd>true</RvslInd>' if booking.is_reversal else ''}"
        f"<Sts>{status}</Sts><BookgDt><Dt>{booking.booked}</Dt></BookgDt><ValDt><Dt>{booking.booked}</Dt></ValDt>"
        f"<AcctSvcrRef>{booking.reference}</AcctSvcrRef><NtryDtls>{parts}</NtryDtls></Ntry>\n"
    )


def _part(booking: Booking, version: int, amount: str, reference: str, name: str, words: str) -> str:
    party = f"<Pty><Nm>{name}</Nm></Pty>" if version >= 8 else f"<Nm>{name}</Nm>"
    other = "Dbtr" if booking.direction == "CRDT" else "Cdtr"
    priced = f'<Amt Ccy="{booking.currency}">{amount}</Amt>' if amount and version >= 4 else ""
    detailed = (
        f'<AmtDtls><TxAmt><Amt Ccy="{booking.currency}">{amount}</Amt></TxAmt></AmtDtls>'
        if amount and version < 4
        else ""
    )
    return (
        f"<TxDtls><Refs><EndToEndId>E-1</EndToEndId></Refs>{priced}{detailed}"
        f"<RltdPties><{other}>{party}</{other}></RltdPties>"
        f"<RmtInf><Ustrd>{words}</Ustrd><Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"
    )


def bgmax(
    payments: Sequence[tuple[int, str, str]], *, total: int | None = None, count: int | None = None, mark: str = "P"
) -> bytes:
    """A BgMax file with one deposit: amounts in öre (negative ones are deductions), reference, name."""
    lines = [f"01{'BGMAX':<20}01{'20260305173035010331':<20}{mark}", f"05{'0009912346':<10}{'':<10}SEK"]
    for number, (amount, reference, name) in enumerate(payments, start=1):
        kind, code = ("20" if amount >= 0 else "21"), ("2" if reference else "1")
        lines += [
            f"{kind}{'0005678901'}{reference:>25}{abs(amount):018d}{code}1{number:012d}0",
            f"26{name:<35}{'':<35}",
        ]
    added = sum(amount for amount, _, _ in payments) if total is None else total
    counted = len(payments) if count is None else count
    lines.append(f"15{'5' * 20:>35}20260305{1:05d}{added:018d}SEK{counted:08d} ")
    pluses = sum(1 for amount, _, _ in payments if amount >= 0)
    lines.append(f"70{pluses:08d}{len(payments) - pluses:08d}{0:08d}{1:08d}")
    return "\r\n".join(line.ljust(80) for line in lines).encode("iso-8859-1")
