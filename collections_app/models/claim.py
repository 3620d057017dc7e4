"""Claims: single receivables, and the credit notes that reduce them."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.case import Case
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Envelope, PersonalModel


class ClaimKind(models.TextChoices):
    """What the creditor's document was."""

    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")


class Claim(PersonalModel):
    """One receivable (or a credit note against one), as the creditor's document states it."""

    envelope = models.ForeignKey(
        Envelope, on_delete=models.PROTECT, related_name="+", editable=False, db_constraint=False
    )
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims", db_constraint=False)
    kind = models.CharField(_("kind"), max_length=16, choices=ClaimKind.choices, default=ClaimKind.INVOICE)
    credits = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="credited_by", db_index=False
    )
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    number = fields.SealedText(Declared(Category.CLAIM, _("Invoice number"), Source.CREDITOR), search="reference")
    ground = fields.SealedText(Declared(Category.CLAIM, _("Ground of the claim"), Source.CREDITOR), null=True)
    seller_name = fields.SealedText(Declared(Category.CLAIM, _("Seller"), Source.CREDITOR), null=True)
    document_digest = models.BinaryField(_("digest of the document's key"), max_length=32)
    content_digest = models.BinaryField(_("digest of the document's content"), max_length=32)
    received_at = models.DateTimeField(_("received at"))

    class PersonalData:
        checked_in_sets = ("envelope", "case")
        kept_digests = ("document_digest",)
        clear = {
            "kind": Declared(Category.CLAIM, _("Kind of document"), Source.CREDITOR),
            "amount_minor": Declared(Category.CLAIM, _("Amount"), Source.CREDITOR),
            "currency": Declared(Category.CLAIM, _("Currency"), Source.CREDITOR),
            "issued_on": Declared(Category.CLAIM, _("Issued on"), Source.CREDITOR),
            "due_on": Declared(Category.CLAIM, _("Due on"), Source.CREDITOR),
            "received_at": Declared(Category.CLAIM, _("Received at"), Source.AGENCY),
        }
        free = {
            "case": "a reference",
            "credits": "a reference",
            "document_digest": "a keyed digest; says nothing without the controller's key",
            "content_digest": "a keyed digest; says nothing without the controller's key",
        }

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0),
                name="%(app_label)s_%(class)s_amount_is_positive",
                violation_error_message=_("The amount of a claim is greater than zero."),
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex="^[A-Z]{3}$"),
                name="%(app_label)s_%(class)s_currency_is_a_code",
                violation_error_message=_("A currency is written as three capital letters."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind=ClaimKind.INVOICE, credits__isnull=True)
                | models.Q(kind=ClaimKind.CREDIT_NOTE, credits__isnull=False),
                name="%(app_label)s_%(class)s_credit_note_names_invoice",
                violation_error_message=_("A credit note names the invoice that it reduces; an invoice names none."),
            ),
            models.UniqueConstraint(
                fields=["document_digest"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This document is already in the books."),
            ),
        ]

        indexes = [
            # The credit notes of an invoice; also what the foreign key looks for when an invoice is erased.
            models.Index(fields=["credits"], name="claim_credits", condition=models.Q(credits__isnull=False)),
            # The claims of one import. They come in the order of time, so an index by ranges of pages costs nothing.
            BrinIndex(fields=["received_at"], name="claim_received"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
