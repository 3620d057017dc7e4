"""The codes of retention in words, for pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KEPT_BECAUSE: dict[str, Promise] = {
    "held": _("held by a legal hold"),
    "kept_for_person": _("kept because the person asked for it"),
    "needed_for_request": _("needed for the copy that the person has asked for"),
    "demanded_by_law": _("demanded by a law whose period is not over"),
    "restricted": _("restricted while an objection or a dispute about accuracy is decided"),
    "still_needed": _("still needed by another record"),
    "trigger_unknown": _("without a date that starts the clock"),
    "not_due": _("not due yet"),
    "not_reviewed": _("came into the run after its review"),
    "not_decided": _("not due, and nobody decided that it goes"),
}
KEPT_BY_LONGER = _("kept by a longer rule: %(rule)s")
RUNS_FROM: dict[str, Promise | str] = {
    "trigger": "",
    "financial_year_end": _("counted from the end of the financial year"),
    "calendar_year_of_financial_year_end": _(
        "counted from the end of the calendar year in which the financial year ended"
    ),
}
KINDS: dict[str, Promise] = {
    "at_most": _("at most"),
    "for": _("for"),
    "at_least": _("at least"),
    "event": _("until the event"),
}
EVENTS: dict[str, Promise] = {
    "relationship_ended": _("the customer relationship ended"),
    "transaction_done": _("a single transaction was carried out"),
    "application_rejected": _("the application was rejected"),
    "offer_lapsed": _("the offer lapsed without being accepted"),
    "relationship_or_product_ended": _("the product or the security ended"),
    "damage_discovered": _("the damage was discovered"),
}
"""The events that a rule may name, in words."""


@dataclass(frozen=True, slots=True)
class Mending:
    """What is wrong with a record whose end nobody can tell, and what to do."""

    wrong: str | Promise
    do: str | Promise


MEND: Mapping[str, Mending] = {
    "no_rule": Mending(
        _("No rule is in force for this kind of record"),
        _("Publish a rule for it; until then it is neither due nor forgotten."),
    ),
    "no_trigger": Mending(
        _("Nothing has started its clock"),
        _(
            "Enter what starts it: close the case, or enter the event on the page of the record. If it "
            "has not happened, say when to look again."
        ),
    ),
    "look_again": Mending(
        _("The day to look at it again has come"),
        _("Look whether it is still needed. Enter the event that ends the need, or say when to look again."),
    ),
    "minimum_over": Mending(
        _("The law no longer demands it, and nothing says when it has to go"),
        _("Propose a run that erases it, or enter the law that demands it longer."),
    ),
}

KINDS_OF_TRACE = {
    "identity_number": _("identity number"),
    "phone": _("telephone number"),
    "email": _("e-mail address"),
    "residence": _("name with address"),
    "record": _("number of an erased record"),
    "person": _("data subject without a record"),
    "token": _("search token"),
    "digest": _("keyed digest"),
    "file": _("file of an erased record"),
}
