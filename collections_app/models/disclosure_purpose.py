"""What data are passed on for; the person reads it in five languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DisclosurePurpose(models.TextChoices):
    """What the recipient gets the data for; a closed list, since a purpose in free words would say too much."""

    STATUS_REPORT = "status_report", _("report to the creditor")
    ASSIGNMENT = "assignment", _("the claim was assigned")
    COURT_PROCEEDINGS = "court_proceedings", _("court proceedings")
    ENFORCEMENT = "enforcement", _("enforcement of the claim")
    CREDIT_REPORTING = "credit_reporting", _("report of a default")
    OTHER_LENDER = "other_lender", _("credit application at another lender")
    AUTHORITY_ORDER = "authority_order", _("order of an authority")
    LEGAL_DUTY = "legal_duty", _("report that a law demands")
    DATA_CHECK = "data_check", _("check of an address or of payment ability")
    COLLECTION_ABROAD = "collection_abroad", _("collection in another country")
    DEDUCTION = "deduction", _("deduction from wages or benefits")
    PAYMENT = "payment", _("payment or repayment")
    LEGAL_ADVICE = "legal_advice", _("legal advice")
    SERVICE = "service", _("service by a processor")
    MARKETING = "marketing", _("direct marketing")
    FOR_THE_DEBTOR = "for_the_debtor", _("asked for by the debtor")
