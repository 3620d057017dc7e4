"""ISO 20022 camt.053 (statement) and camt.054 (notification), versions 2 to 8: booked entries, one by one.

Only what is booked counts: pending and informational entries are told and left out, because the bank may still change
them. A batch is split into its transactions where they add up to the entry, and stays one payment where they do not.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import cast

from lxml import etree

from collections_app.intake import ubl_xml
from collections_app.intake.dates import parse_xml_date
from collections_app.intake.money import currency_code, parse_xml_amount
from collections_app.intake.problems import Fault, Problem, Refused
from collections_app.intake.wording import clean
from collections_app.payments.entries import BankEntry, Ordinals, Payment

_NAMESPACE = re.compile(rb"urn:iso:std:iso:20022:tech:xsd:camt\.(05[34])\.001\.(\d\d)")
_LOOKED_THROUGH = 4096
_VERSIONS = range(2, 9)
_TIME = re.compile(r"T.*")


def looks_like_camt(data: bytes) -> bool:
    """Whether a file declares itself to be camt.053 or camt.054 of any version."""
    return _NAMESPACE.search(data[:_LOOKED_THROUGH]) is not None


def read_camt(data: bytes, file: str) -> Iterator[BankEntry | Problem]:
    """The booked entries of a file, and a problem for each that cannot be read or is not booked.

    Raises Refused when the file as a whole is no bank file of a known version, or not harmless.
    """
    text = ubl_xml.harmless(data, file)
    declared = _NAMESPACE.search(text[:_LOOKED_THROUGH])
    if declared is None:
        raise Refused(Problem(file, "", "format", "The file is neither camt.053 nor camt.054.", 1))
    if int(declared[2]) not in _VERSIONS:
        message = f"Version {int(declared[2])} of camt.{declared[1].decode()} is not known here. Ask for 2 to 8."
        raise Refused(Problem(file, "", "version", message, 1))
    name = "Stmt" if declared[1] == b"053" else "Ntfctn"
    return _entries(text, file, f"{{{declared[0].decode()}}}", name)


def _entries(text: bytes, file: str, namespace: str, container: str) -> Iterator[BankEntry | Problem]:
    ordinals = Ordinals()
    count = 0
    for node in ubl_xml.elements(text, file, "Ntry"):
        if node.tag != f"{namespace}Ntry":
            continue
        count += 1
        entry = _Entry(node, namespace)
        try:
            account = _account_of(node, namespace, container)
            yield entry.read(account, ordinals)
        except Fault as fault:
            yield Problem(
                file, fault.field, fault.code, fault.message, cast("int | None", node.sourceline), f"//Ntry[{count}]"
            )


def _account_of(node: etree._Element, namespace: str, container: str) -> str:
    """The account of the statement around an entry; it is written before the first of them."""
    around = node.getparent()
    if around is None or around.tag != f"{namespace}{container}":
        raise Fault("place", "An entry stands outside a statement.", "Ntry")
    path = f"{namespace}Acct/{namespace}Id"
    for last in (f"{namespace}IBAN", f"{namespace}Othr/{namespace}Id"):
        if found := around.findtext(f"{path}/{last}"):
            return clean("".join(found.split()).upper(), 64)
    raise Fault("account", "The statement names no account.", "Acct")


class _Entry:
    """Looks up what one entry says."""

    def __init__(self, node: etree._Element, namespace: str) -> None:
        self._node = node
        self._namespace = namespace

    def read(self, account: str, ordinals: Ordinals) -> BankEntry:
        """The entry as a booking. Raises Fault with the field when it cannot be read or is not booked."""
        status = self._text("Sts/Cd") or self._text("Sts")
        if status != "BOOK":
            raise Fault("not_booked", "The bank has not booked this entry yet, so it is left out.", "Sts")
        currency, amount = self._amount(self._node)
        is_credit, is_reversal = self._direction(), self._text("RvslInd").lower() in ("true", "1")
        booked_on = self._date("BookgDt") or self._date("ValDt")
        if booked_on is None:
            raise Fault("missing", "The entry has no booking date.", "BookgDt")
        reference = self._text("AcctSvcrRef") or self._text("NtryRef")
        named = (account, reference, booked_on, currency, amount, is_credit, is_reversal)
        return BankEntry(
            account=account,
            currency=currency,
            amount_minor=amount,
            is_credit=is_credit,
            is_reversal=is_reversal,
            booked_on=booked_on,
            value_on=self._date("ValDt"),
            bank_reference=reference,
            payments=self._payments(amount, currency, is_credit=is_credit),
            line=cast("int | None", self._node.sourceline),
            ordinal=ordinals.next(*named),
        )

    def _payments(self, amount: int, currency: str, *, is_credit: bool) -> tuple[Payment, ...]:
        parts = self._node.findall(self._path("NtryDtls/TxDtls"))
        amounts = [self._part_amount(part, currency) for part in parts]
        known = [each for each in amounts if each is not None]
        if len(known) == len(parts) > 0 and sum(known) == amount:
            return tuple(
                self._payment(share, [part], is_credit=is_credit) for share, part in zip(known, parts, strict=True)
            )
        return (self._payment(amount, parts, is_credit=is_credit),)

    def _payment(self, amount: int, parts: list[etree._Element], *, is_credit: bool) -> Payment:
        """What the transactions say of the other side: who pays us when money comes in, whom we paid when it goes."""
        roles = ("UltmtDbtr", "Dbtr") if is_credit else ("UltmtCdtr", "Cdtr")
        names = self._all(parts, *(f"RltdPties/{role}{inner}/Nm" for role in roles for inner in ("/Pty", "")))
        accounts = self._all(
            parts, *(f"RltdPties/{roles[1]}Acct/Id/{last}" for last in ("IBAN", "Othr/Id")), longest=64
        )
        references = self._all(parts, "RmtInf/Strd/CdtrRefInf/Ref", longest=64)
        words = self._all(parts, "RmtInf/Ustrd", "RmtInf/Strd/AddtlRmtInf") or self._all([self._node], "AddtlNtryInf")
        return Payment(
            amount_minor=amount,
            references=tuple(references),
            message=" ".join(words)[:2000],
            party_name=names[0] if len(set(names)) == 1 or (len(parts) == 1 and names) else "",
            party_account=accounts[0] if len(set(accounts)) == 1 else "",
        )

    def _part_amount(self, part: etree._Element, currency: str) -> int | None:
        """The amount of a transaction in the entry's currency, or None where it gives none."""
        for path in ("Amt", "AmtDtls/TxAmt/Amt"):
            node = part.find(self._path(path))
            if node is not None and (node.get("Ccy") or "") == currency:
                try:
                    return parse_xml_amount(node.text or "", currency)
                except Fault:
                    return None
        return None

    def _amount(self, parent: etree._Element) -> tuple[str, int]:
        node = parent.find(self._path("Amt"))
        if node is None:
            raise Fault("missing", "The entry has no amount.", "Amt")
        try:
            currency = currency_code(node.get("Ccy") or "")
            return currency, parse_xml_amount(node.text or "", currency)
        except Fault as fault:
            raise Fault(fault.code, fault.message, "Amt") from None

    def _direction(self) -> bool:
        mark = self._text("CdtDbtInd")
        if mark not in ("CRDT", "DBIT"):
            raise Fault("direction", "The entry does not say whether it is a credit or a debit.", "CdtDbtInd")
        return mark == "CRDT"

    def _date(self, name: str) -> date | None:
        text = self._text(f"{name}/Dt") or _TIME.sub("", self._text(f"{name}/DtTm"))
        try:
            return parse_xml_date(text) if text else None
        except Fault as fault:
            raise Fault(fault.code, fault.message, name) from None

    def _all(self, parts: list[etree._Element], *paths: str, longest: int = 500) -> list[str]:
        found = [
            clean(node.text or "", longest)
            for part in parts
            for path in paths
            for node in part.findall(self._path(path))
        ]
        return [text for text in found if text]

    def _text(self, path: str) -> str:
        found = self._node.findtext(self._path(path))
        return clean(found, 200) if found else ""

    def _path(self, path: str) -> str:
        return "/".join(f"{self._namespace}{step}" for step in path.split("/"))
