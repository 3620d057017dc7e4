"""A debtor's age when their data were collected, by their date of birth or the identity number that tells it."""

from datetime import date
from zoneinfo import ZoneInfo

from collections_app.models import Debtor
from personal_data import national_ids
from privacy.policies import minority
from privacy.policies.minority import AgeAtCollection


def at_collection(debtor: Debtor) -> AgeAtCollection | None:
    """The age on the controller's day on which the opened profile was made; None where nothing tells a birth date."""
    collected_on = debtor.created_at.astimezone(ZoneInfo(debtor.controller.time_zone)).date()
    born_on = _told(debtor, collected_on) if debtor.birth_date is None else debtor.birth_date.reveal()
    return None if born_on is None else minority.age_at(collected_on, born_on=born_on)


def _told(debtor: Debtor, collected_on: date) -> date | None:
    """The date of birth that the identity number tells."""
    if debtor.identity_number is None:
        return None
    number = national_ids.of_person(debtor.identity_scheme, debtor.identity_number.reveal(), today=collected_on)
    return None if number is None else number.birth_date
