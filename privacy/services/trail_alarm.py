"""The nightly verification of the audit trail, and the alarm when it is not what was sealed."""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from audit.tree import verifying, witnesses
from audit.tree.findings import Report

_log = logging.getLogger(__name__)
_TOLD = 20
_ALARMED = (Role.DPO, Role.AUDITOR)


def check() -> Report:
    """Verify the whole trail. What is wrong goes by mail to the data protection officers and auditors, with its place;
    so does a witness that cannot be told, because heads that stay here prove nothing."""
    report = verifying.check()
    lines = [str(finding) for finding in report.findings[:_TOLD]]
    if (rest := len(report.findings) - _TOLD) > 0:
        lines.append(_("... and %(count)d more.") % {"count": rest})
    if lines:
        _mail(_("The audit trail is not what was sealed"), [*lines, "", _SAYS % {"events": report.events}])
    try:
        witnesses.tell()
    except witnesses.Unreachable as error:
        _mail(_("The audit trail's heads do not leave this system"), [str(error)])
    return report


_SAYS = "%(events)d events were checked. manage.py verify_audit_trail shows all of it."


def _mail(subject: str, lines: list[str]) -> None:
    people = User.objects.with_rights().filter(is_active=True)
    addresses = sorted(each.email for each in people if set(_ALARMED) & set(each.roles))
    try:
        send_mail(subject, "\n".join(lines), None, addresses)
    except (OSError, SMTPException):
        _log.error("Nobody could be mailed about the audit trail; the nightly check says it again tomorrow.")
