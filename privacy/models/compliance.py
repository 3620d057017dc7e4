"""What the compliance monitor found, promise by promise and day by day (GDPR art. 5(2), 24(1), 39(1)(b))."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller


class Verdict(models.TextChoices):
    """How a promise stands, the worst first."""

    BROKEN = "broken", _("broken")
    SOON = "soon", _("about to break")
    UNMEASURED = "unmeasured", _("not measured")
    KEPT = "kept", _("kept")


class ComplianceFigure(models.Model):
    """One promise of one controller on one day, as it was measured last; without a controller a promise of the house.

    ``broken`` counts what breaks the promise, ``soon`` what will if nothing is done, ``out_of`` all that it is about.
    ``turned_from`` is the verdict before, where this one is another; ``told_at`` says when the DPO was told of that.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    promise = models.CharField(_("promise"), max_length=60)
    day = models.DateField(_("day"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    broken = models.PositiveIntegerField(_("broken"), default=0)
    soon = models.PositiveIntegerField(_("about to break"), default=0)
    out_of = models.PositiveIntegerField(_("out of"), null=True, blank=True)
    reason = models.CharField(_("why it is not measured"), max_length=40, blank=True)
    measured_at = models.DateTimeField(_("measured at"))
    turned_from = models.CharField(_("verdict before"), max_length=10, choices=Verdict.choices, blank=True)
    told_at = models.DateTimeField(_("told at"), null=True, blank=True)

    class PersonalData:
        none = "counts of a day; which records they are about is asked anew each time and kept nowhere"
        short_lived = "removed by the daily task three years after its day"

    class Meta:
        verbose_name = _("figure of the compliance monitor")
        verbose_name_plural = _("figures of the compliance monitor")
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "promise", "day"], name="privacy_compliancefigure_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="privacy_compliancefigure_verdict_is_known"
            ),
            models.CheckConstraint(
                condition=Q(verdict=Verdict.UNMEASURED) ^ Q(reason=""),
                name="privacy_compliancefigure_says_why_not",
                violation_error_message=_("What is not measured says why; what is measured has no such reason."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.promise} {self.day}: {self.verdict}"
