"""What stands in the letter with a sign-in code."""

from datetime import date
from typing import Any

from django.conf import settings

from collections_app import letters
from collections_app.models import Debtor
from collections_app.selectors import details
from privacy.policies.sign_in import codes

COLUMN_ID = "portal_code.letter.v1"
MEDIA_TYPE = "application/pdf"
HIDDEN = "•" * (codes.RANDOM_CHARACTERS + 1)
"""In place of a code: to look at such a letter opens nothing that the code would open."""


def write(
    *, debtor: Debtor, case_reference: str, code: str, language: str, written_on: date, expires_on: date
) -> bytes:
    """The letter as PDF. The debtor's profile must be open. Raises letters.MissingElements without name or address."""
    controller = debtor.controller
    name, address = details.addressee(debtor, written_on)
    data: dict[str, Any] = {
        "controller": letters.of_controller(controller),
        "recipient": letters.to_recipient(name, address, from_country=controller.country, language=language),
        "date": written_on,
        "reference": case_reference,
        "portal_address": settings.PORTAL_ADDRESS,
        "case_number": case_reference,
        "code": codes.grouped(code),
        "expires_on": expires_on,
    }
    return letters.render("portal_code", data, language=language)
