"""Debtors: the data subjects of collection work."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, DataSubject, Envelope, PersonalModel


class DebtorKind(models.TextChoices):
    """What a debtor is in law; a sole trader is a natural person."""

    PERSON = "person", _("person")
    SOLE_TRADER = "sole_trader", _("sole trader")
    COMPANY = "company", _("company")


class Debtor(PersonalModel):
    """Somebody who owes money, as one controller knows them: the profile that their cases share."""

    envelope = models.ForeignKey(
        Envelope, on_delete=models.PROTECT, related_name="+", editable=False, db_constraint=False
    )
    # The envelope's own foreign key vouches for the controller; a second check of it would be paid by every row.
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    subject = models.OneToOneField(DataSubject, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    reference = models.CharField(_("reference"), max_length=24)
    kind = models.CharField(_("kind"), max_length=16, choices=DebtorKind.choices)
    is_identified = models.BooleanField(_("is identified"), default=True)
    identity_scheme = models.CharField(_("identity scheme"), max_length=64, blank=True)
    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.CREDITOR), search="name")
    identity_number = fields.SealedText(
        Declared(Category.IDENTITY, _("Identity number"), Source.CREDITOR), search="identity_number", null=True
    )
    birth_date = fields.SealedDate(Declared(Category.IDENTITY, _("Date of birth"), Source.CREDITOR), null=True)
    address = fields.SealedJSON(Declared(Category.CONTACT, _("Address"), Source.CREDITOR), null=True)
    phone = fields.SealedText(Declared(Category.CONTACT, _("Phone"), Source.CREDITOR), search="phone", null=True)
    email = fields.SealedText(Declared(Category.CONTACT, _("E-mail"), Source.CREDITOR), search="email", null=True)
    contact_name = fields.SealedText(
        Declared(Category.CONTACT, _("Contact person"), Source.CREDITOR, about_another=True), search="name", null=True
    )
    created_at = models.DateTimeField(_("created at"))

    class PersonalData:
        checked_in_sets = ("envelope", "subject")
        about = "subject"
        resides = ("name", "address")
        born = ("name", "birth_date", "address")
        free = {
            "controller": "a reference",
            "subject": "a reference",
            "reference": "a serial number",
            "kind": "tells natural from legal persons only",
            "is_identified": "says whether a number is known, not which",
            "identity_scheme": "names the register that issued the number, not the number",
            "created_at": "when the row was made",
        }

    class Meta:
        verbose_name = _("debtor")
        verbose_name_plural = _("debtors")
        constraints = [
            # Not `unique=True` on the field, which would add an index for LIKE that nobody asks.
            models.UniqueConstraint(fields=["reference"], name="%(app_label)s_%(class)s_reference"),
            models.CheckConstraint(
                condition=models.Q(kind__in=DebtorKind.values),
                name="%(app_label)s_%(class)s_kind_is_known",
                violation_error_message=_("A debtor is a person, a sole trader or a company."),
            ),
            models.CheckConstraint(
                condition=models.Q(is_identified=False, identity_number__isnull=True)
                | models.Q(is_identified=True, identity_number__isnull=False),
                name="%(app_label)s_%(class)s_identified_by_number",
                violation_error_message=_("A debtor is identified exactly when an identity number is known."),
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=DebtorKind.COMPANY) | models.Q(birth_date__isnull=True),
                name="%(app_label)s_%(class)s_only_people_are_born",
                violation_error_message=_("A company has no date of birth."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
