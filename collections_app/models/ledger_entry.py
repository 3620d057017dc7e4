"""Ledger entries: what bookkeeping law keeps longer than the case."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class Account(models.TextChoices):
    """The accounts between which money moves.

    A client's claim is the client's property and no asset of the agency: it has no account here. What was paid on it is
    owed to the client (``CLIENT_FUNDS``); what is still owed on it follows from the documents and the allocations.
    """

    BANK = "bank", _("bank account")
    CLIENT_FUNDS = "client_funds", _("collected for clients")
    UNALLOCATED = "unallocated", _("unallocated payments")
    REFUNDS = "refunds", _("to be paid back")
    FEES = "fees", _("fees earned")
    OUTGOING = "outgoing", _("outgoing payments")


class LedgerEntry(PersonalModel):
    """One amount that moves from the account credited to the account debited: it balances by its very shape.

    Amounts are in minor units; a negative one, of earlier days, moves the other way. An entry is never changed: what
    was wrong is taken back by a correcting entry, whose ``corrects`` names it. Sealed in an envelope of its own with
    the least identity that bookkeeping law asks for, without a foreign key to the case: it outlives the case.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    posted_on = models.DateField(_("posted on"))
    debit_account = models.CharField(_("account debited"), max_length=16, choices=Account.choices)
    credit_account = models.CharField(_("account credited"), max_length=16, choices=Account.choices)
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    corrects = models.UUIDField(_("corrects"), null=True, blank=True)
    counterparty_name = fields.SealedText(Declared(Category.ACCOUNTING, _("Counterparty"), Source.BANK))
    voucher = fields.SealedText(Declared(Category.ACCOUNTING, _("Voucher number"), Source.AGENCY), search="reference")
    case_number = fields.SealedText(
        Declared(Category.ACCOUNTING, _("Case number"), Source.AGENCY), search="reference", null=True
    )

    class PersonalData:
        append_only = True
        clear = {
            "posted_on": Declared(Category.ACCOUNTING, _("Posted on"), Source.AGENCY),
            "debit_account": Declared(Category.ACCOUNTING, _("Account debited"), Source.AGENCY),
            "credit_account": Declared(Category.ACCOUNTING, _("Account credited"), Source.AGENCY),
            "amount_minor": Declared(Category.ACCOUNTING, _("Amount"), Source.AGENCY),
            "currency": Declared(Category.ACCOUNTING, _("Currency"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "corrects": "a reference to the entry taken back; no foreign key, because that entry is erased first",
        }

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
            models.CheckConstraint(
                condition=models.Q(debit_account__in=Account.values, credit_account__in=Account.values)
                & ~models.Q(debit_account=models.F("credit_account")),
                name="%(app_label)s_%(class)s_moves_between_two_accounts",
                violation_error_message=_("An entry moves an amount from one known account to another."),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                name="%(app_label)s_%(class)s_corrected_once",
                violation_error_message=_("This entry has already been taken back."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
