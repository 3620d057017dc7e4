"""Whom direct marketing must not reach (OPR-39; GDPR art. 18, 21(3), recital 38): in doubt, nobody is written to."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

COMES_OF_AGE = 18


class LeftOut(StrEnum):
    """Why somebody is left out of a batch; the first that holds is said."""

    OPTED_OUT = "opted_out"
    RESTRICTED = "restricted"
    IN_DISPUTE = "in_dispute"
    PROTECTED = "protected"
    NO_CUSTOMER = "no_customer"
    NO_PERSON = "no_person"
    AGE_UNKNOWN = "age_unknown"
    MINOR = "minor"
    NO_CONTACT = "no_contact"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of somebody without opening anything."""

    is_opted_out: bool
    is_restricted: bool
    is_in_dispute: bool
    is_protected: bool
    has_guardian: bool
    is_customer: bool
    is_person: bool


def barred(standing: Standing) -> LeftOut | None:
    """Why somebody is not even opened for marketing; None where they may be. A guardian of theirs tells of a minor."""
    found = {
        LeftOut.OPTED_OUT: standing.is_opted_out,
        LeftOut.RESTRICTED: standing.is_restricted,
        LeftOut.IN_DISPUTE: standing.is_in_dispute,
        LeftOut.PROTECTED: standing.is_protected,
        LeftOut.NO_CUSTOMER: not standing.is_customer,
        LeftOut.NO_PERSON: not standing.is_person,
        LeftOut.MINOR: standing.has_guardian,
    }
    return next((reason for reason, is_so in found.items() if is_so), None)


def too_young(born_on: date | None, day: date) -> LeftOut | None:
    """Why somebody of that birth gets no marketing on a day; None from the eighteenth birthday on."""
    if born_on is None:
        return LeftOut.AGE_UNKNOWN
    years = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    return LeftOut.MINOR if years < COMES_OF_AGE else None
