"""Handing who was hired over to the personnel department; from then on its rules apply and not ours (AXACTOR-92)."""

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import trail
from collections_app import events
from collections_app.models.records import Applicant, EndedBecause, KeptRecord
from collections_app.record_kinds import of_record
from collections_app.services.records import ending
from personal_data import envelopes


class NotAnApplicant(ValidationError):
    """Nobody else can be hired."""

    def __init__(self) -> None:
        super().__init__(_("Only somebody who applied can be hired."), code="not_an_applicant")


@transaction.atomic
def hire(*, record: KeptRecord, on: date, by: UUID, at: datetime) -> dict[str, str | None]:
    """End an application because of the hire, and give what the personnel department gets of it.

    It is given in the same step, because the application goes with the next run: nobody who was hired is kept here.
    Raises NotAnApplicant, NotAllowed, Refused and Gone.
    """
    if not isinstance(record, Applicant):
        raise NotAnApplicant
    envelopes.open([record])
    texts = {name: getattr(record, name) for name in of_record(record).texts}
    ending.finish(record=record, because=EndedBecause.HIRED, on=on, by=by, at=at)
    trail.record(events.APPLICANT_HANDED_OVER, envelopes=[record.envelope_id], reference=record.reference)
    return {
        "reference": record.reference,
        "position": record.gathering,
        "applied_on": record.began_on.isoformat(),
        "hired_on": on.isoformat(),
        **{name: value.reveal() if value is not None else None for name, value in texts.items()},
    }
