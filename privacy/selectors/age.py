"""A debtor's age when their data were collected, derived from the identity number where it is held."""

from zoneinfo import ZoneInfo

from collections_app.models import Debtor
from personal_data import national_ids
from personal_data.national_ids import Kind
from privacy.policies import minority
from privacy.policies.minority import AgeAtCollection

_ISSUED_BY = {
    Kind.PERSONNUMMER: "SE",
    Kind.SAMORDNINGSNUMMER: "SE",
    Kind.HENKILOTUNNUS: "FI",
    Kind.FODSELSNUMMER: "NO",
    Kind.D_NUMMER: "NO",
    Kind.CPR: "DK",
}


def at_collection(debtor: Debtor) -> AgeAtCollection | None:
    """The age on the controller's day on which the opened profile was made; None where no number tells a birth date."""
    country = _ISSUED_BY.get(Kind(debtor.identity_scheme)) if debtor.identity_scheme in set(Kind) else None
    if country is None or debtor.identity_number is None:
        return None
    collected_on = debtor.created_at.astimezone(ZoneInfo(debtor.controller.time_zone)).date()
    text = debtor.identity_number.reveal()
    try:
        born_on = national_ids.parse(country, text, allow_test=True, today=collected_on).birth_date
    except national_ids.Invalid:
        return None
    return None if born_on is None else minority.age_at(collected_on, born_on=born_on)
