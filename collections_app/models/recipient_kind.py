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
    SELF = "self", _("the debtor")
    GUARDIAN = "guardian", _("guardian or trustee of the debtor")
    AUTHORISED = "authorised", _("somebody whom the debtor has authorised")
    REPRESENTATIVE = "representative", _("representative of the debtor")
    LETTER_DELIVERY = "letter_delivery", _("processor: letters and printing")
    IT_SUPPLIER = "it_supplier", _("processor: information technology")
    IT_CLOUD = "it_cloud", _("processor: cloud systems")
    IT_SUPPORT = "it_support", _("processor: IT support")
    AUDIT = "audit", _("processor: audit")
    TELEPHONY = "telephony", _("processor: telephony and messages")
    EXPERIENCE = "experience", _("processor: measurement of customer experience")
    LEGAL_SERVICES = "legal_services", _("processor: legal services")
    DOCUMENT_SERVICE = "document_service", _("processor: service of documents")
    MARKETING = "marketing", _("processor: direct marketing")
    GROUP_PROVIDER = "group_provider", _("processor: company of the group")
    PROCESSOR = "processor", _("processor: other services")


PROCESSORS = frozenset(
    {
        RecipientKind.LETTER_DELIVERY,
        RecipientKind.IT_SUPPLIER,
        RecipientKind.IT_CLOUD,
        RecipientKind.IT_SUPPORT,
        RecipientKind.AUDIT,
        RecipientKind.TELEPHONY,
        RecipientKind.EXPERIENCE,
        RecipientKind.LEGAL_SERVICES,
        RecipientKind.DOCUMENT_SERVICE,
        RecipientKind.MARKETING,
        RecipientKind.GROUP_PROVIDER,
        RecipientKind.PROCESSOR,
    }
)
AUTHORITIES = frozenset(
    {RecipientKind.COURT, RecipientKind.ENFORCEMENT, RecipientKind.AUTHORITY, RecipientKind.SUPERVISOR}
)
# Of one debtor: what they get is about that debtor alone, and never about who else is in the case (INTRUM-85).
OF_ONE_DEBTOR = frozenset({RecipientKind.SELF, RecipientKind.GUARDIAN, RecipientKind.AUTHORISED})
# Who speaks for a debtor on an authorisation that was verified (AMILI-29).
ON_AUTHORITY = OF_ONE_DEBTOR - {RecipientKind.SELF}
