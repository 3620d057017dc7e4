"""The demo's sets under pseudonyms: a portfolio that is valued, what closed cases teach, and names by approval."""

from datetime import date, datetime, timedelta
from io import BytesIO
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import User
from collections_app.models import PseudonymSet
from collections_app.record_classes import PSEUDONYM_KEY, VALUATION_ROW
from collections_app.services.records import clocks
from collections_app.services.sets import identifiable, importing
from collections_app.services.sets.pseudonyms import About
from personal_data import access
from personal_data.models import Controller
from personal_data.purposes import Purpose
from retention.services import experience

PORTFOLIO = "Spring 2026"
"""The portfolio whose rows stand with names beside the cases, as two persons agreed."""
_FILE = b"""name;identity_number;address;phone;email;claim_number;postcode;birth_year;amount;currency;due_on;product
Nora Eksempel;15867212075;Storgata 1;+47 99 00 00 01;nora@example.com;P-1;0150;1972;1200.50;NOK;2025-02-28;telecom
Petter Eksempel;31928525069;Lillegata 2;+47 99 00 00 02;petter@example.com;P-2;5003;1985;830.00;NOK;2025-05-31;energy
Nora Eksempel;15867212075;Storgata 1;+47 99 00 00 01;nora@example.com;P-3;0150;1972;410.00;NOK;2025-09-30;card
"""


def tell(controller: Controller, *, now: datetime) -> int:
    """Write it once, where the notice speaks of such sets; says how many were made."""
    kept = clocks.kept_by(controller)
    if PSEUDONYM_KEY.name not in kept or PseudonymSet.objects.filter(controller=controller).exists():
        return 0
    rolf, petra = (User.objects.get(email=f"{name}@demo.sigill.test").pk for name in ("rolf.records", "petra.privacy"))
    today = now.astimezone(ZoneInfo(controller.time_zone)).date()
    with access.context(actor=access.Actor("staff", rolf), purpose=Purpose.COLLECTION, channel="command"):
        why = "Counts of persons do not show which measure came first."
        last = today + timedelta(days=330)
        about = About("When a call is worth it", why, last, today - timedelta(days=700), today - timedelta(days=1))
        experience.make(controller=controller, about=about, by=rolf, at=now)
        if VALUATION_ROW.name not in kept:
            return 1
        about = About("Fjord 2026", "Anonymous figures do not show who owes more than once.", last)
        importing.import_pseudonymised(controller=controller, about=about, content=BytesIO(_FILE), by=rolf, at=now)
    _names(controller, today, rolf, petra, now)
    return 2


def _names(controller: Controller, today: date, rolf: UUID, petra: UUID, now: datetime) -> None:
    """One portfolio with names that Petra has approved, and one that waits for her."""
    asked = []
    with access.context(actor=access.Actor("staff", rolf), purpose=Purpose.RETENTION, channel="command"):
        for portfolio in (PORTFOLIO, "Autumn 2026"):
            reason = "A lawyer reads the files of the largest claims before the bid."
            ends_on = today + timedelta(days=60)
            asked.append(identifiable.ask(
                controller=controller, portfolio=portfolio, reason=reason, ends_on=ends_on, by=rolf, at=now, today=today
            ))  # fmt: skip
    with access.context(actor=access.Actor("staff", petra), purpose=Purpose.RETENTION, channel="command"):
        identifiable.approve(asked=asked[0], by=petra, at=now)
