"""Reports on files that others send: whose, when, what was wrong where; never what was in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller


class FileReport(models.Model):
    """What is kept of one file of a creditor or a bank for good. It repeats no value of the file, and not its name."""

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    file_digest = models.BinaryField(_("keyed digest of the file"), max_length=32)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    problems = models.JSONField(_("problems"), default=list, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | models.Q(finished_at__gte=models.F("started_at")),
                name="%(app_label)s_%(class)s_finished_after_started",
                violation_error_message=_("An import ends after it began."),
            ),
        )

    def __str__(self) -> str:
        return self.reference
