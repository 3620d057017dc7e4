"""What each step of a request is called, and the verb on its button."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class StepWords(NamedTuple):
    """The title of a step's page, and what its button does."""

    title: str | Promise
    action: str | Promise


def _same(words: str | Promise) -> StepWords:
    return StepWords(words, words)


STEPS: Mapping[str, StepWords] = {
    "begin": _same(_("Take the request up")),
    "ask_identity": StepWords(_("Ask who it is"), _("Note the question")),
    "answer_arrived": StepWords(_("The person's answer arrived"), _("Let the clock run")),
    "close_unidentified": StepWords(_("Close it without identification"), _("Make the letter")),
    "extend": _same(_("Extend the time")),
    "conclude": _same(_("Close the decisions")),
    "approve": _same(_("Approve the refusals")),
    "send_back": _same(_("Send the request back")),
    "withdraw": StepWords(_("The person takes the request back"), _("Note that it is taken back")),
    "contested_grant": _same(_("Do what the person asks")),
    "contested_refuse": _same(_("Refuse, with reasons")),
    "correct": _same(_("Correct the data")),
    "statement": _same(_("Add the person's statement")),
    "announce": _same(_("Tell the person that the restriction ends")),
    "lift": _same(_("Lift the restriction")),
    "approve_use": _same(_("Approve a use of restricted data")),
}
