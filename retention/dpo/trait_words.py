"""The values of the statistics' traits in words; what is not here is a figure or a code that says itself."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VALUES: dict[str, Promise] = {
    "everything": _("everything"),
    "half_or_more": _("half or more"),
    "less_than_half": _("less than half"),
    "something": _("something"),
    "nothing": _("nothing"),
    "paid": _("paid"),
    "settled": _("settled by agreement"),
    "collected": _("paid or settled"),
    "withdrawn": _("withdrawn by the creditor"),
    "not_owed": _("not owed"),
    "time_barred": _("time-barred"),
    "written_off": _("written off"),
    "not_collected": _("not collected"),
    "unknown": _("unknown"),
    "consumer": _("consumer"),
    "business": _("business"),
    "under_3_months": _("under 3 months"),
    "3_to_12_months": _("3 to 12 months"),
    "1_to_3_years": _("1 to 3 years"),
    "over_3_years": _("over 3 years"),
    "under_1_year": _("under 1 year"),
    "over_1_year": _("1 year or more"),
    "any": _("any"),
}


def said(value: str) -> str | Promise:
    """One value in words."""
    return VALUES.get(value, value)
