from datetime import timedelta
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from personal_data.models.controller import Controller

EMERGENCY_LASTS = timedelta(hours=1)


class EmergencyReason(models.TextChoices):
    """Why somebody may open what they ordinarily may not: each is a harm that does not wait for a second person."""

    DANGER = "danger", _("somebody's life or health is in danger")
    HARM = "harm", _("a measure that harms the person must be stopped at once")
    INCIDENT = "incident", _("a personal data breach must be stopped or understood at once")
    AUTHORITY = "authority", _("an authority demands it at once, and a law obliges us")


class EmergencyAccess(models.Model):
    """Glass that was broken: one member of staff opened records out of reach or sealed, without asking first.

    The opener reads it beside reach and blocks, by the database's clock, so it ends by itself after an hour. It is
    written once and never changed, names the records that it opens, and somebody else looks at it on the next working
    day (GDPR art. 5(2), 32(1)). There is no foreign key to an envelope: it outlives nothing that it could open.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("case"), max_length=40)
    envelopes = ArrayField(models.UUIDField())
    reason = models.CharField(_("reason"), max_length=16, choices=EmergencyReason.choices)
    from_at = models.DateTimeField(default=timezone.now)
    until_at = models.DateTimeField()
    by = models.UUIDField()

    class PersonalData:
        none = "references, a code and times"
        append_only = True

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at"), until_at__lte=F("from_at") + EMERGENCY_LASTS),
                name="personal_data_emergencyaccess_ends",
                violation_error_message=_("An emergency opening ends by itself, after an hour at the latest."),
            ),
            models.CheckConstraint(
                condition=Q(reason__in=EmergencyReason.values), name="personal_data_emergencyaccess_reason_is_known"
            ),
        )
        indexes = (models.Index(fields=["by", "reference"], name="personal_data_emergency_by"),)

    def __str__(self) -> str:
        return self.reference
