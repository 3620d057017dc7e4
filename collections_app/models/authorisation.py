"""Authorisations: who may speak for a debtor, on which document, how far and until when (AMILI-29, INTRUM-85)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.recipient import Recipient
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class AuthorityKind(models.TextChoices):
    """By what somebody may speak for a debtor; what each is called differs between countries (``authorisations``)."""

    POWER_OF_ATTORNEY = "power_of_attorney", _("power of attorney from the debtor")
    PARENT = "parent", _("guardian of a minor")
    APPOINTED = "appointed", _("guardian appointed by an authority")
    ADMINISTRATOR = "administrator", _("administrator or trustee appointed by an authority")


class AuthorityScope(models.TextChoices):
    """Of which data an authorisation speaks. The debtor's name goes with each."""

    CLAIMS = "claims", _("cases, claims and what is owed")
    IDENTITY = "identity", _("identity number")
    CONTACT = "contact", _("address, telephone and e-mail")


class Authorisation(PersonalModel):
    """One person's authority to get one debtor's data, in an envelope of both.

    It gives nothing before a second person has looked at its document. ``is_protected``: the law keeps from everybody
    where the debtor lives, so no contact goes to the representative whatever the scope says. The debtor is named by
    number: the profile may be erased before.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    recipient = models.OneToOneField(Recipient, on_delete=models.PROTECT, related_name="authorisation")
    debtor_reference = models.CharField(_("debtor"), max_length=24)
    case_reference = models.CharField(_("case"), max_length=24)
    kind = models.CharField(_("kind"), max_length=20, choices=AuthorityKind.choices)
    scope = ArrayField(models.CharField(max_length=12, choices=AuthorityScope.choices), verbose_name=_("scope"))
    is_protected = models.BooleanField(_("protected identity"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    document = fields.SealedText(Declared(Category.CASE, _("Document of the authority"), Source.AGENCY))
    evidence = models.UUIDField(_("document as a file"))
    entered_by = models.UUIDField(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    verified_by = models.UUIDField(_("verified by"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    revoked_by = models.UUIDField(_("revoked by"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_because = models.CharField(_("why it was revoked"), max_length=12, blank=True, default="")

    class PersonalData:
        clear = {
            "case_reference": Declared(Category.CASE, _("Case"), Source.AGENCY),
            "kind": Declared(Category.CASE, _("Kind of authority"), Source.AGENCY),
            "scope": Declared(Category.CASE, _("How far the authority goes"), Source.AGENCY),
            "is_protected": Declared(Category.CASE, _("Contact data are kept from the representative"), Source.AGENCY),
            "valid_from": Declared(Category.CASE, _("Valid from"), Source.AGENCY),
            "valid_until": Declared(Category.CASE, _("Valid until"), Source.AGENCY),
            "entered_at": Declared(Category.CASE, _("Entered at"), Source.AGENCY),
            "verified_at": Declared(Category.CASE, _("Verified by us at"), Source.AGENCY),
            "revoked_at": Declared(Category.CASE, _("Revoked at"), Source.AGENCY),
            "revoked_because": Declared(Category.CASE, _("Why it was revoked"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "recipient": "a reference; who it is lies sealed with the recipient",
            "debtor_reference": "a serial number",
            "evidence": "a reference to the sealed file of this envelope",
            "entered_by": "a reference to a member of staff",
            "verified_by": "a reference to a member of staff",
            "revoked_by": "a reference to a member of staff, or to the debtor",
        }

    class Meta:
        verbose_name = _("authorisation to speak for you")
        verbose_name_plural = _("authorisations to speak for somebody")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AuthorityKind.values), name="collections_authorisation_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(scope=[]) & Q(scope__contained_by=AuthorityScope.values),
                name="collections_authorisation_has_scope",
                violation_error_message=_("Say how far the authority goes."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")),
                name="collections_authorisation_ends_after_it_began",
                violation_error_message=_("It cannot end before it begins."),
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True, verified_at__isnull=True)
                | (Q(verified_by__isnull=False, verified_at__isnull=False) & ~Q(verified_by=F("entered_by"))),
                name="collections_authorisation_verified_by_another",
                violation_error_message=_("Somebody else looks at the document than who entered it."),
            ),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True, revoked_at__isnull=True, revoked_because="")
                | (Q(revoked_by__isnull=False, revoked_at__isnull=False) & ~Q(revoked_because="")),
                name="collections_authorisation_revoked_by_somebody",
            ),
        ]
        indexes = [
            # Who speaks for this debtor: the debtor's page, the handler's.
            models.Index(fields=["debtor_reference"], name="authorisation_of_debtor"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
