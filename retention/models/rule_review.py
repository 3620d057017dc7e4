"""Looking at whether what a rule keeps is still needed (GDPR art. 5(1)(e), recital 39; OPR-51)."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller


class RuleFinding(models.TextChoices):
    """What somebody found who looked at a rule."""

    NEEDED = "needed", _("still needed for so long")
    TO_SHORTEN = "to_shorten", _("to be shortened in the next version")
    TO_LENGTHEN = "to_lengthen", _("a law demands longer; to be changed in the next version")


class RuleReview(models.Model):
    """One signed-off look at one rule of a controller, across the rule's versions, and when it is looked at again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=40)
    finding = models.CharField(_("finding"), max_length=12, choices=RuleFinding.choices)
    reviewed_on = models.DateField(_("looked at on"))
    next_on = models.DateField(_("to be looked at again on"))
    by = models.UUIDField(_("signed off by"))
    at = models.DateTimeField(_("signed off at"))

    class PersonalData:
        none = "a published rule and who signed off that it was looked at, by reference"

    class Meta:
        verbose_name = _("review of a rule")
        verbose_name_plural = _("reviews of rules")
        indexes = (models.Index(fields=["controller", "code", "-at"], name="retention_rulereview_last"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(finding__in=RuleFinding.values), name="retention_rulereview_finding_is_known"
            ),
            models.CheckConstraint(
                condition=Q(next_on__gt=F("reviewed_on")),
                name="retention_rulereview_looks_ahead",
                violation_error_message=_("The rule is looked at again on a later day."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.reviewed_on}: {self.finding}"
