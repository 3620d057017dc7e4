"""The decision that a person is shown the grade that a machine gave of them (INTRUM-119)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collections_app.models import Grade
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel


class ReleaseGround(models.TextChoices):
    """Why a grade is shown although as a rule it is not."""

    CONTEST = "contest", _("the person needs it to check or contest what it led to")
    ORDER = "order", _("a court or an authority orders it")
    HARMLESS = "harmless", _("showing it tells nothing of how others are graded")


class GradeRelease(PersonalModel):
    """One grade shown to its person, for good: what somebody has read is read. It goes with the grade."""

    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("ground"), max_length=12, choices=ReleaseGround.choices)
    reason = fields.SealedText(Declared(Category.CASE, _("Why the grade is shown"), Source.AGENCY))
    by = models.UUIDField(_("decided by"))
    at = models.DateTimeField(_("decided at"))

    class PersonalData:
        append_only = True
        clear = {
            "ground": Declared(Category.CASE, _("Ground"), Source.AGENCY),
            "at": Declared(Category.CASE, _("Decided at"), Source.AGENCY),
        }
        free = {"grade": "a reference", "by": "a reference to a member of staff"}

    class Meta:
        verbose_name = _("decision to show a grade")
        verbose_name_plural = _("decisions to show grades")
        constraints = [
            models.UniqueConstraint(fields=["grade"], name="privacy_graderelease_once"),
            models.CheckConstraint(
                condition=Q(ground__in=ReleaseGround.values), name="privacy_graderelease_ground_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.ground
