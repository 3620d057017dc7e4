"""BgMax, Bankgirot's file of deposits (layout version 01): fixed columns, one record of 80 signs a line.

Records: 01 start, 05 opening of an account, 20 payment, 21 deduction, 22/23 further references of the payment, 25
message, 26-28 name and address, 29 organisation number, 15 deposit (closes what 05 opened), 70 end with the counts.
Amounts are in öre or cent. Addresses are read past: a payment needs none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from collections_app.intake.dates import parse_date
from collections_app.intake.problems import Fault, Problem, Refused
from collections_app.intake.wording import clean
from collections_app.payments.entries import BankEntry, Ordinals, Payment

_WIDTH = 80
_CURRENCIES = ("SEK", "EUR")
_COUNTED = {"20": 0, "21": 1, "22": 2, "23": 2, "15": 3}
_KNOWN = {"01", "05", "15", "20", "21", "22", "23", "25", "26", "27", "28", "29", "70"}


@dataclass
class _Draft:
    """A payment whose further records are still to come."""

    line: int
    sign: int
    amount: int
    serial: str
    payer_account: str
    references: list[str]
    words: list[str] = field(default_factory=list)
    name: str = ""


def looks_like_bgmax(data: bytes) -> bool:
    """Whether a file begins as BgMax files do."""
    return data[:8] == b"01BGMAX "


def read_bgmax(data: bytes, file: str) -> list[BankEntry]:
    """The payments of a file, each as an entry of its own. Raises Refused when anything in it does not add up."""
    return list(_File(data, file).entries())


class _File:
    def __init__(self, data: bytes, file: str) -> None:
        self._name = file
        self._records = self._lines(data)
        self._counts = [0, 0, 0, 0]
        self._drafts: list[_Draft] = []
        self._account = self._currency = ""
        self._has_ended = False
        self._ordinals = Ordinals()

    def entries(self) -> Iterator[BankEntry]:
        """Read record by record; a deposit hands out the payments before it."""
        for number, record in self._records:
            kind = record[:2]
            if (number == 1) != (kind == "01"):
                raise self._refusal(number, "order", "A BgMax file begins with one start record, which this does not.")
            if kind not in _KNOWN:
                raise self._refusal(number, "record", "The line begins with a number that BgMax does not know.")
            if self._has_ended:
                raise self._refusal(
                    number, "after_end", "There are lines after the end record. Send one file at a time."
                )
            if kind in _COUNTED:
                self._counts[_COUNTED[kind]] += 1
            try:
                yield from self._take(number, kind, record)
            except Fault as fault:
                raise self._refusal(number, fault.code, fault.message) from None
        if not self._has_ended:
            raise self._refusal(number, "cut_off", "The end record is missing: the file was cut off. Fetch it again.")

    def _take(self, number: int, kind: str, record: str) -> Iterator[BankEntry]:
        if kind == "01":
            _check_start(record)
        elif kind == "05":
            self._open(record)
        elif kind in ("20", "21"):
            self._begin(number, record)
        elif kind == "15":
            yield from self._deposit(record)
        elif kind == "70":
            self._end(record)
        else:
            self._add(kind, record)

    def _open(self, record: str) -> None:
        if self._drafts or self._account:
            raise Fault("order", "An account is opened before the one before it has its deposit.")
        self._account, self._currency = record[2:12].lstrip("0"), record[22:25]
        if self._currency not in _CURRENCIES:
            raise Fault("currency_unknown", "The currency of the account is neither SEK nor EUR.")

    def _begin(self, number: int, record: str) -> None:
        if not self._account:
            raise Fault("order", "A payment stands outside an account.")
        amount = _number(record[37:55], "amount")
        self._drafts.append(
            _Draft(
                line=number,
                sign=1 if record[:2] == "20" else -1,
                amount=amount,
                serial=record[57:69].strip(),
                payer_account=record[2:12].strip().lstrip("0"),
                references=_reference(record),
            )
        )

    def _add(self, kind: str, record: str) -> None:
        if not self._drafts:
            raise Fault("order", "A record about a payment stands before any payment.")
        draft = self._drafts[-1]
        if kind in ("22", "23"):
            draft.references += _reference(record)
        elif kind == "25":
            draft.words.append(clean(record[2:52]))
        elif kind == "26":
            draft.name = clean(f"{record[2:37].strip()} {record[37:72].strip()}")

    def _deposit(self, record: str) -> Iterator[BankEntry]:
        if not self._account:
            raise Fault("order", "A deposit stands outside an account.")
        booked_on = parse_date(record[37:45])
        total, count = _number(record[50:68], "amount"), _number(record[71:79], "count")
        if record[68:71] != self._currency:
            raise Fault("currency_unknown", "The deposit is in another currency than its account.")
        if total != sum(draft.sign * draft.amount for draft in self._drafts):
            raise Fault("total", "The payments do not add up to their deposit. Fetch the file again.")
        if count != len(self._drafts):
            raise Fault("count", "The deposit counts other payments than there are. Fetch the file again.")
        yield from (self._entry(draft, booked_on) for draft in self._drafts if draft.amount)
        self._drafts, self._account = [], ""

    def _entry(self, draft: _Draft, booked_on: date) -> BankEntry:
        words = " ".join(draft.words)
        ordinal = self._ordinals.next(self._account, draft.serial, booked_on, draft.sign, draft.amount)
        payment = Payment(draft.amount, tuple(draft.references), words, draft.name, draft.payer_account)
        return BankEntry(
            account=self._account,
            currency=self._currency,
            amount_minor=draft.amount,
            is_credit=draft.sign > 0,
            booked_on=booked_on,
            bank_reference=draft.serial,
            payments=(payment,),
            line=draft.line,
            ordinal=ordinal,
        )

    def _end(self, record: str) -> None:
        if self._account:
            raise Fault("order", "The file ends before the last account has its deposit.")
        stated = [_number(record[at : at + 8], "count") for at in (2, 10, 18, 26)]
        if stated != self._counts:
            raise Fault("count", "The end record counts other lines than there are. Fetch the file again.")
        self._has_ended = True

    def _lines(self, data: bytes) -> Iterator[tuple[int, str]]:
        for number, line in enumerate(re.split(rb"\r\n|\n|\r", data.rstrip(b"\r\n\x1a")), start=1):
            if len(line) > _WIDTH:
                raise self._refusal(number, "width", "The line is longer than 80 signs.")
            yield number, line.decode("cp1252", errors="replace").ljust(_WIDTH)

    def _refusal(self, number: int, code: str, message: str) -> Refused:
        return Refused(Problem(self._name, "", code, message, number))


def _check_start(record: str) -> None:
    if record[2:22].rstrip() != "BGMAX":
        raise Fault("format", "The file is not a BgMax file.")
    if record[22:24] != "01":
        raise Fault("version", "The file is of a version of BgMax that is not known here.")
    if record[44] == "T":
        raise Fault("test_file", "The bank has marked the file as a test. Nothing in it was paid.")


def _number(digits: str, what: str) -> int:
    if not re.fullmatch("[0-9]+", digits):
        raise Fault(what, f"The {what} is not made of digits.")
    return int(digits)


def _reference(record: str) -> list[str]:
    """The reference of a record; a code beside it says that there is none (0, 1)."""
    return [text] if (text := clean(record[12:37])) and record[55] not in "01" else []
