"""Entering that the claims of a case were bought, where the notice says that the controller buys claims (INTRUM-58)."""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models import Case, Purchase
from collections_app.services import archive
from collections_app.services.details import terms
from personal_data import envelopes

_REFUSALS = {
    "not_named": _("The controller's notice does not say that it buys claims."),
    "no_seller": _("Write who sold the claims."),
    "no_buyer": _("Write who bought the claims."),
    "one_side": _("Seller and buyer are two."),
    "in_future": _("The claims cannot change hands later than today. Enter it on the day itself."),
}


class NotEntered(ValidationError):
    """The purchase cannot be entered like this; ``code`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(_REFUSALS[reason], code=reason)


@transaction.atomic
def enter(*, case: Case, seller: str, buyer: str, assigned_on: date, by: UUID, at: datetime) -> Purchase:
    """Say who sold the claims of a case, to whom and when. Every debtor of the case has to be told anew (ADR 57).

    Raises NotEntered; Archived where the case is closed, Refused where it is blocked.
    """
    archive.expect_open(case)
    seller, buyer = seller.strip(), buyer.strip()
    today = at.astimezone(ZoneInfo(case.controller.time_zone)).date()
    wrong = {
        "not_named": not may_buy(case),
        "no_seller": not seller,
        "no_buyer": not buyer,
        "one_side": seller.casefold() == buyer.casefold(),
        "in_future": assigned_on > today,
    }
    if reason := next((code for code, is_so in wrong.items() if is_so), ""):
        raise NotEntered(reason)
    envelopes.prepare_to_write([case])
    purchase = Purchase.objects.create(
        envelope_id=case.envelope_id, case=case, seller=seller, buyer=buyer, assigned_on=assigned_on, by=by, at=at
    )
    trail.record(events.CLAIMS_BOUGHT, envelopes=[case.envelope_id], reference=case.reference)
    return purchase


def of_case(case: Case) -> list[Purchase]:
    """The purchases of the claims of a case, newest first; nothing is asked where the notice speaks of none."""
    return list(case.purchases.order_by("-assigned_on", "-at")) if may_buy(case) else []


def may_buy(case: Case) -> bool:
    """Whether the notice of the controller says that it buys claims."""
    return terms.of(case.controller.reference).buys_claims
