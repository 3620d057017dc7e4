"""Recipients: to whom personal data are passed on, and what allows it (GDPR art. 4(9), 15(1)(c), 28, 46)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.creditor import Creditor
from collections_app.models.recipient_kind import PROCESSORS, RecipientKind
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class Recipient(models.Model):
    """Somebody to whom one controller may pass data on. A recipient is ended, never deleted: the register names it.

    ``name`` and ``contact`` are those of an organisation; of a natural person they lie sealed in ``RecipientPerson``.
    A creditor gets data of its own cases only, so it names the client that it is. ``notice_key`` is the recipient of
    the controller's published notice under which this one falls.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    creditor = models.OneToOneField(
        Creditor, on_delete=models.PROTECT, null=True, blank=True, related_name="recipient", verbose_name=_("client")
    )
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=RecipientKind.choices)
    is_person = models.BooleanField(_("is a natural person"), default=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    contact = models.TextField(_("postal address"), max_length=500, blank=True)
    country = models.CharField(_("country"), max_length=2)
    language = models.CharField(_("language"), max_length=2, default="en")
    notice_key = models.CharField(_("recipient in the notice"), max_length=40, blank=True)
    registered_at = models.DateTimeField(_("registered at"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class PersonalData:
        none = "an organisation's name and address; a natural person's lie sealed in an envelope of their own"

    class Meta:
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = [
            models.CheckConstraint(
                condition=Q(reference__regex=r"^RCP-[0-9]{5,}$"), name="collections_recipient_reference"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=RecipientKind.values),
                name="collections_recipient_kind_is_known",
                violation_error_message=_("Choose what the recipient is."),
            ),
            models.CheckConstraint(
                condition=Q(kind=RecipientKind.CREDITOR) | Q(creditor__isnull=True),
                name="collections_recipient_client_is_creditor",
                violation_error_message=_("Only a creditor is one of our clients."),
            ),
            models.CheckConstraint(
                condition=Q(is_person=True, name="", contact="") | (Q(is_person=False) & ~Q(name="")),
                name="collections_recipient_person_is_sealed",
                violation_error_message=_("An organisation has a name; a natural person's name is sealed."),
            ),
            models.CheckConstraint(
                condition=Q(country__regex="^[A-Z]{2}$"),
                name="collections_recipient_country_is_a_code",
                violation_error_message=_("A country is written as two capital letters."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}".strip()

    @property
    def is_processor(self) -> bool:
        """Whether it acts on the controller's instructions under an agreement (GDPR art. 28)."""
        return self.kind in PROCESSORS

    @property
    def called(self) -> str:
        """How a list names it without opening anything: an organisation by its name, a person by the number."""
        return self.name or self.reference


class RecipientPerson(PersonalModel):
    """Name and address of a recipient who is a natural person, a sole trader for instance."""

    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="person")
    name = fields.SealedText(Declared(Category.IDENTITY, _("Name"), Source.DATA_SUBJECT))
    contact = fields.SealedText(Declared(Category.CONTACT, _("Postal address"), Source.DATA_SUBJECT), null=True)

    class PersonalData:
        free = {"recipient": "a reference"}

    class Meta:
        verbose_name = _("recipient who is a person")
        verbose_name_plural = _("recipients who are persons")

    def __str__(self) -> str:
        return str(self.pk)


class SafeguardKind(models.TextChoices):
    """What must be in place before data go: an agreement (art. 28(3)), or what protects them abroad (art. 45-49)."""

    PROCESSOR_AGREEMENT = "processor_agreement", _("processor agreement")
    BUREAU_LICENCE = "bureau_licence", _("licence as a credit information agency")
    ADEQUACY = "adequacy", _("adequacy decision")
    STANDARD_CLAUSES = "standard_clauses", _("standard contractual clauses")
    BINDING_RULES = "binding_rules", _("binding corporate rules")


class Clause(models.TextChoices):
    """What a processor agreement has to stipulate (GDPR art. 28(3)(a)-(h)); somebody has looked for each (ALMI-66)."""

    INSTRUCTIONS = "a", _("only on documented instructions, transfers abroad too")
    CONFIDENTIALITY = "b", _("whoever handles the data is bound to secrecy")
    SECURITY = "c", _("the security of art. 32")
    SUB_PROCESSORS = "d", _("further processors only as art. 28(2) and (4) allow")
    RIGHTS = "e", _("help with the rights of data subjects")
    ASSISTANCE = "f", _("help with security, breaches and assessments, art. 32 to 36")
    END = "g", _("erasing or giving back when the service ends")
    AUDITS = "h", _("information and audits that show that it is kept")


class RecipientSafeguard(models.Model):
    """One agreement or transfer mechanism of a recipient, in force from one day to another (inclusive).

    Clauses and corporate rules need an assessment of the country before the first transfer (CJEU C-311/18).
    """

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="safeguards")
    kind = models.CharField(_("kind"), max_length=24, choices=SafeguardKind.choices)
    document = models.CharField(_("document"), max_length=120)
    clauses = ArrayField(
        models.CharField(max_length=1), verbose_name=_("clauses of art. 28(3)"), default=list, blank=True
    )
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    entered_by = models.UUIDField(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))

    class PersonalData:
        none = "an agreement between organisations, named by its document"

    class Meta:
        verbose_name = _("safeguard of a recipient")
        verbose_name_plural = _("safeguards of recipients")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=SafeguardKind.values), name="collections_safeguard_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="collections_safeguard_ends_after_begin",
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["standard_clauses", "binding_rules"]) | Q(assessed_on__isnull=False),
                name="collections_safeguard_is_assessed",
                violation_error_message=_("Enter the day on which the transfer was assessed."),
            ),
            models.CheckConstraint(
                condition=~Q(document=""),
                name="collections_safeguard_has_document",
                violation_error_message=_("Name the document."),
            ),
        ]

    def __str__(self) -> str:
        return self.kind
