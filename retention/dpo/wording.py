"""Legal holds in the words of the DPO's desk."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from retention.models import HoldScope
from retention.selectors.hold_targets import Target


def target_label(target: Target) -> str:
    """What can be held, in words; no name appears."""
    if target.scope == HoldScope.CASE:
        return _("The whole case %(case)s, with what comes into it later") % {"case": target.about}
    if target.scope == HoldScope.PERSON:
        return _("Everything of person %(person)s with this controller") % {"person": target.about}
    assert target.record_class is not None
    shown = date_format(localtime(target.since)) if target.since else ""
    return _("Only this record: %(kind)s, of %(day)s") % {"kind": target.record_class.label, "day": shown}
