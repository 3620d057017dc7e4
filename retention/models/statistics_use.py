"""What statistics are read or given for, and which two persons answer for it."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller


class UseKind(models.TextChoices):
    """What the statistics are to do."""

    READING = "reading", _("reading persons' data in order to count them")
    RELEASE = "release", _("giving the counts to somebody else")


class StatisticsUse(models.Model):
    """A statement of what statistics are for, asked by one person, approved by another, until a day within a year.

    Reading: why it is necessary to read data of persons at all, and why less would not do (INTRUM-45, GDPR art.
    5(1)(c)). Release: which public interest it serves, and under which mandate of the controller's owner (ALMI-43).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=UseKind.choices)
    purpose = models.TextField(_("necessity or public interest"), max_length=2_000)
    limits = models.TextField(_("why less would not do, or the mandate"), max_length=2_000)
    recipient = models.CharField(_("recipient"), max_length=200, blank=True)
    asked_by = models.UUIDField(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    ends_on = models.DateField(_("ends on"))
    approved_by = models.UUIDField(_("approved by"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)

    class PersonalData:
        none = "statements about purposes; who asked and approved are staff, by their random numbers"

    class Meta:
        verbose_name = _("use of the statistics")
        verbose_name_plural = _("uses of the statistics")
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=UseKind.values), name="retention_statisticsuse_kind_is_known"),
            models.CheckConstraint(
                condition=(Q(kind="release") & ~Q(recipient="")) | (Q(kind="reading") & Q(recipient="")),
                name="retention_statisticsuse_release_has_recipient",
                violation_error_message=_("Say who gets the counts."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("asked_by"))),
                name="retention_statisticsuse_second_person",
                violation_error_message=_("A second person approves it: not who asked for it."),
            ),
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(limits=""), name="retention_statisticsuse_is_explained"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
