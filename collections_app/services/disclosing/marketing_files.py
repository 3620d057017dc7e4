"""The file of a batch for direct marketing: a name and one way of contact in each line, and nothing that a spreadsheet
runs."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

from collections_app.intake.mend_file import harmless
from collections_app.selectors import disclosable

NAME = "debtor.name"


def written(contact: str, found: Sequence[list[disclosable.Entry]]) -> bytes:
    """Separated by semicolons, with the mark by which spreadsheets know the encoding; nothing in it is a formula."""
    out = StringIO(newline="")
    lines = [["name", contact], *([_cell(entry["value"]) for entry in _ordered(each)] for each in found)]
    csv.writer(out, delimiter=";").writerows([harmless(cell) for cell in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _ordered(found: list[disclosable.Entry]) -> list[disclosable.Entry]:
    return sorted(found, key=lambda entry: entry["field"] != NAME)


def _cell(value: Any) -> str:
    """An address in one cell, as it would be written on an envelope."""
    if not isinstance(value, dict):
        return str(value)
    town = " ".join(part for part in (value.get("postcode"), value.get("city")) if part)
    return ", ".join(part for part in (*value.get("lines", ()), town, value.get("country")) if part)
