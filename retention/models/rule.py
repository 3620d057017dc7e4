"""Retention rules: what the controllers have published, and what statutes demand beyond it."""

from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller
from retention.policies.due_dates import Anchor, RuleKind


class RuleAction(models.TextChoices):
    """What is done on the due day."""

    ERASE = "erase", _("erase")
    ANONYMISE = "anonymise", _("anonymise")
    EITHER = "either", _("erase or anonymise")


class DaysInForce(models.Func):
    """The days on which a version binds; an open end has no last day, and ``valid_until`` is the first day without."""

    function = "DATERANGE"
    output_field = DateRangeField()


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    """Rules by what they bind."""

    def in_force(self, on: date) -> Self:
        """The versions that bind on a day; the same choice as in ``sql/due_dates.sql``."""
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on), valid_from__lte=on)


class RetentionRule(models.Model):
    """One rule of one controller for one class of record, in one version (GDPR art. 5(1)(e), 13(2)(a)).

    ``code`` names the rule across its versions. A version binds from ``valid_from`` to the day before ``valid_until``;
    on no day do two versions of a rule bind.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code"), max_length=40)
    record_class = models.CharField(_("record class"), max_length=40)
    trigger = models.CharField(_("trigger"), max_length=80)
    anchor = models.CharField(_("runs from"), max_length=40, choices=[(each.value, each.value) for each in Anchor])
    period_months = models.PositiveIntegerField(_("months"))
    kind = models.CharField(_("kind"), max_length=10, choices=[(each.value, each.value) for each in RuleKind])
    action = models.CharField(_("action"), max_length=10, choices=RuleAction.choices)
    ground = models.CharField(_("ground"), max_length=200)
    citation = models.CharField(_("citation"), max_length=200, blank=True)
    is_statute = models.BooleanField(_("statute"), default=False)
    requirement_rows = ArrayField(models.CharField(max_length=12), default=list, verbose_name=_("requirement rows"))
    triggers = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("events"))
    """Events of which any may start the clock, as codes; empty where the record has one trigger only."""
    review_months = models.PositiveIntegerField(_("months until somebody looks"), null=True, blank=True)
    """When somebody looks at a record that has no day of its own: counted from its making while its clock has not
    begun, and from the end of the period where that is only a minimum. Null leaves it at ``REVIEW_MONTHS``."""
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    objects = RetentionRuleQuerySet.as_manager()

    class PersonalData:
        none = "published rules"

    class Meta:
        verbose_name = _("retention rule")
        verbose_name_plural = _("retention rules")
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "code", "valid_from"], name="retention_rule_one_version_a_day"
            ),
            ExclusionConstraint(
                name="retention_rule_one_in_force",
                expressions=[
                    ("controller", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    (DaysInForce("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This rule already has a version in force on one of these days."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="retention_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in RuleKind]), name="retention_rule_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(anchor__in=[each.value for each in Anchor]), name="retention_rule_anchor_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=RuleKind.EVENT.value) | Q(period_months__gt=0),
                name="retention_rule_has_a_period",
                violation_error_message=_("Only a rule that follows an event may have no period."),
            ),
            models.CheckConstraint(
                condition=Q(is_statute=False) | ~Q(citation=""),
                name="retention_rule_statute_is_cited",
                violation_error_message=_("A rule from a statute cites it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} ({self.period_months} months, {self.kind})"
