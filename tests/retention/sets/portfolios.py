"""A portfolio as a seller sends it, and taking it in."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from collections_app.models import PseudonymSet, ValuationSet
from collections_app.services.sets import importing
from collections_app.services.sets.pseudonyms import About
from personal_data import envelopes
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.selectors.due import local_today
from tests.factories import accounts

HEADER = (
    "name;identity_number;address;phone;email;claim_number;postcode;birth_year;amount;currency;due_on;product;state"
)
KARI = "Kari Nordmann;15867212075;Storgata 1;+47 22 22 22 22;kari@prov.example;F-1"
OLA = "Ola Nordmann;31928525069;Lillegata 2;+47 33 33 33 33;ola@prov.example;F-2"
FACTS = "0150;1972;1200.50;NOK;2024-02-29;telecom;open"
# Everything in the file that says who somebody is.
SAYS_WHO = [*KARI.split(";"), *OLA.split(";")]
FILE = "\n".join([HEADER, f"{KARI};{FACTS}", f"{OLA};{FACTS}", f"{KARI.replace('F-1', 'F-3')};{FACTS}"])


def about(of: Controller, **said: Any) -> About:
    values = {"name": "P-1", "why": "Anonymous figures do not show who owes twice."}
    return About(**{**values, "ends_on": local_today(of) + timedelta(days=200), **said})


def taken(of: Controller, text: str = FILE, **said: Any) -> PseudonymSet:
    """The portfolio, taken in as the page does it."""
    with accounts.command(Purpose.COLLECTION):
        return importing.import_pseudonymised(
            controller=of, about=about(of, **said), content=BytesIO(text.encode()), by=uuid4(), at=timezone.now()
        )


def with_names(of: Controller, portfolio: str = "P-1", text: str = FILE, by: UUID | None = None) -> int:
    """The portfolio, taken in with names."""
    with accounts.command(Purpose.COLLECTION):
        return importing.import_identifiable(
            controller=of, portfolio=portfolio, content=BytesIO(text.encode()), by=by or uuid4(), at=timezone.now()
        )


def rows_of(made: PseudonymSet) -> list[list[str]]:
    """The rows of a set as they were sealed, without the first line."""
    with accounts.command(Purpose.COLLECTION):
        sealed = ValuationSet.objects.get(reference=made.reference)
        envelopes.open([sealed])
        return [line.split(",") for line in str(sealed.rows.reveal()).splitlines()[1:]]
