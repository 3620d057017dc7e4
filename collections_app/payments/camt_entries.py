"""One entry of a camt.053 or camt.054: its amount, day and direction, and the payments that it is made of."""

import re
from datetime import date
from functools import cache
from typing import NamedTuple, cast

from lxml import etree

from collections_app.intake.dates import parse_xml_date
from collections_app.intake.money import currency_code, parse_xml_amount
from collections_app.intake.problems import Fault
from collections_app.intake.wording import clean
from collections_app.payments.entries import BankEntry, Ordinals, Payment

_TIME = re.compile(r"T.*")


class Statement(NamedTuple):
    """What an entry stands in: of which account, of which kind, under which number of the bank's."""

    account: str
    kind: str
    number: str


class Entry:
    """Looks up what one entry says."""

    def __init__(self, node: etree._Element, namespace: str) -> None:
        self._node = node
        self._namespace = namespace

    def read(self, statement: Statement, ordinals: Ordinals) -> BankEntry:
        """The entry as a booking. Raises Fault with the field when it cannot be read or is not booked."""
        status = self._text("Sts/Cd") or self._text("Sts")
        if status != "BOOK":
            raise Fault("not_booked", "The bank has not booked this entry yet, so it is left out.", "Sts")
        currency, amount = self._amount(self._node)
        is_credit, is_reversal = self._direction(), self._text("RvslInd").lower() in ("true", "1")
        booked_on = self._date("BookgDt") or self._date("ValDt")
        if booked_on is None:
            raise Fault("missing", "The entry has no booking date.", "BookgDt")
        reference = self._text("AcctSvcrRef")
        named = (statement.account, reference, booked_on, currency, amount, is_credit, is_reversal)
        return BankEntry(
            account=statement.account,
            currency=currency,
            amount_minor=amount,
            is_credit=is_credit,
            is_reversal=is_reversal,
            is_return=self._node.find(self._path("NtryDtls/TxDtls/RtrInf")) is not None,
            reported_in=statement.kind,
            statement=statement.number,
            booked_on=booked_on,
            value_on=self._date("ValDt"),
            bank_reference=reference,
            # A number within the statement, as many banks use it: another file may give it to another booking.
            entry_number=self._text("NtryRef"),
            payments=self._payments(amount, currency, is_credit=is_credit),
            line=cast("int | None", self._node.sourceline),
            ordinal=ordinals.next(*named, "" if reference else statement.number),
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
        return _qualified(self._namespace, path)


@cache
def _qualified(namespace: str, path: str) -> str:
    """A path with the namespace before each of its steps; a file has a dozen of them and asks for each very often."""
    return "/".join(f"{namespace}{step}" for step in path.split("/"))
