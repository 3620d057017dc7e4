"""The demo's bank file: two claims are paid by their references, and one payment has a digit wrong."""

from datetime import datetime, timedelta
from io import BytesIO
from xml.sax.saxutils import escape

from collections_app.models import Case, CaseDebtor, PaymentFile
from collections_app.payments import references
from collections_app.selectors import claims_owed
from collections_app.services.payments import bank_files
from personal_data import envelopes
from personal_data.models import Controller

_FILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
    "<BkToCstmrStmt><Stmt><Acct><Id><Othr><Id>DEMO-{controller}</Id></Othr></Id></Acct>\n{entries}</Stmt>"
    "</BkToCstmrStmt></Document>\n"
)
_ENTRY = (
    '<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
    "<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>{number}</AcctSvcrRef><NtryDtls><TxDtls>"
    "<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr></RltdPties>"
    "<RmtInf><Strd><CdtrRefInf><Ref>{reference}</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls></Ntry>\n"
)
_PAID = 3
_LOOKED_THROUGH = 30


def tell(controller: Controller, *, now: datetime) -> int:
    """Book the file of one controller, once. Returns how many payments it had."""
    if PaymentFile.objects.filter(controller=controller).exists():
        return 0
    day = (now - timedelta(days=1)).date()
    entries = [
        _entry(case, owed, currency, number, f"{day}")
        for number, (case, owed, currency) in enumerate(_to_be_paid(controller), start=1)
    ]
    text = _FILE.format(controller=controller.reference, entries="".join(entries))
    report = bank_files.book(controller=controller, content=BytesIO(text.encode()), file="bank.xml", at=now)
    return report.read_count


def _to_be_paid(controller: Controller) -> list[tuple[Case, int, str]]:
    """Open cases of one debtor with one claim on which something is owed: case, amount, currency."""
    cases = list(Case.objects.open().filter(controller=controller).order_by("reference")[:_LOOKED_THROUGH])
    owed = claims_owed.of_cases([case.pk for case in cases])
    found = [
        (case, claims[0].owed_minor, claims[0].currency)
        for case in cases
        if len(claims := owed.get(case.pk, [])) == 1 and claims[0].owed_minor > 0
    ]
    return found[:_PAID]


def _entry(case: Case, owed: int, currency: str, number: int, day: str) -> str:
    reference = references.of_case(case.reference, case.creditor.country)
    if number == _PAID:  # somebody mistyped the last digit
        reference = f"{reference[:-1]}{(int(reference[-1]) + 1) % 10}"
    return _ENTRY.format(
        currency=currency,
        amount=f"{owed // 100}.{owed % 100:02d}",
        day=day,
        number=f"DEMO-{number}",
        name=escape(_name(case)),
        reference=reference,
    )


def _name(case: Case) -> str:
    """The debtor's name as the bank would know it; nobody is named where it may not be opened."""
    part = CaseDebtor.objects.filter(case=case).select_related("debtor").order_by("role", "id")[0]
    try:
        envelopes.open([part.debtor])
    except envelopes.Refused:
        return ""
    return str(part.debtor.name.reveal())
