"""Looking at the page of who has seen the data, as the tests do it."""

import re
from typing import Any

from accounts.models import User
from personal_data import access, envelopes
from personal_data.purposes import Purpose

ADDRESS = "/portal/seen/"


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


def proofs_in(page: str) -> list[int]:
    """The events whose proofs a page, or a part of one, offers."""
    return [int(each) for each in re.findall(r'href="/portal/seen/proof/([0-9]+)/"', page)]


def look(by: User, *rows: Any, purpose: Purpose = Purpose.COLLECTION) -> None:
    """A member of staff opens some records."""
    with access.context(actor=access.Actor("staff", by.pk), purpose=purpose, channel="web"):
        envelopes.open(rows)
