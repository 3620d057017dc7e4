"""Which record a request is about: everything of the person, their profile, or one case. Nothing is opened."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collections_app.models import Case, Debtor

EVERYTHING = ""
PROFILE = "profile"


def choices(cases: Iterable[Case]) -> list[tuple[str, str | Promise]]:
    """What can be chosen: a case by its reference."""
    return [
        (EVERYTHING, _("Everything")),
        (PROFILE, _("Name and contact details")),
        *((case.reference, case.reference) for case in cases),
    ]


def record_of(chosen: str, *, debtor: Debtor, cases: Iterable[Case]) -> UUID | None:
    """The envelope that was chosen; None is everything. Raises KeyError for what cannot be chosen."""
    records: dict[str, UUID | None] = {EVERYTHING: None, PROFILE: debtor.envelope_id}
    records |= {case.reference: case.envelope_id for case in cases}
    return records[chosen]
