"""The export of the trail to read: a tagged PDF on the letterhead of the reader's first controller."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from audit import acting, trail
from audit.models import Head
from collections_app import letters
from personal_data import reach
from personal_data.models import Controller


def render(
    rows: Sequence[Sequence[str]], *, reference: str, asked: Sequence[tuple[str, str]], head: Head, at: datetime
) -> bytes:
    """The report of some events. ``rows`` have time, what happened, who, purpose, what it touched and the leaf;
    ``asked`` are the names of the filters with what they were. Raises NoActor."""
    who = acting.current()
    if who is None:
        raise trail.NoActor("An export of the trail needs somebody who makes it.")
    controller = Controller.objects.filter(reach.within("pk")).order_by("reference")[0]
    data = {
        "controller": letters.of_controller(controller),
        "recipient": {"name": User(id=who.actor.id).reference, "address": [_("Investigation of the audit trail")]},
        "date": at.date(),
        "reference": reference,
        "asked": [list(each) for each in asked] or [[_("Filter"), _("none: the whole trail")]],
        "count": str(len(rows)),
        "head": str(head.size),
        "signed_at": f"{head.signed_at:%Y-%m-%d %H:%M} UTC",
        "root": bytes(head.root).hex(),
        "rows": [list(row) for row in rows],
    }
    return letters.render("trail_export", data, language=get_language() or "en")
