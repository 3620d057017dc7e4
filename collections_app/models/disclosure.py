"""The register of disclosures: what was passed on, to whom, why, by whom (GDPR art. 5(2), 15(1)(c), 19, 30(1)(d))."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.disclosure_purpose import DisclosurePurpose
from collections_app.models.recipient import Recipient
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class DisclosureGround(models.TextChoices):
    """The legal basis of a disclosure (GDPR art. 6(1)). Consent is missing: no register of consents is kept yet."""

    CONTRACT = "6(1)(b)", _("contract with the person, art. 6(1)(b)")
    LEGAL_DUTY = "6(1)(c)", _("legal duty, art. 6(1)(c)")
    PUBLIC_TASK = "6(1)(e)", _("task in the public interest, art. 6(1)(e)")
    LEGITIMATE_INTEREST = "6(1)(f)", _("legitimate interest, art. 6(1)(f)")


class DisclosureChannel(models.TextChoices):
    """How the data left."""

    LETTER = "letter", _("letter")
    FILE = "file", _("file transfer")
    EMAIL = "email", _("encrypted e-mail")
    SYSTEM = "system", _("between systems")
    PHONE = "phone", _("telephone")
    COUNTER = "counter", _("handed over")


class SecrecyCheck(models.TextChoices):
    """What came of looking whether a duty of secrecy stands against a disclosure (ALMI-60)."""

    CLEARED = "cleared", _("no duty of secrecy stands against it")
    NOT_CLEARED = "not_cleared", _("a duty of secrecy stands against it, or may")


class OpenLines(models.Manager["Disclosure"]):
    """The lines that may be told of. Every selector, page, copy and notice starts here."""

    def get_queryset(self) -> models.QuerySet["Disclosure"]:
        """Secret ones are not there: a reader who forgets the question gets the safe answer."""
        return super().get_queryset().filter(is_secret=False)


class Disclosure(PersonalModel):
    """One line of the register: appended, never changed, in an envelope of its own that outlives what it tells of.

    The records are named by their envelopes, without foreign keys, and no value of them is repeated here: what left is
    kept in ``DisclosedCopy`` and dies with the record. A line that a law forbids to tell of (``is_secret``) lies in the
    envelope of its report (``LegalReport``) and is found through that alone.
    """

    # The envelope's own foreign key vouches for the controller.
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="disclosures")
    records = ArrayField(models.UUIDField(), verbose_name=_("records"))
    case_reference = models.CharField(_("case"), max_length=24)
    categories = ArrayField(models.CharField(max_length=20), verbose_name=_("categories of data"))
    data_fields = ArrayField(models.CharField(max_length=60), verbose_name=_("fields"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=DisclosurePurpose.choices)
    ground = models.CharField(_("ground"), max_length=8, choices=DisclosureGround.choices)
    channel = models.CharField(_("channel"), max_length=8, choices=DisclosureChannel.choices)
    secrecy_check = models.CharField(
        _("check of secrecy"), max_length=12, choices=SecrecyCheck.choices, blank=True, default=""
    )
    noticed_on = models.DateField(_("person told on"), null=True, blank=True)
    provision = fields.SealedText(Declared(Category.CASE, _("Legal provision or reason"), Source.AGENCY), null=True)
    asked_as = fields.SealedText(Declared(Category.CASE, _("The recipient's reference"), Source.OTHER), null=True)
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))
    is_secret = models.BooleanField(_("secret"), default=False)

    objects = OpenLines()
    with_secret = models.Manager["Disclosure"]()

    class PersonalData:
        append_only = True
        clear = {
            "case_reference": Declared(Category.CASE, _("Case"), Source.AGENCY),
            "categories": Declared(Category.CASE, _("Categories of data passed on"), Source.AGENCY),
            "data_fields": Declared(Category.CASE, _("Data passed on"), Source.AGENCY),
            "purpose": Declared(Category.CASE, _("Purpose"), Source.AGENCY),
            "ground": Declared(Category.CASE, _("Legal ground"), Source.AGENCY),
            "channel": Declared(Category.CASE, _("Sent by"), Source.AGENCY),
            "secrecy_check": Declared(Category.CASE, _("Check of secrecy"), Source.AGENCY),
            "noticed_on": Declared(Category.CASE, _("You were told beforehand on"), Source.AGENCY),
            "at": Declared(Category.CASE, _("Passed on at"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "recipient": "a reference; the recipient is named beside the line",
            "records": "references",
            "by": "a reference to a member of staff",
            "is_secret": "whether the line may be told of; secret lines stand in no copy",
        }

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose__in=DisclosurePurpose.values), name="collections_disclosure_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ground__in=DisclosureGround.values), name="collections_disclosure_ground_is_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=DisclosureChannel.values), name="collections_disclosure_channel_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(data_fields=[]) & ~Q(records=[]) & ~Q(categories=[]),
                name="collections_disclosure_names_data",
                violation_error_message=_("A disclosure names the data that left."),
            ),
            models.CheckConstraint(
                condition=~Q(secrecy_check=SecrecyCheck.NOT_CLEARED),
                name="collections_disclosure_secrecy_is_cleared",
                violation_error_message=_("Nothing leaves against a duty of secrecy."),
            ),
        ]
        indexes = [
            # The register, newest first, of one recipient or of all.
            models.Index(fields=["recipient", "-at", "-id"], name="disclosure_of_recipient"),
            models.Index(fields=["-at", "-id"], name="disclosure_register"),
            models.Index(fields=["case_reference", "-at"], name="disclosure_of_case"),
            # Who received this record: the notices of art. 19.
            GinIndex(fields=["records"], name="disclosure_records"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DisclosedCopy(PersonalModel):
    """What left, word for word, in the envelope of the case itself: it is restricted, held and erased with the case.

    ``content`` is a list of entries with ``field``, ``of`` (the debtor or claim by number, or the case) and ``value``.
    """

    disclosure = models.UUIDField(_("disclosure"), unique=True)
    content = fields.SealedJSON(Declared(Category.CASE, _("Copy of what was passed on"), Source.AGENCY))

    class PersonalData:
        append_only = True
        free = {"disclosure": "a reference"}

    class Meta:
        verbose_name = _("copy of what was passed on")
        verbose_name_plural = _("copies of what was passed on")

    def __str__(self) -> str:
        return str(self.pk)
