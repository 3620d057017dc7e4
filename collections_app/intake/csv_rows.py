"""One row of a claims file becomes an invoice, or the list of what is wrong in it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from operator import itemgetter
from typing import ParamSpec, TypeVar

from collections_app.intake import dates, identity_notices, money
from collections_app.intake.countries import country_code
from collections_app.intake.csv_columns import FIELDS, Columns, nameless
from collections_app.intake.delivery import Delivery
from collections_app.intake.documents import (
    Address,
    DocumentKind,
    Identifier,
    Notice,
    ParsedDocument,
    Party,
    PartyKind,
    Row,
)
from collections_app.intake.problems import Fault, Layout, Problem, RowProblem
from collections_app.intake.wording import LONGEST, LONGEST_GROUND, LONGEST_NUMBER, clean
from personal_data import national_ids

_P = ParamSpec("_P")
_T = TypeVar("_T")
_LONGEST = {"invoice_number": LONGEST_NUMBER, "identity_number": LONGEST_NUMBER, "ground": LONGEST_GROUND}
_FORMULA_STARTS = ("'=", "'+", "'-", "'@")
# A quotation mark, an apostrophe, two spaces: rare enough to look at each cell of such a row with more care.
_UNUSUAL = re.compile("[\"']|  ")
_NO_DUE_DATE = (Notice("due_date_missing", "There is no due date, so no interest and no letter."),)
_Identity = tuple[tuple[Identifier, ...], national_ids.NationalId | None, tuple[Notice, ...]]
_Demand = tuple[int | None, str | None, date | None, date | None, tuple[int, int]]
_WHOLE = (0, 0)
_NOUGHT = re.compile("[0 .,-]*")
_DEBTOR_FIELDS = FIELDS.index("invoice_number")
_NO_IDENTITY: _Identity = ((), None, (identity_notices.NO_NUMBER,))


class RowReader:
    """Reads rows of one file, whose columns stand where its first row says."""

    def __init__(self, delivery: Delivery, layout: Layout, columns: Columns) -> None:
        self._delivery = delivery
        self._layout = replace(layout, not_used=columns.not_used)
        self._width = len(layout.header)
        # A column that the file lacks reads the empty cell put after the last one.
        self._pick = itemgetter(*(columns.fields.get(field, self._width) for field in FIELDS))
        self._nameless = nameless(layout.header, columns)
        self._currency = "" if "currency" in columns.fields else delivery.currency

    def read(self, line: int, cells: list[str], found: list[Fault]) -> Row | RowProblem:
        """The invoice of the row, or everything that is wrong in it, faults of its bytes and form included."""
        faults = list(found)
        values = self._values(cells, faults)
        if faults:
            return self.problem(line, cells, faults)
        document = self._document(values, faults)
        return self.problem(line, cells, faults) if document is None else Row(line, document)

    def problem(self, line: int, cells: list[str], faults: list[Fault]) -> RowProblem:
        """The row as a problem, with its cells for the file to mend."""
        problems = tuple(Problem(self._delivery.file, fault.field, fault.code, fault.message, line) for fault in faults)
        return RowProblem(line, problems, tuple(cells), self._layout)

    def _values(self, cells: list[str], faults: list[Fault]) -> tuple[str, ...]:
        """The cells in the order of FIELDS, without the spaces around them."""
        if len(cells) > self._width and any(cells[self._width :]):
            message = "The row has more cells than the first row. Put values that hold the delimiter in quotes."
            faults.append(Fault("too_many_cells", message))
            return ()
        row = cells[: self._width]
        row += [""] * (self._width - len(row) + 1)
        if self._nameless and any(row[place].strip() for place in self._nameless):
            faults.append(Fault("no_heading", "Something stands in a column without a heading. Name it, or empty it."))
            return ()
        values: tuple[str, ...] = self._pick(row)
        whole = "".join(values)
        if whole.isprintable() and not _UNUSUAL.search(whole) and len(whole) < LONGEST:
            return tuple([value.strip() for value in values])
        return tuple(
            [_attempt(faults, field, _careful, field, value) or "" for field, value in zip(FIELDS, values, strict=True)]
        )

    def _document(self, values: tuple[str, ...], faults: list[Fault]) -> ParsedDocument | None:
        debtor, (invoice, *demand, ground) = values[:_DEBTOR_FIELDS], values[_DEBTOR_FIELDS:]
        if not invoice:
            faults.append(Fault("missing", "The number of the invoice is missing. Write it.", "invoice_number"))
        if len(invoice) > LONGEST_NUMBER:
            faults.append(Fault("too_long", "The number of the invoice is too long to be one.", "invoice_number"))
        buyer, notices = self._buyer(debtor, faults)
        minor, currency, issued_on, due_on, parts = self._demand(demand, faults)
        if faults or issued_on is None or minor is None or currency is None or buyer is None:
            return None
        return ParsedDocument(
            DocumentKind.INVOICE,
            invoice,
            self._delivery.seller,
            buyer,
            issued_on,
            due_on,
            currency,
            minor,
            "",
            ground,
            notices if due_on else notices + _NO_DUE_DATE,
            *parts,
        )

    def _buyer(self, debtor: Sequence[str], faults: list[Fault]) -> tuple[Party | None, tuple[Notice, ...]]:
        name, number, issued_in, born, country, street, postcode, city, phone, email = debtor
        if not name:
            faults.append(Fault("missing", "The name of the debtor is missing. Write it.", "debtor_name"))
        home = _attempt(faults, "country", country_code, country) or self._delivery.home_country
        issuer = _attempt(faults, "identity_country", country_code, issued_in) or home
        identity = _attempt(faults, "identity_number", self._identity, number, issuer) if number else _NO_IDENTITY
        born_on = _attempt(faults, "birth_date", self._birth, born, identity and identity[1]) if born else None
        if identity is None:
            return None, ()
        identifiers, national_id, notices = identity
        address = Address((street,) if street else (), postcode, city, home)
        party = Party(name, _kind(national_id), identifiers, national_id, address, phone, email, "", born_on)
        return party, (identity_notices.BY_BIRTH,) if born_on and not identifiers else notices

    def _demand(self, demand: Sequence[str], faults: list[Fault]) -> _Demand:
        amount, interest, costs, currency, issued, due = demand
        code = _attempt(faults, "currency", money.currency_code, currency or self._currency)
        # With an unknown currency the amount is still looked at, so that the row tells all its faults at once.
        minor = _attempt(faults, "amount", money.parse_amount, amount, code or "SEK")
        parts = self._parts(interest, costs, minor, code or "SEK", faults) if interest or costs else _WHOLE
        issued_on = _attempt(faults, "issued_on", self._issue_date, issued)
        due_on = _attempt(faults, "due_on", dates.parse_date, due) if due else None
        if issued_on is not None and due_on is not None:
            _attempt(faults, "due_on", dates.check_term, issued_on, due_on)
        return minor, code, issued_on, due_on, parts

    def _parts(self, interest: str, costs: str, whole: int | None, code: str, faults: list[Fault]) -> tuple[int, int]:
        """What of the amount is interest and what is costs; nought is nothing."""
        read = [
            (0 if _NOUGHT.fullmatch(text) else _attempt(faults, field, money.parse_amount, text, code)) or 0
            for field, text in (("interest", interest), ("costs", costs))
        ]
        if whole is not None and sum(read) >= whole:
            message = "Interest and costs come to the whole amount or more. The amount is the sum of all; write it so."
            faults.append(Fault("parts_too_large", message, "interest" if read[0] else "costs"))
        return read[0], read[1]

    def _identity(self, text: str, country: str) -> _Identity:
        """A number of the four countries has to be right; that of another country is kept as given."""
        if not country:
            raise Fault("missing", "The country of the number is missing. Write its two letters.", "country")
        if country not in national_ids.COUNTRIES:
            return (Identifier(text, country),), None, (identity_notices.FOREIGN,)
        delivery = self._delivery
        try:
            number = national_ids.parse(country, text, delivery.allow_test, today=delivery.today)
        except national_ids.Invalid as refusal:
            if refusal.code != "needs_manual_acceptance":
                raise Fault(refusal.code, refusal.message) from None
            given = Identifier(text, national_ids.Kind.SAMORDNINGSNUMMER.value)
            return (given,), None, (identity_notices.UNACCEPTED,)
        return (Identifier(text, number.kind.value),), number, (identity_notices.DOUBTFUL,) if number.warnings else ()

    def _birth(self, text: str, number: national_ids.NationalId | None) -> date | None:
        """A date of birth that can be one and agrees with the number; nothing where the number tells it."""
        return dates.birth_date(dates.parse_date(text), today=self._delivery.today, number=number)

    def _issue_date(self, text: str) -> date:
        if not text:
            raise Fault("missing", "The date of issue is missing. Write it, such as 2026-03-05.")
        issued_on = dates.parse_date(text)
        dates.check_issue(issued_on, self._delivery.today)
        return issued_on


def _attempt(faults: list[Fault], field: str, read: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T | None:
    """What the reader makes of a value; its refusal is noted under the field, so that a row tells all its faults."""
    try:
        return read(*args, **kwargs)
    except Fault as fault:
        fault.field = fault.field or field
        faults.append(fault)
        return None


def _careful(field: str, value: str) -> str:
    """Clean a cell of a row with something unusual in it, and take off the sign that keeps formulas from running."""
    value = clean(value, _LONGEST.get(field, LONGEST))
    if value.startswith(_FORMULA_STARTS):
        value = value[1:]
    if value.count('"') % 2 and field != "ground":
        raise Fault("quotes", "A quotation mark in the cell has no partner. Remove it or add the other one.")
    return value


def _kind(national_id: national_ids.NationalId | None) -> PartyKind:
    return PartyKind.PERSON if national_id is None or national_id.is_personal else PartyKind.COMPANY
