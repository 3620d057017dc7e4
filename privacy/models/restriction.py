"""Restrictions that requests bring about, uses that the law allows meanwhile, and a person's own statements."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import DataSubject, PersonalModel
from privacy.models.request import DataSubjectRequest, of_request


class RestrictionGround(models.TextChoices):
    """The four cases of GDPR art. 18(1); ``ASKED`` until it is decided whether one of them holds, ``CLAIMS_ONLY`` for
    good where an objection gave way to a legal claim and to nothing else (art. 21(1))."""

    ACCURACY = "accuracy", _("You contest that the data are right; we check them")
    UNLAWFUL = "unlawful", _("The processing is unlawful, and you prefer restriction to erasure")
    CLAIMS = "claims", _("We need the data no longer, but you need them for a legal claim")
    OBJECTION = "objection", _("You have objected; we check whose reasons weigh more")
    CLAIMS_ONLY = "claims_only", _("You have objected; we use the data for a legal claim only, one step at a time")
    ASKED = "asked", _("You asked for restriction; we check whether the law gives it")


class Restriction(PersonalModel):
    """One restriction (GDPR art. 18): from receipt of the request until the person has been told that it ends.

    ``block_id`` names the block that the opener and the gate read; ``record`` the envelope that it lies on, None when
    it lies on everything of the person. ``lift_on`` is the day that the person was told of (art. 18(3)).
    """

    request = models.OneToOneField(DataSubjectRequest, on_delete=models.PROTECT, related_name="restriction")
    ground = models.CharField(_("ground"), max_length=12, choices=RestrictionGround.choices)
    block_id = models.UUIDField(_("block"), unique=True)
    record = models.UUIDField(_("record"), null=True, blank=True)
    since = models.DateTimeField(_("restricted since"))
    lift_on = models.DateField(_("will be lifted on"), null=True, blank=True)
    lift_because = fields.SealedText(
        Declared(Category.REQUEST, _("Why the restriction ends"), Source.AGENCY), null=True
    )
    lifted_at = models.DateTimeField(_("lifted at"), null=True, blank=True)

    class PersonalData:
        clear = {
            "ground": of_request(_("Why your data are restricted")),
            "since": of_request(_("Restricted since")),
            "lift_on": of_request(_("Restriction will be lifted on")),
            "lifted_at": of_request(_("Restriction lifted at")),
        }
        free = {"request": "a reference", "block_id": "a reference to the block", "record": "a reference"}

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")
        constraints = (
            models.CheckConstraint(
                condition=Q(ground__in=RestrictionGround.values), name="privacy_restriction_ground_is_known"
            ),
            models.CheckConstraint(
                condition=Q(lift_on__isnull=True) | Q(lift_because__isnull=False),
                name="privacy_restriction_lifted_for_a_reason",
                violation_error_message=_("A restriction is lifted for a reason that the person is told."),
            ),
        )

    def __str__(self) -> str:
        return self.ground


class LegalStep(models.TextChoices):
    """The steps of a legal claim for which restricted data may be used, each by itself; collection is none of them."""

    PAYMENT_ORDER = "payment_order", _("application for a payment order")
    COURT = "court", _("statement or appearance before a court")
    ENFORCEMENT = "enforcement", _("application for enforcement of a judgment or order")
    LIMITATION = "limitation", _("interruption of limitation before it sets in")
    INSOLVENCY = "insolvency", _("lodging of a claim in an insolvency")
    DEFENCE = "defence", _("defence against a claim of the person")


class OtherUse(models.TextChoices):
    """The uses of restricted data that GDPR art. 18(2) allows beside storage and legal claims."""

    CONSENT = "consent", _("what the person has consented to")
    OTHERS_RIGHTS = "others_rights", _("protection of another person's rights")
    PUBLIC_INTEREST = "public_interest", _("an important public interest")


class PermittedUse(PersonalModel):
    """A use of restricted data for one named legal step, or for another case of art. 18(2): asked for, approved by a
    second person, ended by the clock."""

    restriction = models.ForeignKey(Restriction, on_delete=models.PROTECT, related_name="uses")
    case_reference = models.CharField(_("case"), max_length=24)
    step = models.CharField(_("permitted use"), max_length=16, choices=[*LegalStep.choices, *OtherUse.choices])
    reason = fields.SealedText(Declared(Category.REQUEST, _("Why restricted data had to be used"), Source.AGENCY))
    days = models.PositiveSmallIntegerField(_("days"))
    asked_by = models.UUIDField(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    approved_by = models.UUIDField(_("approved by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    until_at = models.DateTimeField(_("ends at"), null=True, blank=True)

    class PersonalData:
        clear = {
            "case_reference": of_request(_("Case")),
            "step": of_request(_("Legal step")),
            "asked_at": of_request(_("Asked at")),
            "approved_at": of_request(_("Approved at")),
            "until_at": of_request(_("Ends at")),
        }
        free = {
            "restriction": "a reference",
            "days": "how long the use was asked for",
            "asked_by": "a reference to a member of staff",
            "approved_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("permitted use")
        verbose_name_plural = _("permitted uses")
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("asked_by")),
                name="privacy_permitteduse_second_person",
                violation_error_message=_("A use of restricted data is approved by a second person."),
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=30),
                name="privacy_permitteduse_days",
                violation_error_message=_("A use of restricted data is for 1 to 30 days."),
            ),
        )

    def __str__(self) -> str:
        return self.step

    @property
    def is_legal_step(self) -> bool:
        """Whether it serves a legal claim, and not another case of art. 18(2)."""
        return self.step in LegalStep.values


class SupplementaryStatement(PersonalModel):
    """What a person adds to a record that they find incomplete or wrong (GDPR art. 16, second sentence).

    It lies with the record that it is about, and goes with it.
    """

    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="+")
    request_reference = models.CharField(_("request"), max_length=24)
    text = fields.SealedText(
        Declared(Category.EXPLANATION, _("Your own statement"), Source.DATA_SUBJECT, provided=True)
    )
    by = models.UUIDField(_("entered by"))
    at = models.DateTimeField(_("added at"))

    class PersonalData:
        about = "subject"
        append_only = True
        clear = {
            "at": Declared(Category.EXPLANATION, _("Added at"), Source.AGENCY),
            "request_reference": Declared(Category.EXPLANATION, _("With your request"), Source.AGENCY),
        }
        free = {"subject": "a reference", "by": "a reference to who entered it"}

    class Meta:
        verbose_name = _("supplementary statement")
        verbose_name_plural = _("supplementary statements")

    def __str__(self) -> str:
        return self.request_reference
