"""Allocations: what of which payment was put to which claim. They are the payment history of a case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.claim import Claim
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class Allocation(PersonalModel):
    """A part of a payment that reduces a claim; a negative one takes an earlier one back. Added, never changed.

    It lies in the envelope of the case and goes with it, while the ledger entry beside it stays as long as bookkeeping
    law demands. Nothing in it is sealed, so money is booked on a restricted case without opening anything.
    """

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="allocations")
    payment_reference = models.CharField(_("payment"), max_length=24)
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    booked_on = models.DateField(_("booked on"))
    paid_on = models.DateField(_("paid on"))
    days_late = models.PositiveIntegerField(_("days after the due date"), null=True, blank=True)
    entry = models.UUIDField(_("ledger entry"))
    corrects = models.UUIDField(_("takes back"), null=True, blank=True)
    at = models.DateTimeField(_("entered at"))

    class PersonalData:
        append_only = True
        clear = {
            "payment_reference": Declared(Category.PAYMENT_HISTORY, _("Payment"), Source.AGENCY),
            "amount_minor": Declared(Category.PAYMENT_HISTORY, _("Amount paid"), Source.BANK),
            "currency": Declared(Category.PAYMENT_HISTORY, _("Currency"), Source.BANK),
            "booked_on": Declared(Category.PAYMENT_HISTORY, _("Booked on"), Source.AGENCY),
            "paid_on": Declared(Category.PAYMENT_HISTORY, _("Paid on"), Source.BANK),
            "days_late": Declared(Category.PAYMENT_HISTORY, _("Days after the due date"), Source.AGENCY),
            "at": Declared(Category.PAYMENT_HISTORY, _("Entered at"), Source.AGENCY),
        }
        free = {
            "claim": "a reference",
            "entry": "a reference to the ledger entry, which has a clock of its own",
            "corrects": "a reference to the allocation taken back",
        }

    class Meta:
        verbose_name = _("payment on a claim")
        verbose_name_plural = _("payments on claims")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0, corrects__isnull=True)
                | models.Q(amount_minor__lt=0, corrects__isnull=False),
                name="%(app_label)s_%(class)s_only_corrections_are_negative",
                violation_error_message=_("An allocation is greater than zero, unless it takes another one back."),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                name="%(app_label)s_%(class)s_corrected_once",
                violation_error_message=_("This allocation has already been taken back."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
