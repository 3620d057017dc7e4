"""What stood out in the use of the files, and what came of looking into it (GDPR art. 5(2), 32(1), 32(4))."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller, EmergencyAccess


class ReviewOutcome(models.TextChoices):
    """What came of a review."""

    JUSTIFIED = "justified", _("it was needed, for a reason that the files show")
    MISTAKE = "mistake", _("a mistake without consequences for the person")
    INCIDENT = "incident", _("it was not allowed: taken up as a personal data breach")
    RULE = "rule", _("ordinary work: the rule has to be changed")


class AccessReview(models.Model):
    """One matter that somebody looks into: openings that a rule calls unusual, or glass that was broken.

    It serves the security of the data and never says how somebody works: one for each rule and stretch of time, no sum
    over them. Who is concerned does not review.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(_("rule"), max_length=24)
    actor = models.UUIDField(_("whose openings"))
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"))
    number = models.PositiveIntegerField(_("how many"))
    threshold = models.PositiveIntegerField(_("from how many on it stands out"))
    emergency = models.OneToOneField(EmergencyAccess, on_delete=models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(_("found at"))
    due_on = models.DateField(_("to be reviewed on"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=ReviewOutcome.choices, blank=True)
    reviewed_by = models.UUIDField(_("reviewed by"), null=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)

    class PersonalData:
        none = "references to staff and matters, codes, counts and times"
        short_lived = "removed by the daily task two years after it was reviewed"

    class Meta:
        verbose_name = _("review of openings")
        verbose_name_plural = _("reviews of openings")
        constraints = (
            models.UniqueConstraint(
                fields=["rule", "actor", "controller", "from_at"], name="privacy_accessreview_found_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", reviewed_by=None, reviewed_at=None)
                | (~Q(outcome="") & Q(reviewed_by__isnull=False, reviewed_at__isnull=False)),
                name="privacy_accessreview_outcome_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("actor")),
                name="privacy_accessreview_not_by_oneself",
                violation_error_message=_("Nobody reviews their own openings."),
            ),
        )
        indexes = (models.Index(fields=["due_on"], condition=Q(outcome=""), name="privacy_accessreview_waiting"),)

    def __str__(self) -> str:
        return self.rule
