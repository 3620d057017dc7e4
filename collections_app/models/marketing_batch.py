"""Batches for suppliers of direct marketing: the log of each, without anybody in it."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.recipient import Recipient
from personal_data.models import Controller


class MarketingBatch(models.Model):
    """One file that left for direct marketing: to whom, by which data, how many persons, and why others were left out
    (OPR-39, GDPR art. 5(2)). Who was in it stands in the register of disclosures, a line for each."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    data_fields = ArrayField(models.CharField(max_length=60), verbose_name=_("fields"))
    people = models.PositiveIntegerField(_("people"))
    left_out = models.JSONField(_("left out, by reason"), default=dict)
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))

    class PersonalData:
        none = "that a file was made, for whom and how long it is; nothing of what was in it"
        append_only = True

    class Meta:
        verbose_name = _("batch for direct marketing")
        verbose_name_plural = _("batches for direct marketing")
        indexes = [
            # The log of one supplier, newest first.
            models.Index(fields=["recipient", "-at"], name="marketing_batch_of_recipient"),
        ]

    def __str__(self) -> str:
        return self.reference
