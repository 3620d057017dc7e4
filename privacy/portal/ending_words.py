"""When a record goes and why it is still here, in plain words (GDPR art. 15(1)(d)).

The controller's own sentence comes from its policy pack, by the rule that decides; where the notice says nothing about
a kind of record, the period is told from the rule itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from privacy.policies.held_ends import Ending, Ends
from privacy.policies.packs.pack import Pack

_WAITS_FOR: Mapping[str, Promise] = {
    "case_file": gettext_lazy("The case is open. As long as it is, we need it to collect the claim."),
    "payment": gettext_lazy("It is not yet clear what the payment is for."),
    "rights_request": gettext_lazy("We have not answered your request yet."),
    "hardship": gettext_lazy("The pause goes on, or the case is open."),
    "contract": gettext_lazy("You are a customer."),
    "collateral": gettext_lazy("The security still stands."),
    "potential_customer": gettext_lazy("Your application has not been decided."),
    "valuation_row": gettext_lazy("The portfolio is still being valued."),
    "third_party": gettext_lazy("You have to do with the case, and it is open."),
    "authority_contact": gettext_lazy("You are our contact at the authority."),
    "applicant": gettext_lazy("The position has not been filled."),
    "legal_file": gettext_lazy("The dispute goes on. As long as it does, we need its file."),
    "disclosure": gettext_lazy("We still have the record that the data came from."),
}
_COUNTED_FROM: Mapping[str, Promise] = {
    "case_file": gettext_lazy("counted from the day when the case is closed"),
    "call_recording": gettext_lazy("counted from the day of the call"),
    "bureau_extract": gettext_lazy("counted from the day when we fetched it"),
    "grade": gettext_lazy("counted from the day on which it was made"),
    "chat": gettext_lazy("counted from the day of the chat"),
    "contact_form": gettext_lazy("counted from the day when we received it"),
    "loan_offer": gettext_lazy("counted from the last day on which it was good"),
    "contract": gettext_lazy("counted from the day when you were a customer no longer"),
    "collateral": gettext_lazy("counted from the day when the security ended"),
    "potential_customer": gettext_lazy("counted from the day when it was not accepted"),
    "legal_file": gettext_lazy("counted from the day when the dispute ended"),
    "damage_event": gettext_lazy("counted from the day when the damage was discovered"),
    "ledger_entry": gettext_lazy("counted from the end of the year in which it was posted"),
    "payment": gettext_lazy("counted from the day when it was clear what it was for"),
    "intake_item": gettext_lazy("counted from the day when we received it"),
    "rights_request": gettext_lazy("counted from the day when the request was closed"),
    "disclosure": gettext_lazy("counted from the day when the data themselves were erased"),
    "recipient": gettext_lazy("counted from the day when no more data are passed on"),
}
_STOPS: Mapping[str, Promise] = {
    "hold": gettext_lazy("It stays for now although its time may be over: it is needed for a legal dispute."),
    "wish": gettext_lazy("It stays for now for your sake: you asked for it to be kept, or for a copy of it."),
    "restriction": gettext_lazy("It is only stored and not used, until it has been decided whether it is right."),
    "objection": gettext_lazy("It is only stored and not used, until your objection has been decided."),
}


@dataclass(frozen=True, slots=True)
class EndingWords:
    """What stands under "when it goes"."""

    on: date | None
    """The day on which it is erased; None while there is none."""
    is_over: bool
    """The day has come."""
    goes: str
    """What decides, where there is no day."""
    why: str
    stops: tuple[str | Promise, ...]
    law: str


def of_ending(ending: Ending, *, record_class: str, pack: Pack, today: date) -> EndingWords:
    """The words for one record's ending."""
    return EndingWords(
        on=ending.due_on,
        is_over=ending.due_on is not None and ending.due_on <= today,
        goes="" if ending.due_on else _goes(ending, record_class),
        why=_why(ending, record_class, pack),
        stops=tuple(_STOPS[kind] for kind in ending.kept_by),
        law=ending.citation if ending.is_statute else "",
    )


def _goes(ending: Ending, record_class: str) -> str:
    if ending.ends is Ends.WITH_THE_LAST_RECORD:
        return _("It goes together with the last record that needs it.")
    if ending.ends is Ends.NOT_DETERMINED:
        return _("No end has been set for records of this kind. Ask us when it goes.")
    return str(_WAITS_FOR.get(record_class, _("The time that we keep it has not begun.")))


def _why(ending: Ending, record_class: str, pack: Pack) -> str:
    own = next((kept.text for kept in pack.keeping if kept.rule and kept.rule == ending.rule), None)
    if own is not None:
        return str(own)
    if not ending.period_months:
        return ""
    period = _period(ending.period_months)
    counted = _COUNTED_FROM.get(record_class, "")
    return _("We keep it for %(period)s, %(counted)s.") % {"period": period, "counted": counted} if counted else period


def _period(months: int) -> str:
    if months % 12:
        return ngettext("%(count)d month", "%(count)d months", months) % {"count": months}
    years = months // 12
    return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
