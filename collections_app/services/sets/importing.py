"""Taking in the file of a portfolio that is valued: under pseudonyms, or with names where two persons agreed on it."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import StringIO
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import PseudonymSet, SetKind
from collections_app.policies import valuation_files
from collections_app.policies.valuation_files import NAME, Row
from collections_app.record_kinds import KINDS
from collections_app.services.records import keeping
from collections_app.services.sets import pseudonyms
from collections_app.services.sets.pseudonyms import About
from personal_data.models import Controller

LARGEST = 5 * 1024 * 1024
"""Bytes of one file."""
MOST_WITH_NAMES = 500
"""Rows of one file with names: each becomes a record and a person of its own."""
_REFUSALS = {
    "unknown_column": _("Column %(column)s is not one of those that a portfolio may have. Take it out of the file."),
    "column_twice": _("Column %(column)s stands there twice."),
    "no_facts": _("The file has no column of facts, so there is nothing to value."),
    "wrong_length": _("Line %(line)s has not as many columns as the first line."),
    "wrong_value": _("Line %(line)s: what stands under %(column)s has not the form of it."),
    "too_many_rows": _("The file has too many rows. Send it in parts."),
    "no_rows": _("The file has no rows."),
    "no_name": _("To value with names, every row has a name."),
    "not_text": _("The file is not CSV in UTF-8."),
    "too_large": _("The file is larger than 5 MB. Send it in parts."),
    "not_approved": _("Nobody has approved that this portfolio is valued with names, or it has ended."),
}


class NotTaken(ValidationError):
    """The file was not taken; ``code`` says why, and where, but never what stands there."""

    def __init__(self, reason: str, **where: object) -> None:
        super().__init__(_REFUSALS[reason], code=reason, params=where)


def import_pseudonymised(
    *, controller: Controller, about: About, content: BinaryIO, by: UUID, at: datetime
) -> PseudonymSet:
    """Seal the rows of a portfolio with tokens in the place of everything that identifies, and the key apart from them.

    What identified is nowhere afterwards. Raises NotTaken, which is recorded, and NotPossible.
    """
    today = keeping.today_at(controller, at)
    pseudonyms.check_new(controller, about, today)
    rows = _read(content)
    with transaction.atomic():
        made = pseudonyms.make(controller=controller, kind=SetKind.VALUATION, about=about, by=by, at=at)
        with pseudonyms.tokens_of(made, today=today) as token:
            written = written_as_csv([valuation_files.pseudonymised(row, token) for row in rows])
        entry = keeping.Entry(
            began_on=today,
            texts={"rows": written},
            expires_on=about.ends_on,
            gathering=made.name,
            reference=made.reference,
        )
        keeping.enter(kind=KINDS["valuation-set"], controller=controller, entry=entry, by=by, at=at)
        trail.record(events.SET_MADE, reference=made.reference, reason=made.kind, count=len(rows))
    return made


def import_identifiable(*, controller: Controller, portfolio: str, content: BinaryIO, by: UUID, at: datetime) -> int:
    """Seal each row with its name in an envelope of its own; says how many. Raises NotTaken, which is recorded."""
    day = keeping.today_at(controller, at)
    if not keeping.may_name(controller, portfolio, day):
        raise _refused("not_approved")
    rows = _read(content)
    if len(rows) > MOST_WITH_NAMES:
        raise _refused("too_many_rows")
    if not all(row.get(NAME) for row in rows):
        raise _refused("no_name")
    kind = KINDS["valuation-row"]
    with transaction.atomic():
        for row in rows:
            facts = "\n".join(f"{name}: {value}" for name, value in row.items() if name != NAME and value)
            entry = keeping.Entry(began_on=day, texts={"name": row[NAME], "claim": facts}, gathering=portfolio)
            keeping.enter(kind=kind, controller=controller, entry=entry, by=by, at=at)
        trail.record(events.IDENTIFIABLE_IMPORTED, count=len(rows))
    return len(rows)


def written_as_csv(rows: Sequence[Row]) -> str:
    """Rows as CSV; all values are tokens and codes of our own form, so no spreadsheet takes one for a formula."""
    written = StringIO()
    table = csv.DictWriter(written, list(rows[0]))
    table.writeheader()
    table.writerows(rows)
    return written.getvalue()


def _read(content: BinaryIO) -> list[Row]:
    try:
        lines = _lines(content)
        names = valuation_files.checked(next(lines, []))
        rows = list(valuation_files.rows_of(names, lines))
    except valuation_files.NotTaken as problem:
        raise _refused(problem.reason, **problem.where) from None
    if not rows:
        raise _refused("no_rows")
    return rows


def _lines(content: BinaryIO) -> Iterator[list[str]]:
    data = content.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise _refused("too_large")
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode()
        delimiter = ";" if ";" in text.partition("\n")[0] else ","
        yield from (line for line in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True) if line)
    except (UnicodeDecodeError, csv.Error):
        raise _refused("not_text") from None


def _refused(reason: str, **where: object) -> NotTaken:
    trail.record_apart(events.VALUATION_REFUSED, reason=reason)
    return NotTaken(reason, **where)
