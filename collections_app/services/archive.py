"""The archive of closed cases: what lies in one is kept as it is, for documentation only, until it is reopened.

The database holds it, by whatever path somebody writes (``collections_app/sql/archive.sql``); here it is said in words.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from collections_app.models import Case, CaseStatus
from personal_data.purposes import Purpose, is_named


class Archived(ValidationError):
    """The case is closed, so nothing is written in it (AXACTOR-87)."""

    def __init__(self) -> None:
        super().__init__(
            _("The case is closed and kept as it is. Reopen it first if it has to be worked again."), code="archived"
        )


def expect_open(case: Case) -> None:
    """Raises Archived where a case is closed."""
    if case.status == CaseStatus.CLOSED:
        raise Archived


def expect_open_reference(reference: str) -> None:
    """The same of the case of that number; one that is not there any more stops nothing. Raises Archived."""
    if Case.objects.closed().filter(reference=reference).exists():
        raise Archived


def purpose_of(case: Case) -> Purpose | None:
    """For what a case is read that is closed: to show how it was handled, where the controller's notice names that.

    None for an open one, and where the notice names no such purpose: there a closed case is read for what it was
    opened for, since nothing is done for a purpose that the notice does not name (GDPR art. 5(1)(b)).
    """
    is_named_here = is_named(Purpose.DOCUMENTATION, case.controller.notice_purposes)
    return Purpose.DOCUMENTATION if case.status == CaseStatus.CLOSED and is_named_here else None
