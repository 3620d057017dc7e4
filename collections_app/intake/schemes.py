"""Which register issued a number, told by the scheme that an e-invoice gives with it (ISO 6523 and its forerunners)."""

import re
from datetime import date

from collections_app.intake.documents import Identifier
from personal_data import national_ids

VAT = "VAT"
_COUNTRIES = {
    "0007": "SE",
    "SE:ORGNR": "SE",
    "0192": "NO",
    "NO:ORGNR": "NO",
    "0184": "DK",
    "DK:CVR": "DK",
    "0212": "FI",
    "0037": "FI",
    "0216": "FI",
    "FI:OVT": "FI",
}
_FINNISH_ADDRESS = re.compile(r"0037([0-9]{8})[0-9A-Za-z]{0,5}")
_PREFIX = re.compile(r"(?:SE|NO|DK|FI)(?=[0-9])")


def is_of_companies(scheme: str) -> bool:
    """Whether the scheme is one of the Nordic registers of organisations."""
    return scheme.upper() in _COUNTRIES


def checked(
    identifier: Identifier, country: str, *, today: date, allow_test: bool = False
) -> national_ids.NationalId | None:
    """The number when its scheme (or, without one, its country) makes it a national one and it is right, else None."""
    issuer = _COUNTRIES.get(identifier.scheme.upper()) if identifier.scheme else country
    if issuer not in national_ids.COUNTRIES:
        return None
    value = _PREFIX.sub("", identifier.value, count=1) if identifier.scheme else identifier.value
    if issuer == "FI":
        value = _FINNISH_ADDRESS.sub(r"\1", value, count=1)
    try:
        return national_ids.parse(issuer, value, allow_test, today=today)
    except national_ids.Invalid:
        return None
