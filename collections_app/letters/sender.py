"""Who sends a letter and to whom, as the letterhead wants it."""

from collections.abc import Mapping
from typing import Any

from babel import Locale

from personal_data.models import Controller


def of_controller(controller: Controller) -> dict[str, Any]:
    """The sender: the controller with what GDPR art. 13(1)(a) and (b) ask every notice to say."""
    return {
        "name": controller.name,
        "company_number": controller.company_number,
        "country": controller.country,
        "address": controller.postal_address.splitlines(),
        "phone": controller.phone,
        "email": controller.email,
        "website": controller.website,
        "privacy_contact": controller.privacy_contact,
    }


def to_recipient(name: str, address: Mapping[str, Any] | None, *, from_country: str, language: str) -> dict[str, Any]:
    """The recipient as the window of the envelope shows them; the country only when the letter goes abroad."""
    parts = address or {}
    town = " ".join(part for part in (parts.get("postcode"), parts.get("city")) if part)
    country = parts.get("country") or ""
    abroad = _country(country, language) if country and country != from_country else ""
    return {"name": name, "address": [line for line in (*parts.get("lines", ()), town, abroad) if line]}


def _country(code: str, language: str) -> str:
    return str(Locale.parse(language).territories.get(code.upper(), code)).upper()
