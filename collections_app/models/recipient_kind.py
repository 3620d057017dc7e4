"""What recipients are; the person reads it in five languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecipientKind(models.TextChoices):
    """What a recipient is to the controller."""

    CREDITOR = "creditor", _("creditor")
    SUCCESSOR = "successor", _("new creditor after an assignment")
    CREDIT_BUREAU = "credit_bureau", _("credit information agency")
    COURT = "court", _("court")
    ENFORCEMENT = "enforcement", _("enforcement authority")
    AUTHORITY = "authority", _("other authority")
    SUPERVISOR = "supervisor", _("supervisory authority")
    REGISTER = "register", _("address or population register")
    AGENT = "agent", _("collection agent abroad")
    GROUP = "group", _("company of the group")
    EMPLOYER = "employer", _("employer or payer of a benefit")
    BANK = "bank", _("bank")
    ESTATE = "estate", _("bankruptcy estate")
    INSURER = "insurer", _("insurance company")
    ADVISER = "adviser", _("legal adviser")
    REPRESENTATIVE = "representative", _("representative of the debtor")
    LETTER_DELIVERY = "letter_delivery", _("processor: letters and printing")
    IT_SUPPLIER = "it_supplier", _("processor: information technology")
    PROCESSOR = "processor", _("processor: other services")


PROCESSORS = frozenset({RecipientKind.LETTER_DELIVERY, RecipientKind.IT_SUPPLIER, RecipientKind.PROCESSOR})
AUTHORITIES = frozenset(
    {RecipientKind.COURT, RecipientKind.ENFORCEMENT, RecipientKind.AUTHORITY, RecipientKind.SUPERVISOR}
)
