"""The nightly verification of the audit trail, and the alarm when it is not what was sealed."""

import logging
from collections.abc import Collection
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from audit.models import Head
from audit.standing import checking
from audit.tree import lives, sealing, signing, verifying, verifying_events, witnesses
from audit.tree.findings import Report

_log = logging.getLogger(__name__)
_TOLD = 20
_ALARMED = (Role.DPO, Role.AUDITOR)
_NIGHT = timedelta(hours=25)


def check() -> Report:
    """Verify the whole trail. What is wrong goes by mail to the data protection officers, the auditors and the
    administrators, with its place; so does a witness that cannot be told, because heads that stay here prove nothing,
    and once what has to be known although all is well. Where they are a witness, the officers get the newest head.
    """
    _catch_up()
    report = verifying.check(resume=True)
    lines = [str(finding) for finding in report.findings[:_TOLD]]
    if (rest := len(report.findings) - _TOLD) > 0:
        lines.append(_("... and %(count)d more.") % {"count": rest})
    if lines:
        _mail(_("The audit trail is not what was sealed"), [*lines, "", _SAYS % {"events": report.events}])
    if lately := _lately():
        _mail(_("The audit trail was put back with a back-up"), lately)
    _compare()
    try:
        witnesses.tell()
    except witnesses.Unreachable as error:
        _mail(_("The audit trail's heads do not leave this system"), [str(error)])
    newest = Head.objects.order_by("size").last()
    if newest and witnesses.DPO in witnesses.addresses():
        _mail(_("The audit trail's head of today, to be kept"), [newest.note], to=(Role.DPO,))
    return report


def _catch_up() -> None:
    """After a standstill of the scheduler the sealer's turn may come after this check: then it is its turn now, and the
    standstill is told of. What cannot be sealed the verification names.
    """
    waited = int(sealing.longest_wait()) // 60
    if waited * 60 < verifying_events.LONGEST_WAIT.seconds:
        return
    try:
        sealed = sealing.seal(at=timezone.now())
    except DatabaseError:
        _log.error("The events that wait cannot be sealed.")
        return
    said = _("Events waited for %(minutes)d minutes; %(events)d are sealed now.")
    _mail(_("The audit trail was not sealed for a while"), [said % {"minutes": waited, "events": sealed}])


def _lately() -> list[str]:
    """The lives of the tree that began since the last night."""
    since = timezone.now() - _NIGHT
    return [str(life) for life in lives.known(signing.known())[0] if life.at > since]


def _compare() -> None:
    """Triggers, rights and functions against what the migrations made; and a migration that nobody expected."""
    standing = checking.check()
    lines = [str(each) for each in standing.differences[:_TOLD]]
    if standing.is_written_anew:
        lines.append(_("A migration has written down anew what the database is compared with. Was one planned?"))
    if lines:
        _mail(_("The database is not what the migrations made"), [*lines, "", "manage.py verify_database"])


_SAYS = "%(events)d events were checked. manage.py verify_audit_trail shows all of it."


def _mail(subject: str, lines: list[str], *, to: Collection[Role] | None = None) -> None:
    """Mail some roles; without them all who are alarmed, and the administrators, who hold no role in here."""
    people = User.objects.with_rights().filter(is_active=True)
    addresses = {each.email for each in people if set(to or _ALARMED) & set(each.roles)}
    if to is None:
        addresses |= set(settings.ALARM_MAIL)
    try:
        send_mail(subject, "\n".join(lines), None, sorted(addresses))
    except (OSError, SMTPException):
        _log.error("Nobody could be mailed about the audit trail; the nightly check says it again tomorrow.")
