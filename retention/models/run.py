"""Retention runs: proposed, approved by a second person, executed."""

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller
from retention.models.run_state import RunState


class PausedBecause(models.TextChoices):
    """What stopped a run for a while. The night goes on by itself with what it stopped itself."""

    BY_HAND = "by_hand", _("somebody paused it")
    CUT_OFF = "cut_off", _("the night was over")
    LIMIT = "limit", _("it had erased as much as one night may")


class Run(models.Model):
    """One retention run of one controller. Routine classes run by themselves; all else needs two persons.

    An automatic one was proposed by the night, some days before its day: a person reviews it before another approves.
    ``waits_until`` is the end of the waiting period, ``days_late`` how long after its day it began, ``worked_for`` the
    time in which it was at work, without that in which it was paused or had lost its worker.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    due_by = models.DateField(_("due by"))
    is_routine = models.BooleanField(_("routine"), default=False)
    is_automatic = models.BooleanField(_("proposed by itself"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.PROPOSED)
    proposed_by = models.UUIDField(_("proposed by"))
    proposed_at = models.DateTimeField(_("proposed at"))
    approved_by = models.UUIDField(_("approved by"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    waits_until = models.DateTimeField(_("waits until"), null=True)
    advised_by = models.UUIDField(_("looked at by the data protection officer"), null=True)
    advised_at = models.DateTimeField(_("looked at by the data protection officer at"), null=True)
    paused_because = models.CharField(_("paused because"), max_length=8, choices=PausedBecause.choices, blank=True)
    executed_by = models.UUIDField(_("executed by"), null=True)
    executed_at = models.DateTimeField(_("executed at"), null=True)
    worked_on_at = models.DateTimeField(_("worked on at"), null=True)
    worked_for = models.DurationField(_("worked for"), default=timedelta)
    days_late = models.PositiveIntegerField(_("days late"), default=0)
    expected_count = models.PositiveIntegerField(_("expected"), default=0)
    erased_count = models.PositiveIntegerField(_("erased"), default=0)
    kept_count = models.PositiveIntegerField(_("kept"), default=0)

    class PersonalData:
        none = "references to staff and counts; what a run erased stands in the log of erasures without names"

    class Meta:
        verbose_name = _("retention run")
        verbose_name_plural = _("retention runs")
        indexes = (
            # The list of runs, newest first.
            models.Index(fields=["-proposed_at"], name="retention_run_newest"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                name="retention_run_second_person",
                violation_error_message=_("A run is approved by a second person, not by the one who proposed it."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="retention_run_approval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(is_routine=True)
                | Q(state__in=["proposed", "reviewed", "abandoned"])
                | Q(approved_by__isnull=False),
                name="retention_run_executed_only_when_approved",
                violation_error_message=_("Only an approved run can be executed."),
            ),
        )

    def __str__(self) -> str:
        return self.reference


class RunStep(models.Model):
    """One step of a run from one state to the next: appended, never changed."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="steps")
    to_state = models.CharField(max_length=10, choices=RunState.choices)
    by = models.UUIDField()
    at = models.DateTimeField()

    class PersonalData:
        none = "references and states"
        append_only = True

    def __str__(self) -> str:
        return self.to_state


class ReviewedItem(models.Model):
    """A record of a run that somebody has looked at and lets go. To keep one is to place a legal hold on it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="reviewed_items")
    envelope_id = models.UUIDField()
    by = models.UUIDField()
    at = models.DateTimeField()

    class PersonalData:
        none = "the reference of an envelope and of a member of staff"
        append_only = True

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "envelope_id"], name="retention_revieweditem_once"),)

    def __str__(self) -> str:
        return str(self.envelope_id)


class Night(models.Model):
    """One night of one controller in which retention did its work; what was missed before it was caught up."""

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    night = models.DateField()
    begun_at = models.DateTimeField()
    nights_missed = models.PositiveIntegerField(default=0)

    class PersonalData:
        none = "dates and counts"
        append_only = True

    class Meta:
        constraints = (models.UniqueConstraint(fields=["controller", "night"], name="retention_night_once"),)

    def __str__(self) -> str:
        return str(self.night)


class KeptItem(models.Model):
    """An envelope that was due and stayed, with the reason that the gate gave (GDPR art. 17(3), 18)."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="kept_items")
    envelope_id = models.UUIDField()
    record_class = models.CharField(max_length=40)
    reason = models.CharField(max_length=40)

    class PersonalData:
        none = "the reference of an envelope and a code"
        append_only = True

    class Meta:
        constraints = (models.UniqueConstraint(fields=["run", "envelope_id"], name="retention_keptitem_once"),)

    def __str__(self) -> str:
        return self.reason
