"""Which versions of a published notice have bound a controller, and from which day (GDPR art. 5(2), 13, 24(1))."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller


class DaysBinding(models.Func):
    """The days on which a version binds; an open end has no last day, and ``valid_until`` is the first day without."""

    function = "DATERANGE"
    output_field = DateRangeField()


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Versions by when they bind."""

    def on(self, day: date) -> Self:
        """The versions that bind on a day, one for each controller at most."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=day), valid_from__lte=day)


class PolicyVersion(models.Model):
    """A policy pack with its retention rules as it was loaded: from which day to which it binds the controller.

    ``notice`` is the version of the published notice that the pack carries out, ``sha256`` the digest of pack and rule
    file together: two versions of the same notice differ by what we changed in carrying it out.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(_("policy pack"), max_length=60)
    notice = models.CharField(_("version of the notice"), max_length=60)
    sha256 = models.CharField(_("digest"), max_length=64)
    rules_changed = models.PositiveIntegerField(_("rules that began or ended"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    loaded_at = models.DateTimeField(_("loaded at"))
    loaded_by = models.UUIDField(_("loaded by"))

    objects = PolicyVersionQuerySet.as_manager()

    class PersonalData:
        none = "published notices and when they were loaded, by which program or member of staff (a reference)"

    class Meta:
        verbose_name = _("version of a policy pack")
        verbose_name_plural = _("versions of policy packs")
        constraints = (
            ExclusionConstraint(
                name="privacy_policyversion_one_binds",
                expressions=[
                    ("controller", RangeOperators.EQUAL),
                    (DaysBinding("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another version of the notice binds this controller on one of these days."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="privacy_policyversion_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return f"{self.pack} from {self.valid_from}"
