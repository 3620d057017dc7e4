"""Ledger entries: what bookkeeping law keeps longer than the case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class LedgerEntry(PersonalModel):
    """One posted transaction with the least identity that bookkeeping law asks for.

    Sealed in an envelope of its own when it is posted, without a foreign key to the case: it outlives the case.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    posted_on = models.DateField(_("posted on"))
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    counterparty_name = fields.SealedText(Declared(Category.ACCOUNTING, _("Counterparty"), Source.CREDITOR))
    voucher = fields.SealedText(Declared(Category.ACCOUNTING, _("Voucher number"), Source.AGENCY))
    case_number = fields.SealedText(
        Declared(Category.ACCOUNTING, _("Case number"), Source.AGENCY), search="reference", null=True
    )

    class PersonalData:
        clear = {
            "posted_on": Declared(Category.ACCOUNTING, _("Posted on"), Source.AGENCY),
            "amount_minor": Declared(Category.ACCOUNTING, _("Amount"), Source.AGENCY),
            "currency": Declared(Category.ACCOUNTING, _("Currency"), Source.AGENCY),
        }
        free = {"controller": "a reference"}

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(amount_minor=0),
                name="%(app_label)s_%(class)s_amount_is_not_zero",
                violation_error_message=_("A ledger entry moves an amount."),
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$"),
                name="%(app_label)s_%(class)s_currency_is_a_code",
                violation_error_message=_("A currency is written as three capital letters."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
