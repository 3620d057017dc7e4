"""Anonymised statistics: counts of debtors in groups that are large enough, and which quarters are in them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller

# No published group is smaller; the database refuses one that is.
K = 5
TRAITS = ("kind", "region", "born", "amount", "quarter", "outcome", "duration", "paid")


class StatisticsGroup(models.Model):
    """How many debtors of closed cases share eight traits, each as exact as the size of the group allows.

    It has no number, no time and no order of its own: its traits are its key, and all groups of a controller are
    written anew in the order of their traits whenever a quarter is added (recital 26; INTRUM-49, INTRUM-50).
    """

    pk = models.CompositePrimaryKey("controller_id", *TRAITS)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind of claim"), max_length=24)
    region = models.CharField(_("region"), max_length=8)
    born = models.CharField(_("born"), max_length=12)
    amount = models.CharField(_("amount"), max_length=24)
    quarter = models.CharField(_("closed in"), max_length=8)
    outcome = models.CharField(_("outcome"), max_length=32)
    duration = models.CharField(_("duration"), max_length=24)
    paid = models.CharField(_("paid"), max_length=24)
    debtors = models.PositiveIntegerField(_("debtors"))

    class PersonalData:
        none = "counts of five debtors or more who cannot be told apart"
        short_lived = "all groups are written anew, in the order of their traits, whenever a quarter is added"

    class Meta:
        verbose_name = _("group of the statistics")
        verbose_name_plural = _("groups of the statistics")
        constraints = (
            models.CheckConstraint(
                condition=Q(debtors__gte=K),
                name="retention_statisticsgroup_large_enough",
                violation_error_message=_("A group of fewer than five debtors is not kept."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.quarter} {self.outcome}: {self.debtors}"


class StatisticsQuarter(models.Model):
    """A quarter whose closed cases have been counted, as a whole and once, before the first of them was erased.

    ``suppressed_percent`` is rounded up to five per cent: an exact rest would say how many a small group had.
    """

    pk = models.CompositePrimaryKey("controller_id", "quarter")
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+", db_index=False)
    quarter = models.CharField(_("quarter"), max_length=8)
    k = models.PositiveSmallIntegerField(_("smallest group"), default=K)
    groups = models.PositiveIntegerField(_("groups"))
    suppressed_percent = models.PositiveSmallIntegerField(_("suppressed, per cent at most"))
    run_reference = models.CharField(_("run"), max_length=40)

    class PersonalData:
        none = "counts of groups; no person and no record is named"

    class Meta:
        verbose_name = _("quarter in the statistics")
        verbose_name_plural = _("quarters in the statistics")
        constraints = (
            models.CheckConstraint(
                condition=Q(suppressed_percent__lte=100), name="retention_statisticsquarter_is_a_share"
            ),
        )

    def __str__(self) -> str:
        return self.quarter
