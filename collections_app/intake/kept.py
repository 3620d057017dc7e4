"""A document as plain JSON values, for the sealed payload of what waits for a decision, and back again."""

import dataclasses
from datetime import date
from typing import Any

from collections_app.intake.documents import (
    Address,
    DocumentKind,
    Identifier,
    Notice,
    ParsedDocument,
    Party,
    PartyKind,
    Seller,
)
from personal_data.national_ids import Kind, NationalId


def as_json(document: ParsedDocument) -> dict[str, Any]:
    """All that the document holds, dates as texts."""
    values = dataclasses.asdict(document)
    for field in ("issued_on", "due_on"):
        values[field] = values[field] and values[field].isoformat()
    number = values["buyer"]["national_id"]
    if number is not None:
        number["birth_date"] = number["birth_date"] and number["birth_date"].isoformat()
    return values


def from_json(values: dict[str, Any]) -> ParsedDocument:
    """The document that `as_json` was given."""
    buyer, seller = values["buyer"], values["seller"]
    return ParsedDocument(
        **{
            **values,
            "kind": DocumentKind(values["kind"]),
            "seller": Seller(Identifier(**seller["identifier"]), seller["name"]),
            "buyer": _party(buyer),
            "issued_on": date.fromisoformat(values["issued_on"]),
            "due_on": _day(values["due_on"]),
            "notices": tuple(Notice(**notice) for notice in values["notices"]),
        }
    )


def _party(values: dict[str, Any]) -> Party:
    address, number = values["address"], values["national_id"]
    return Party(
        **{
            **values,
            "kind": PartyKind(values["kind"]),
            "identifiers": tuple(Identifier(**identifier) for identifier in values["identifiers"]),
            "national_id": number and _number(number),
            "address": address and Address(**{**address, "lines": tuple(address["lines"])}),
        }
    )


def _number(values: dict[str, Any]) -> NationalId:
    return NationalId(
        **{
            **values,
            "kind": Kind(values["kind"]),
            "birth_date": _day(values["birth_date"]),
            "warnings": tuple(values["warnings"]),
        }
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
