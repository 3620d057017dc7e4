"""Creditors: entering a client company."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit import trail
from collections_app import events
from collections_app.models import Creditor
from collections_app.services import references
from personal_data.models import Controller


class UnknownCreditor(ValidationError):
    """No client has this reference."""

    def __init__(self) -> None:
        super().__init__(_("No creditor has this reference. `list_creditors` shows them."), code="unknown_creditor")


class AssignmentEnded(ValidationError):
    """Nothing is collected for this client any more (AMILI-32)."""

    def __init__(self) -> None:
        super().__init__(
            _("The assignment of this creditor has ended: nothing of it is taken in, and none of its cases is opened."),
            code="assignment_ended",
        )


def expect_assignment(creditor: Creditor) -> None:
    """Raises AssignmentEnded when nothing may be collected for a client any more."""
    if Creditor.objects.filter(pk=creditor.pk, assignment_ended_on__isnull=False).exists():
        raise AssignmentEnded


@transaction.atomic
def register(
    *,
    controller: Controller,
    name: str,
    country: str,
    at: datetime,
    organisation_number: str = "",
    reference: str = "",
    is_controller: bool = False,
) -> Creditor:
    """Enter a client of a controller. Without a reference of its own it is given the next one.

    ``is_controller`` where it stays the controller and has us as its processor (following up invoices, AXACTOR-04).
    """
    creditor = Creditor.objects.create(
        controller=controller,
        reference=reference or references.take(kind="creditor", year=at.year)[0],
        name=name,
        country=country,
        organisation_number=organisation_number,
        is_controller=is_controller,
    )
    trail.record(events.CREDITOR_REGISTERED, reference=creditor.reference)
    return creditor


def get(*, reference: str) -> Creditor:
    """The client of that reference, for whom something is collected. Raises UnknownCreditor, AssignmentEnded."""
    creditor = Creditor.objects.select_related("controller").filter(reference=reference.strip().upper()).first()
    if creditor is None:
        raise UnknownCreditor
    expect_assignment(creditor)
    return creditor
