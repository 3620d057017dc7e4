"""The circumstances in which a creditor's file is read."""

from dataclasses import dataclass
from datetime import date

from collections_app.intake.documents import Seller


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file of one creditor: its name for the report, the day it is read, whose claims it holds.

    `seller` is who issued the invoices of a CSV file, which does not say so itself. `home_country` is the country of
    debtors whose row names none. `allow_test` admits the published test numbers. `currency` is that of every
    amount of a CSV file that has no column for it.
    """

    file: str
    today: date
    seller: Seller
    home_country: str = ""
    allow_test: bool = False
    currency: str = ""
