"""Disclosures in words: what a line of the register says, and what would leave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import CaseStatus, ClaimKind, Disclosure
from collections_app.selectors import disclosable
from personal_data.declaration import CATEGORY_LABELS, Category

_CURRENCY: str | Promise = _("Currency")


@dataclass(frozen=True, slots=True)
class LineInWords:
    """One line of the register with its categories and fields in words."""

    line: Disclosure
    categories: Sequence[str | Promise]
    fields: Sequence[str | Promise]


@dataclass(frozen=True, slots=True)
class EntryInWords:
    """One datum that leaves: what it is called, of whom or what it is, and its value as text, date, address or sum."""

    label: str | Promise
    of: str
    value: str | Promise
    day: date | None = None
    address: dict[str, Any] | None = None
    amount_minor: int | None = None
    currency: str = ""


def of_line(line: Disclosure) -> LineInWords:
    """A line of the register in words."""
    return LineInWords(
        line,
        [CATEGORY_LABELS[Category(each)] for each in line.categories],
        [label_of(each) for each in line.data_fields],
    )


def label_of(field: str) -> str | Promise:
    """What people call a field such as ``debtor.name``."""
    return _CURRENCY if field == "claim.currency" else disclosable.declared(field).label


def of_entries(entries: Iterable[disclosable.Entry]) -> list[EntryInWords]:
    """What would leave, or left, in words. Amounts stand with their currency, which is no entry of its own here."""
    listed = list(entries)
    currencies = {entry["of"]: entry["value"] for entry in listed if entry["field"] == "claim.currency"}
    return [_in_words(entry, currencies) for entry in listed if entry["field"] != "claim.currency"]


def _in_words(entry: disclosable.Entry, currencies: dict[str, str]) -> EntryInWords:
    field, value = entry["field"], entry["value"]
    label, of = label_of(field), str(entry["of"])
    if field in ("claim.amount_minor", disclosable.OWED):
        return EntryInWords(label, of, "", amount_minor=int(value), currency=currencies.get(of, ""))
    if field == "case.status":
        return EntryInWords(label, of, CaseStatus(value).label)
    if field == "claim.kind":
        return EntryInWords(label, of, ClaimKind(value).label)
    if field.endswith("_on"):
        return EntryInWords(label, of, value, day=parse_date(value))
    if isinstance(value, dict):
        return EntryInWords(label, of, "", address=value)
    return EntryInWords(label, of, str(value))


def length(seconds: int) -> str:
    """A length of time as clocks show it: 4:30, or 1:02:03."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
