"""What was found out about changes that no program of ours made (GDPR art. 5(1)(f), 5(2), 32, 33)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

_LONGEST = 500


class Explanation(models.TextChoices):
    """How a change by hand is explained."""

    MAINTENANCE = "maintenance", _("Maintenance that was agreed on beforehand")
    MENDED = "mended", _("A mistake, which has been put right")
    INCIDENT = "incident", _("Nobody can explain it: handled as an incident")


class UnattributedReview(models.Model):
    """One change by an unattributed database session, looked through: by whom, when, with which outcome and why.

    ``event_id`` is the number of the event in the trail. What is written here stays as it is.
    """

    event_id = models.BigIntegerField(_("event"), primary_key=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Explanation.choices)
    reason = models.CharField(_("what was found out"), max_length=_LONGEST)
    by = models.UUIDField(_("reviewed by"))
    at = models.DateTimeField(_("reviewed at"))

    class PersonalData:
        free = {
            "event_id": "the number of an event",
            "outcome": "a code",
            "reason": "what the change was for; the form asks for a ticket and takes no addresses or long numbers",
            "by": "a reference to a member of staff",
            "at": "a time",
        }
        append_only = True

    class Meta:
        verbose_name = _("review of an unattributed change")
        verbose_name_plural = _("reviews of unattributed changes")
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Explanation.values), name="privacy_unattributedreview_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="privacy_unattributedreview_says_why",
                violation_error_message=_("A review says what was found out."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.outcome}: event {self.event_id}"
