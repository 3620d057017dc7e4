from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from personal_data.models.controller import Controller


class SuppressionReason(models.TextChoices):
    """Why somebody must not be taken up again, and so for which use the entry locks (GDPR art. 5(1)(d), 21)."""

    MARKETING_OBJECTION = "marketing_objection", _("objection to direct marketing")
    UPHELD_OBJECTION = "upheld_objection", _("objection that was upheld")
    MISTAKEN_IDENTITY = "mistaken_identity", _("mistaken identity")


class RemovalReason(models.TextChoices):
    """Why an entry was taken off the list."""

    WITHDRAWN = "withdrawn", _("the person takes it back")
    MISTAKE = "mistake", _("it was entered by mistake")
    NOT_NEEDED = "not_needed", _("it is needed no longer")


class SuppressionEntry(models.Model):
    """A keyed note that somebody is not to be taken up again, which outlives the erasure of everything else of them.

    ``tokens`` are search tokens of whole values; they say nothing without the number or address itself and the
    controller's index key, and they are emptied when the entry is removed. An entry never ends by itself: it is
    looked at again on ``review_on``.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=24, choices=SuppressionReason.choices)
    tokens = ArrayField(models.BigIntegerField())
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    entered_by = models.UUIDField(_("entered by"))
    entered_at = models.DateTimeField(_("entered at"))
    review_on = models.DateField(_("to be looked at on"))
    removed_by = models.UUIDField(_("removed by"), null=True)
    removed_at = models.DateTimeField(_("removed at"), null=True)
    removal = models.CharField(_("why it was removed"), max_length=16, choices=RemovalReason.choices, blank=True)

    class PersonalData:
        none = "keyed 64-bit tokens that lead to nobody without the number itself"

    class Meta:
        indexes = (
            # What an import asks for every document that is new.
            GinIndex(fields=["tokens"], name="suppression_tokens", fastupdate=False),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(reason__in=SuppressionReason.values), name="suppression_reason_is_known"
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None, removal="")
                | (Q(removed_at__isnull=False, removed_by__isnull=False, tokens=[]) & ~Q(removal="")),
                name="suppression_removal_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"
