"""Telling data protection officers by e-mail that a promise has turned; the mail names promises and counts only."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from personal_data.models import Controller
from privacy.models import ComplianceFigure, Verdict
from privacy.selectors.compliance import registry

_log = logging.getLogger(__name__)
_ORDER = [Verdict.BROKEN.value, Verdict.SOON.value, Verdict.UNMEASURED.value, Verdict.KEPT.value]


def tell(*, at: datetime) -> int:
    """Mail every turn that nobody was told of yet, one mail for each controller; says how many mails went out.

    A turn counts as told only when its mail has left: a mail server that is away, or a house without a DPO, delays the
    mail and loses none.
    """
    sent = 0
    waiting = ComplianceFigure.objects.filter(told_at=None).exclude(turned_from="")
    for controller_id in waiting.order_by("controller_id").values_list("controller_id", flat=True).distinct():
        with transaction.atomic():
            turned = list(waiting.filter(controller_id=controller_id).select_for_update(of=("self",)))
            if turned and _send(Controller.objects.filter(pk=controller_id).first(), turned):
                ComplianceFigure.objects.filter(pk__in=[each.pk for each in turned]).update(told_at=at)
                sent += 1
    return sent


def _send(controller: Controller | None, turned: Sequence[ComplianceFigure]) -> int:
    to = _officers(controller)
    if not to:
        return 0
    promises = {promise.key: promise for promise in registry.promises_of(controller)}
    whose = controller.name if controller else _("The house")
    lines = [
        _("%(title)s: %(now)s, was %(before)s. %(count)d %(counts)s.")
        % {
            "title": promises[each.promise].title,
            "now": each.get_verdict_display(),
            "before": each.get_turned_from_display(),
            "count": each.soon if each.verdict == Verdict.SOON else each.broken,
            "counts": promises[each.promise].check.counts,
        }
        for each in sorted(turned, key=lambda each: (_ORDER.index(each.verdict), each.promise))
        if each.promise in promises
    ]
    closing = _("The list behind each figure is at the DPO's desk, under Compliance.")
    subject = _("%(whose)s: what the compliance monitor found") % {"whose": whose}
    try:
        return EmailMessage(subject, "\n".join([*lines, "", closing]), to=to).send()
    except OSError:  # an SMTPException is one, too
        _log.warning("The mail server could not be reached; the mail about turned promises is tried again.")
        return 0


def _officers(controller: Controller | None) -> list[str]:
    """The addresses of the data protection officers in service who work for the controller, or for any."""
    found = User.objects.filter(is_active=True, staff_roles__role=Role.DPO, staff_roles__revoked_at=None)
    if controller is not None:
        found = found.filter(staff_controllers__controller=controller, staff_controllers__revoked_at=None)
    return sorted(set(found.values_list("email", flat=True)))
