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
    buyer, seller = document.buyer, document.seller
    return {
        **document._asdict(),
        "seller": {"identifier": seller.identifier._asdict(), "name": seller.name},
        "buyer": {
            **buyer._asdict(),
            "identifiers": [identifier._asdict() for identifier in buyer.identifiers],
            "national_id": buyer.national_id and _number_as_json(buyer.national_id),
            "address": buyer.address and buyer.address._asdict(),
            "birth_date": buyer.birth_date and buyer.birth_date.isoformat(),
        },
        "issued_on": document.issued_on.isoformat(),
        "due_on": document.due_on and document.due_on.isoformat(),
        "notices": [dataclasses.asdict(notice) for notice in document.notices],
    }


def _number_as_json(number: NationalId) -> dict[str, Any]:
    born = number.birth_date
    return {**dataclasses.asdict(number), "birth_date": born and born.isoformat()}


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
            "birth_date": _day(values.get("birth_date")),
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
