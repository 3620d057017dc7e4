"""The words of the investigator's desk for the codes that stand in the trail."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from personal_data.purposes import Purpose

PURPOSES: dict[str, str | Promise] = {
    Purpose.COLLECTION: _("Collection"),
    Purpose.INTAKE: _("Taking in claims"),
    Purpose.BOOKKEEPING: _("Bookkeeping"),
    Purpose.LEGAL_CLAIM: _("A legal claim"),
    Purpose.SUBJECT_REQUEST: _("A request of the person"),
    Purpose.SELF_SERVICE: _("The person's own reading"),
    Purpose.RETENTION: _("Retention"),
    Purpose.SECURITY: _("Security"),
    Purpose.SUPERVISION: _("Supervision"),
    Purpose.EMERGENCY: _("An emergency"),
    Purpose.PERMITTED_USE: _("A permitted use of restricted data"),
    Purpose.RECRUITMENT: _("Filling a position"),
    Purpose.DOCUMENTATION: _("Documentation of a closed case"),
    Purpose.MARKETING: _("Direct marketing"),
    Purpose.LEGAL_REPORT: _("A report that a law demands"),
}
CHANNELS: dict[str, str | Promise] = {
    "web": _("at the desk"),
    "portal": _("in the portal"),
    "api": _("through the API"),
    "task": _("by a scheduled task"),
    "command": _("by a command"),
    "letter": _("by letter"),
    "phone": _("by phone"),
    "db_owner": _("in the database, as the owner of the tables"),
    "db_app": _("in the database, as the application"),
    "db_creditor": _("in the database, as the creditors' login"),
    "db_sealer": _("in the database, as the sealer"),
    "db_keeper": _("in the database, as the keeper of keys"),
    "db_gatekeeper": _("in the database, as the gatekeeper"),
    "db_other": _("in the database, as an administrator"),
}
ACTORS: dict[str, str | Promise] = {
    "staff": _("Member of staff"),
    "debtor": _("The person"),
    "creditor": _("Creditor"),
    "system": _("The system"),
    "anonymous": _("Nobody signed in"),
    "unattributed": _("Unattributed database session"),
}
