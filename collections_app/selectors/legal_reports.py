"""Reports that a law demands, as the reporting officers read them. The list opens nothing."""

from collections.abc import Sequence
from uuid import UUID

from collections_app.models import Disclosure, LegalReport, Recipient
from collections_app.models.recipient_kind import AUTHORITIES
from personal_data import reach

PAGE = 50


def listed(*, after: UUID | None = None) -> Sequence[LegalReport]:
    """One page of the reports within reach, newest first, one more than a page when there are more."""
    found = LegalReport.objects.filter(reach.within()).select_related("recipient", "controller")
    if after is not None:
        # Identifiers are ordered by time.
        found = found.filter(pk__lt=after)
    return list(found.order_by("-pk")[: PAGE + 1])


def one(number: UUID) -> LegalReport:
    """One report within reach. Raises LegalReport.DoesNotExist."""
    found = LegalReport.objects.filter(reach.within()).select_related("recipient__controller", "controller", "envelope")
    return found.get(pk=number)


def line_of(report: LegalReport) -> Disclosure | None:
    """The line in the register, secret or not; None where nothing was passed on or the line has gone."""
    if report.disclosure is None:
        return None
    return Disclosure.with_secret.select_related("recipient").filter(pk=report.disclosure).first()


def authorities(controller_id: UUID) -> Sequence[Recipient]:
    """The authorities to which a controller may report, by name."""
    known = Recipient.objects.filter(controller=controller_id, ended_on=None, kind__in=AUTHORITIES)
    return list(known.select_related("controller").order_by("name", "reference"))
