"""The decision to tell a person which member of staff it was (GDPR art. 15(1), CJEU C-579/21)."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class NameGround(models.TextChoices):
    """Why a name is given although the person has no right to it as such."""

    ESSENTIAL = "essential", _("without it the person cannot use a right, and that weighs more than the employee's")
    ORDER = "order", _("a court or an authority orders it")
    AGREED = "agreed", _("the member of staff agrees")


class NameDecision(models.Model):
    """One member of staff named to one person for one event of the trail, with the ground.

    The person stands in it by pseudonym, as in the trail, so that it leads nowhere when they have been erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    event_id = models.BigIntegerField()
    subject = models.UUIDField(_("pseudonym of the person"))
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(_("ground"), max_length=12, choices=NameGround.choices)
    decided_by = models.UUIDField(_("decided by"))
    decided_at = models.DateTimeField(_("decided at"))

    class PersonalData:
        none = "references, a pseudonym and a code"
        append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["subject", "event_id"], name="privacy_namedecision_once"),
            models.CheckConstraint(condition=Q(ground__in=NameGround.values), name="privacy_namedecision_ground_known"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("member_id")),
                name="privacy_namedecision_not_by_oneself",
                violation_error_message=_("Nobody decides about their own name."),
            ),
        )

    def __str__(self) -> str:
        return self.ground
