"""Payments: what the bank says came in and went out."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.file_report import FileReport
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, DataSubject, PersonalModel


class PaymentFile(FileReport):
    """The report on one file from a bank: how many bookings, what became of them, what was wrong where."""

    format = models.CharField(_("format"), max_length=16)
    read_count = models.PositiveIntegerField(_("bookings read"), default=0)
    allocated_count = models.PositiveIntegerField(_("payments allocated"), default=0)
    unallocated_count = models.PositiveIntegerField(_("payments wholly or partly unallocated"), default=0)
    outgoing_count = models.PositiveIntegerField(_("outgoing payments"), default=0)
    doubtful_count = models.PositiveIntegerField(_("perhaps booked already"), default=0)
    unchanged_count = models.PositiveIntegerField(_("already booked"), default=0)
    rejected_count = models.PositiveIntegerField(_("not booked"), default=0)

    class PersonalData:
        none = "counts, and for each problem its place, field and code; neither file name nor content"

    class Meta(FileReport.Meta):
        verbose_name = _("bank file")
        verbose_name_plural = _("bank files")


class PaymentDirection(models.TextChoices):
    """Whether money came or went."""

    IN = "in", _("incoming")
    OUT = "out", _("outgoing")


class PaymentReason(models.TextChoices):
    """Why a payment stands as it does; the judgement is in ``policies/payments.py``."""

    ALLOCATED = "allocated", _("allocated by its reference")
    BY_HAND = "by_hand", _("allocated by hand")
    NO_REFERENCE = "no_reference", _("names no reference")
    WRONG_REFERENCE = "wrong_reference", _("no check digit of its references holds")
    UNKNOWN_REFERENCE = "unknown_reference", _("its reference belongs to no case here")
    SEVERAL_CASES = "several_cases", _("names more than one case")
    CASE_CLOSED = "case_closed", _("its case is closed")
    OTHER_CURRENCY = "other_currency", _("nothing is owed in its currency")
    NOTHING_OWED = "nothing_owed", _("nothing is owed any more")
    OVERPAID = "overpaid", _("more was paid than was owed")
    TAKEN_BACK = "taken_back", _("its allocation was taken back")
    REFUND = "refund", _("to be paid back")
    OUTGOING = "outgoing", _("paid out")
    REVERSAL = "reversal", _("taken back by the bank")
    REVERSED = "reversed", _("went back to the payer through the bank")
    SETTLED = "settled", _("taken back by the bank, settled")
    IN_DOUBT = "in_doubt", _("perhaps booked already")
    ANOTHER = "another", _("not the one that is alike")
    SAME = "same", _("the same as another payment")


class Payment(PersonalModel):
    """One payment of a bank booking, with what the bank says of the other side. It is the voucher of its entries.

    A bank booking is recognised by ``entry_digest`` in whichever file it comes, also when the payment has been erased;
    where the bank gives it no name of its own, by what is alike (``policies/sightings.py``); in a file of the other
    kind, and without a name after it has been erased, by ``amount_digest`` (ADR 43).
    ``unallocated_minor`` is what waits for somebody to say where it belongs. The details go when the bank can no longer
    call the payment back; allocation and ledger entry have clocks of their own.
    """

    # The envelope's own foreign key vouches for the controller.
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    payer = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+", db_index=False)
    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="payments", db_index=False)
    reference = models.CharField(_("reference"), max_length=24)
    entry_digest = models.BinaryField(_("keyed digest of the bank booking"), max_length=32)
    alike_digest = models.BinaryField(_("keyed digest of what makes bookings alike"), max_length=32, null=True)
    told_digest = models.BinaryField(_("keyed digest of what the bank tells"), max_length=32, null=True)
    seen_digest = models.BinaryField(_("keyed digest of its name in another file"), max_length=32, null=True)
    amount_digest = models.BinaryField(_("keyed digest of value date and amount"), max_length=32, null=True)
    deposit_digest = models.BinaryField(_("keyed digest of the amount of its deposit"), max_length=32, null=True)
    names_digests = models.BinaryField(_("keyed digests of its references"), max_length=33, null=True)
    reported_in = models.CharField(_("reported in"), max_length=8, blank=True)
    is_named = models.BooleanField(_("named by the bank"), default=True)
    other_reference = models.CharField(_("the other payment"), max_length=24, blank=True)
    part = models.PositiveIntegerField(_("which payment of the booking"), default=0)
    direction = models.CharField(_("direction"), max_length=3, choices=PaymentDirection.choices)
    amount_minor = models.BigIntegerField(_("amount in minor units"))
    unallocated_minor = models.BigIntegerField(_("not yet allocated, in minor units"))
    currency = models.CharField(_("currency"), max_length=3)
    booked_on = models.DateField(_("booked on"))
    value_on = models.DateField(_("value date"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=20, choices=PaymentReason.choices)
    case_reference = models.CharField(_("case named"), max_length=24, blank=True)
    received_at = models.DateTimeField(_("received at"))
    # Not searched for: the tokens of payers would crowd out those of debtors.
    party_name = fields.SealedText(Declared(Category.PAYMENT_HISTORY, _("Name at the bank"), Source.BANK), null=True)
    party_account = fields.SealedText(Declared(Category.PAYMENT_HISTORY, _("Bank account"), Source.BANK), null=True)
    message = fields.SealedText(
        Declared(Category.PAYMENT_HISTORY, _("Message with the payment"), Source.BANK), null=True
    )
    references = fields.SealedJSON(
        Declared(Category.PAYMENT_HISTORY, _("References of the payment"), Source.BANK), null=True
    )
    bank_reference = fields.SealedText(
        Declared(Category.PAYMENT_HISTORY, _("The bank's reference"), Source.BANK), null=True
    )

    class PersonalData:
        about = "payer"
        kept_digests = ("entry_digest", "seen_digest", "amount_digest")
        clear = {
            "direction": Declared(Category.PAYMENT_HISTORY, _("Direction"), Source.BANK),
            "amount_minor": Declared(Category.PAYMENT_HISTORY, _("Amount"), Source.BANK),
            "unallocated_minor": Declared(Category.PAYMENT_HISTORY, _("Not yet allocated"), Source.AGENCY),
            "currency": Declared(Category.PAYMENT_HISTORY, _("Currency"), Source.BANK),
            "booked_on": Declared(Category.PAYMENT_HISTORY, _("Booked on"), Source.BANK),
            "value_on": Declared(Category.PAYMENT_HISTORY, _("Value date"), Source.BANK),
            "reason": Declared(Category.PAYMENT_HISTORY, _("What became of it"), Source.AGENCY),
            "case_reference": Declared(Category.PAYMENT_HISTORY, _("Case"), Source.AGENCY),
            "received_at": Declared(Category.PAYMENT_HISTORY, _("Received at"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "payer": "a reference",
            "file": "a reference",
            "reference": "a serial number",
            "entry_digest": "a keyed digest; says nothing without the controller's key",
            "alike_digest": "a keyed digest; says nothing without the controller's key",
            "told_digest": "a keyed digest; says nothing without the controller's key",
            "seen_digest": "a keyed digest; says nothing without the controller's key",
            "amount_digest": "a keyed digest; says nothing without the controller's key",
            "deposit_digest": "a keyed digest; says nothing without the controller's key",
            "names_digests": "keyed digests; say nothing without the controller's key",
            "reported_in": "the kind of file",
            "is_named": "whether the bank gave a reference of its own",
            "other_reference": "the serial number of the payment that it is alike, or that took it back",
            "part": "a serial number within a booking",
        }

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="%(app_label)s_%(class)s_reference"),
            models.UniqueConstraint(
                fields=["entry_digest", "part"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This payment is already booked."),
            ),
            models.CheckConstraint(
                condition=models.Q(unallocated_minor__gte=0, unallocated_minor__lte=models.F("amount_minor"))
                & models.Q(amount_minor__gt=0),
                name="%(app_label)s_%(class)s_no_more_than_was_paid",
                violation_error_message=_("No more can be allocated than was paid."),
            ),
            models.CheckConstraint(
                condition=models.Q(direction=PaymentDirection.IN) | models.Q(unallocated_minor=0),
                name="%(app_label)s_%(class)s_outgoing_is_not_allocated",
                violation_error_message=_("An outgoing payment is not allocated to claims."),
            ),
        ]
        indexes = [
            # What waits to be allocated, oldest first.
            models.Index(
                fields=["booked_on", "id"], condition=models.Q(unallocated_minor__gt=0), name="payment_unallocated"
            ),
            # What waits for somebody to say what it is.
            models.Index(
                fields=["reference"],
                condition=models.Q(reason__in=[PaymentReason.IN_DOUBT, PaymentReason.REVERSAL]),
                name="payment_awaited",
            ),
            models.Index(fields=["alike_digest"], name="payment_alike"),
            # What the other kind of bank file reports of the same money: one index for each question.
            models.Index(
                fields=["amount_digest"], condition=models.Q(reported_in="bgmax"), name="payment_amount_in_bgmax"
            ),
            models.Index(
                fields=["amount_digest"], condition=~models.Q(reported_in="bgmax"), name="payment_amount_elsewhere"
            ),
            models.Index(
                fields=["deposit_digest"], condition=models.Q(deposit_digest__isnull=False), name="payment_deposit"
            ),
            models.Index(
                fields=["seen_digest"], condition=models.Q(seen_digest__isnull=False), name="payment_seen_again"
            ),
        ]

    def __str__(self) -> str:
        return self.reference
