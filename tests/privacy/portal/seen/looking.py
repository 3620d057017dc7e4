"""Looking at the page of who has seen the data, as the tests do it."""

from typing import Any

from accounts.models import User
from personal_data import access, envelopes
from personal_data.purposes import Purpose

ADDRESS = "/portal/seen/"


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def look(by: User, *rows: Any, purpose: Purpose = Purpose.COLLECTION) -> None:
    """A member of staff opens some records."""
    with access.context(actor=access.Actor("staff", by.pk), purpose=purpose, channel="web"):
        envelopes.open(rows)
