"""Whether somebody was a minor when their data were collected (GDPR art. 17(1)(f), recital 65; ALMI-81)."""

from dataclasses import dataclass
from datetime import date

# Swedish, Finnish, Norwegian and Danish law agree.
COMES_OF_AGE = 18


@dataclass(frozen=True, slots=True)
class AgeAtCollection:
    """How old the person was, in whole years, on the day on which their data were first recorded."""

    years: int
    collected_on: date

    @property
    def is_minor(self) -> bool:
        """Whether the person had not come of age then, however old they are today."""
        return self.years < COMES_OF_AGE


def age_at(collected_on: date, *, born_on: date) -> AgeAtCollection:
    """The age on that day; on the birthday itself the new year counts."""
    has_had_birthday = (collected_on.month, collected_on.day) >= (born_on.month, born_on.day)
    return AgeAtCollection(collected_on.year - born_on.year - (not has_had_birthday), collected_on)
