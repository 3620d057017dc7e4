"""Legal holds: what keeps records past their day, for which dispute or enquiry, and who answers for it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class HoldScope(models.TextChoices):
    """What a hold lies on. It stops the erasure of that and of nothing else."""

    PERSON = "person", _("everything of one person")
    CASE = "case", _("a whole case")
    RECORD = "record", _("a single record")


class HoldCause(models.TextChoices):
    """What records may be held for (GDPR art. 17(3)(b) and (e)); convenience is not among them."""

    DISPUTE = "dispute", _("a dispute about the claim")
    COURT = "court", _("proceedings before a court or an enforcement authority")
    DAMAGES = "damages", _("a claim for damages")
    AUTHORITY = "authority", _("an enquiry of an authority")
    DOUBT = "doubt", _("doubt whether its day is right, while that is checked")


class LegalHold(PersonalModel):
    """One legal hold. It lies in an envelope that it holds, so it goes with the last of what it kept.

    ``block_ids`` name the blocks that the opener and the gate read. ``about`` is the number of the case or person. A
    hold that has expired goes on holding until somebody releases it: erasure must not begin because a date was
    forgotten (ADR 36).
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    scope = models.CharField(_("scope"), max_length=8, choices=HoldScope.choices)
    about = models.CharField(_("case or person"), max_length=24)
    cause = models.CharField(_("held for"), max_length=10, choices=HoldCause.choices)
    authority = fields.SealedText(
        Declared(Category.CASE, _("Court, authority or opponent of the hold"), Source.AGENCY), null=True
    )
    reason = fields.SealedText(Declared(Category.CASE, _("Why it is held"), Source.AGENCY))
    owner = models.UUIDField(_("owner"))
    placed_by = models.UUIDField(_("placed by"))
    placed_at = models.DateTimeField(_("placed at"))
    review_on = models.DateField(_("to be reviewed on"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    released_by = models.UUIDField(_("released by"), null=True, blank=True)
    released_because = fields.SealedText(
        Declared(Category.CASE, _("Why the hold was released"), Source.AGENCY), null=True
    )
    block_ids = ArrayField(models.UUIDField())

    class PersonalData:
        clear = {
            "scope": Declared(Category.CASE, _("What is held"), Source.AGENCY),
            "about": Declared(Category.CASE, _("Held in the matter of"), Source.AGENCY),
            "cause": Declared(Category.CASE, _("Held for"), Source.AGENCY),
            "placed_at": Declared(Category.CASE, _("Held since"), Source.AGENCY),
            "review_on": Declared(Category.CASE, _("Hold to be reviewed on"), Source.AGENCY),
            "expires_on": Declared(Category.CASE, _("Hold expires on"), Source.AGENCY),
            "reviewed_at": Declared(Category.CASE, _("Hold reviewed at"), Source.AGENCY),
            "released_at": Declared(Category.CASE, _("Hold released at"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "reference": "the number of the hold",
            "owner": "a reference to a member of staff",
            "placed_by": "a reference to a member of staff",
            "released_by": "a reference to a member of staff",
            "block_ids": "references",
        }

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        indexes = (
            # The holds that stand, by the day on which somebody has to look at them.
            models.Index(
                fields=["controller", "review_on"], name="retention_hold_review", condition=Q(released_at__isnull=True)
            ),
            # The holds on a case or a person.
            models.Index(fields=["about"], name="retention_hold_about"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(scope__in=HoldScope.values), name="retention_hold_scope_is_known"),
            models.CheckConstraint(condition=Q(cause__in=HoldCause.values), name="retention_hold_cause_is_known"),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | Q(expires_on__gte=F("review_on")),
                name="retention_hold_reviewed_before_it_expires",
                violation_error_message=_("A hold is reviewed before it expires, or on that day."),
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="retention_hold_released_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.reference
