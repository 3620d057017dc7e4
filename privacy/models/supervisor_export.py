"""The log of packages that were made for authorities that supervise the business (INTRUM-87)."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collections_app.models import Recipient
from personal_data.models import Controller


class SupervisorExport(models.Model):
    """One package: for whom, how much of what, and the digest by which anybody can tell that it was not altered.

    The package itself is kept nowhere. What left of each case lies sealed in that case (``DisclosedCopy``).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    provision = models.CharField(_("legal provision"), max_length=200)
    data_fields = ArrayField(models.CharField(max_length=60), verbose_name=_("fields"))
    cases = models.PositiveIntegerField(_("cases"))
    events = models.PositiveIntegerField(_("events of the trail"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    made_by = models.UUIDField(_("made by"))
    made_at = models.DateTimeField(_("made at"))

    class PersonalData:
        none = "an authority, a provision, counts and a digest; which cases says the register of disclosures"
        append_only = True

    class Meta:
        verbose_name = _("package for a supervisor")
        verbose_name_plural = _("packages for supervisors")
        constraints = (
            models.CheckConstraint(
                condition=Q(digest__regex="^[0-9a-f]{64}$") & ~Q(provision="") & Q(cases__gt=0),
                name="privacy_supervisorexport_says_what",
            ),
        )
        # The log of one recipient, newest first.
        indexes = (models.Index(fields=["recipient", "-made_at"], name="supervisor_export_of"),)

    def __str__(self) -> str:
        return str(self.pk)
