"""What the rules of unusual browsing say to those who review."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.models import AccessReview
from privacy.policies.browsing import rules


class RuleWords(NamedTuple):
    """What stood out, and why that is looked into."""

    title: str | Promise
    because: str | Promise


RULES: dict[str, RuleWords] = {
    "many_files": RuleWords(
        _("Many files in an hour"),
        _("Somebody who works a case reads and writes in it; so many files in an hour are leafed through or copied."),
    ),
    "many_persons": RuleWords(
        _("Many persons in an hour"), _("So many lists in an hour look like a register being read through.")
    ),
    "closed_case": RuleWords(
        _("Cases without work"), _("A closed case has no work left in it and nobody to whom it is assigned.")
    ),
    "sealed": RuleWords(
        _("Sealed or protected person"), _("Each look at a sealed person, and each attempt, is looked into.")
    ),
    "night": RuleWords(_("At night"), _("Between nine in the evening and six in the morning nobody works cases.")),
    "closed_day": RuleWords(
        _("On a day without work"), _("On Saturdays, Sundays and public holidays nobody works cases.")
    ),
    rules.EMERGENCY: RuleWords(
        _("Opened in an emergency"), _("Whoever breaks the glass is asked about it on the next working day.")
    ),
}


def rule_of(review: AccessReview) -> RuleWords:
    """The words for what stood out; of a rule that is not there any more, its code."""
    return RULES.get(review.rule, RuleWords(review.rule, ""))
