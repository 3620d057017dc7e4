"""Tables on the desks, as templates draw them: columns with their order, rows, and the way to the next page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Column:
    """One column; with a ``sort_url`` it can be sorted by."""

    label: str | Promise
    number: bool = False
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One page of a list."""

    caption: str | Promise
    columns: Sequence[Column]
    rows: Sequence[Any]
    shown: str = ""
    next_url: str = ""
    previous_url: str = ""


def sortable(label: str | Promise, name: str, wish: Mapping[str, str], *, number: bool = False) -> Column:
    """A column that sorts by ``name``: downwards first, then upwards."""
    now = {name: "ascending", f"-{name}": "descending"}.get(wish["sort"], "")
    turned = name if now == "descending" else f"-{name}"
    return Column(label, number, query({**wish, "sort": turned, "after": ""}), now)


def query(wish: Mapping[str, str]) -> str:
    """The wish as the query of an address, without what is empty."""
    return "?" + urlencode({name: value for name, value in wish.items() if value})
