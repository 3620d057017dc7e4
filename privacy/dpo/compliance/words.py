"""The codes of the compliance monitor in words, and how its badges look."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from privacy.models import Verdict

WHY_NOT: dict[str, Promise] = {
    "no_rule": _("No rule is in force for this kind of record, so there is no day to be measured against."),
    "no_last_day": _("The rules say only how long it must be kept at least; no last day was promised."),
    "not_held": _("The notice names a period, but no such records are kept here yet."),
    "no_backup": _("No back-up has been made with this program yet."),
    "no_notice": _("No notice of this controller is known, so it is not known what was promised."),
}
BADGES: dict[str, tuple[str, str]] = {
    Verdict.BROKEN: ("stop", "stop"),
    Verdict.SOON: ("wait", "clock"),
    Verdict.KEPT: ("good", "check"),
    Verdict.UNMEASURED: ("", "info"),
}
ORDER = [Verdict.BROKEN, Verdict.SOON, Verdict.KEPT, Verdict.UNMEASURED]
