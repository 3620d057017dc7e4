"""BgMax, Bankgirot's file of deposits (layout version 01): fixed columns, one record of 80 signs a line.

Records: 01 start, 05 opening of an account, 20 payment, 21 deduction, 22/23 further references of the payment, 25
message, 26-28 name and address, 29 organisation number, 15 deposit (closes what 05 opened), 70 end with the counts.
Amounts are in öre or cent. Addresses are read past: a payment needs none. A file is read twice, line by line: first to
see that all of it adds up, and because the day of a deposit stands below its payments.
"""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO, NamedTuple

from collections_app.intake.dates import parse_date
from collections_app.intake.problems import Fault, Problem, Refused
from collections_app.intake.wording import clean
from collections_app.payments.bgmax_records import Draft, TooLong, check_start, number_in, records, reference_in
from collections_app.payments.entries import BankEntry, Ordinals, Payment

_CURRENCIES = ("SEK", "EUR")
_COUNTED = {"20": 0, "21": 1, "22": 2, "23": 2, "15": 3}
_KNOWN = {"01", "05", "15", "20", "21", "22", "23", "25", "26", "27", "28", "29", "70"}


def looks_like_bgmax(data: bytes) -> bool:
    """Whether a file begins as BgMax files do."""
    return data[:8] == b"01BGMAX "


def read_bgmax(content: BinaryIO, file: str) -> Iterator[BankEntry]:
    """The payments of a file, each as an entry of its own. Raises Refused, before the first, when anything in the file
    does not add up."""
    whole = _File(content, file)
    for _draft in whole.drafts():
        pass
    ordinals = Ordinals()
    for draft in _File(content, file).drafts():
        if draft.amount:
            yield _entry(draft, whole.deposits[draft.deposit], ordinals)


def _entry(draft: Draft, deposit: "_Deposit", ordinals: Ordinals) -> BankEntry:
    booked_on, number, total = deposit
    payment = Payment(draft.amount, tuple(draft.references), " ".join(draft.words), draft.name, draft.payer_account)
    named = (draft.account, draft.serial, booked_on, draft.sign, draft.amount)
    return BankEntry(
        account=draft.account,
        currency=draft.currency,
        amount_minor=draft.amount,
        is_credit=draft.sign > 0,
        booked_on=booked_on,
        bank_reference=draft.serial,
        payments=(payment,),
        reported_in="bgmax",
        statement=number,
        line=draft.line,
        ordinal=ordinals.next(*named, "" if draft.serial else number),
        deposit_minor=total if draft.sign > 0 else 0,
    )


class _Deposit(NamedTuple):
    """What closes the payments of an account: the day, the number and the sum that the bank paid in."""

    booked_on: date
    number: str
    total_minor: int


class _File:
    """One reading of a file, in which every record is held against those around it."""

    def __init__(self, content: BinaryIO, file: str) -> None:
        self._name = file
        self._content = content
        self._counts = [0, 0, 0, 0]
        self._draft: Draft | None = None
        self._total = self._count = 0
        self._account = self._currency = ""
        self._has_ended = False
        self.deposits: list[_Deposit] = []
        """Each deposit, as soon as it was read."""

    def drafts(self) -> Iterator[Draft]:
        """Read record by record; a payment is handed out when all its records were read."""
        for number, record in self._numbered():
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

    def _numbered(self) -> Iterator[tuple[int, str]]:
        try:
            yield from records(self._content)
        except TooLong as long:
            raise self._refusal(long.number, "width", "The line is longer than 80 signs.") from None

    def _take(self, number: int, kind: str, record: str) -> Iterator[Draft]:
        if kind in ("20", "21", "15") and self._draft:
            yield self._draft
            self._draft = None
        if kind == "01":
            check_start(record)
        elif kind == "05":
            self._open(record)
        elif kind in ("20", "21"):
            self._begin(number, record)
        elif kind == "15":
            self._deposit(record)
        elif kind == "70":
            self._end(record)
        else:
            self._add(kind, record)

    def _open(self, record: str) -> None:
        if self._account:
            raise Fault("order", "An account is opened before the one before it has its deposit.")
        self._account, self._currency = record[2:12].lstrip("0"), record[22:25]
        if self._currency not in _CURRENCIES:
            raise Fault("currency_unknown", "The currency of the account is neither SEK nor EUR.")

    def _begin(self, number: int, record: str) -> None:
        if not self._account:
            raise Fault("order", "A payment stands outside an account.")
        amount = number_in(record[37:55], "amount")
        self._draft = Draft(
            line=number,
            deposit=len(self.deposits),
            account=self._account,
            currency=self._currency,
            sign=1 if record[:2] == "20" else -1,
            amount=amount,
            serial=record[57:69].strip(),
            payer_account=record[2:12].strip().lstrip("0"),
            references=reference_in(record),
        )
        self._total, self._count = self._total + self._draft.sign * amount, self._count + 1

    def _add(self, kind: str, record: str) -> None:
        draft = self._draft
        if draft is None:
            raise Fault("order", "A record about a payment stands before any payment.")
        if kind in ("22", "23"):
            draft.references += reference_in(record)
        elif kind == "25":
            draft.words.append(clean(record[2:52]))
        elif kind == "26":
            draft.name = clean(f"{record[2:37].strip()} {record[37:72].strip()}")

    def _deposit(self, record: str) -> None:
        if not self._account:
            raise Fault("order", "A deposit stands outside an account.")
        booked_on = parse_date(record[37:45])
        total, count = number_in(record[50:68], "amount"), number_in(record[71:79], "count")
        if record[68:71] != self._currency:
            raise Fault("currency_unknown", "The deposit is in another currency than its account.")
        if total != self._total:
            raise Fault("total", "The payments do not add up to their deposit. Fetch the file again.")
        if count != self._count:
            raise Fault("count", "The deposit counts other payments than there are. Fetch the file again.")
        self.deposits.append(_Deposit(booked_on, clean(record[45:50]), total))
        self._total, self._count, self._account = 0, 0, ""

    def _end(self, record: str) -> None:
        if self._account:
            raise Fault("order", "The file ends before the last account has its deposit.")
        stated = [number_in(record[at : at + 8], "count") for at in (2, 10, 18, 26)]
        if stated != self._counts:
            raise Fault("count", "The end record counts other lines than there are. Fetch the file again.")
        self._has_ended = True

    def _refusal(self, number: int, code: str, message: str) -> Refused:
        return Refused(Problem(self._name, "", code, message, number))
