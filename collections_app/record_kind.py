"""What a kind of record beside the cases is: who keeps it, what is asked for, which day starts its clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise

from collections_app.models.records import EndedBecause, KeptRecord
from personal_data.models import Role
from personal_data.record_classes import RecordClass


class Desk(StrEnum):
    """Who keeps such records."""

    CASES = "cases"
    RECRUITING = "recruiting"
    ENQUIRIES = "enquiries"


class Starts(StrEnum):
    """The day that starts the clock."""

    BEGAN = "began"
    EXPIRES = "expires"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. ``expires`` and ``gathering`` are the labels of those fields, where they are asked for."""

    name: str
    model: type[KeptRecord]
    record_class: RecordClass
    starts: Starts
    texts: tuple[str, ...]
    began: str | Promise
    expires: str | Promise = ""
    gathering: str | Promise = ""
    ends: tuple[EndedBecause, ...] = ()
    desk: Desk = Desk.CASES
    on_case: bool = True
    """Entered on the page of a case, for one of its debtors; otherwise for somebody who has no case here."""
    by_itself: bool = True
    """Entered by hand for somebody who has no case here; a pseudonymised set comes from a file alone (ADR 61)."""
    has_person: bool = True
    of_its_own: bool = False
    """Of somebody who is none of the debtors, although it is entered on their case."""
    role: Role = Role.CUSTOMER
    """What the person of a record that names somebody is in it."""
    picks: Mapping[str, type[TextChoices]] = field(default_factory=dict, compare=False)
    """What is chosen from a list, by column."""
