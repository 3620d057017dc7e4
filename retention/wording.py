"""The codes of retention in words, for pages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KEPT_BECAUSE: dict[str, Promise] = {
    "held": _("held by a legal hold"),
    "kept_for_person": _("kept because the person asked for it"),
    "restricted": _("restricted while an objection or a dispute about accuracy is decided"),
    "still_needed": _("still needed by another record"),
    "trigger_unknown": _("without a date that starts the clock"),
    "not_due": _("not due yet"),
}
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
