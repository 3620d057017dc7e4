"""What one record has beside its rules: an end or a limit of its own, and the events that started its clock."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller
from retention.policies.due_dates import TermKind


class TermReason(models.TextChoices):
    """Why a record has a term of its own: a code, never free text."""

    REGISTER_EXPIRY = "register_expiry", _("the public register it came from keeps it no longer")
    MONEY_LAUNDERING = "money_laundering", _("an enquiry into money laundering or terrorist financing")
    FRAUD = "fraud", _("an enquiry into fraud")
    OTHER_LAW = "other_law", _("another law demands it for this record")
    CLIENT_INSTRUCTION = "client_instruction", _("the client, whose data it is, has instructed it")
    LOOKED_AT = "looked_at", _("looked at, and still needed")

    @property
    def told(self) -> str:
        """The reason as the trail may say it: an enquiry of which the person may not hear is a law like others."""
        return TermReason.OTHER_LAW.value if self in SECRET else self.value


SECRET = frozenset({TermReason.MONEY_LAUNDERING, TermReason.FRAUD})
"""Reasons of which a law forbids to tell the person (GDPR art. 23): neither they nor their day leave a trace."""


class OwnTerm(models.Model):
    """A day of one record's own beside the rules of its class (retention schedule, R07, R18 and section 3.11).

    A limit of its own is a second maximum. An end of its own that a law demands (``until``) prolongs what the rules
    say; it is cited and binds only when a second person has approved it. ``review`` says when somebody looks again.
    There is no foreign key to the envelope: a term outlives nothing that it could keep.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+", db_index=False)
    envelope_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10, choices=[(each.value, each.value) for each in TermKind])
    day = models.DateField()
    reason = models.CharField(max_length=20, choices=TermReason.choices)
    citation = models.CharField(max_length=200, blank=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class PersonalData:
        none = "the reference of an envelope, a day and codes"

    class Meta:
        verbose_name = _("term of one record")
        verbose_name_plural = _("terms of single records")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in TermKind]), name="retention_ownterm_kind_is_known"
            ),
            models.CheckConstraint(condition=Q(reason__in=TermReason.values), name="retention_ownterm_reason_is_known"),
            models.CheckConstraint(
                condition=~Q(kind=TermKind.UNTIL.value) | ~Q(citation=""),
                name="retention_ownterm_cites_its_law",
                violation_error_message=_("Name the law that demands the record until then."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("proposed_by"))),
                name="retention_ownterm_second_person",
                violation_error_message=_("An end of its own is approved by a second person."),
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True, ended_at__isnull=True)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
                name="retention_ownterm_ended_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class TriggerEvent(models.Model):
    """An event that may start the clock of one record, where a rule names several of which any counts (R09, R23).

    It is entered once; one that was entered wrongly is withdrawn and stays as withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+", db_index=False)
    envelope_id = models.UUIDField()
    event = models.CharField(max_length=40)
    happened_on = models.DateField()
    entered_by = models.UUIDField()
    entered_at = models.DateTimeField()
    withdrawn_by = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class PersonalData:
        none = "the reference of an envelope, a code and a day"

    class Meta:
        verbose_name = _("event that starts a clock")
        verbose_name_plural = _("events that start clocks")
        constraints = (
            models.UniqueConstraint(
                fields=["envelope_id", "event"],
                condition=Q(withdrawn_at__isnull=True),
                name="retention_triggerevent_once",
                violation_error_message=_("This event has been entered already."),
            ),
            models.CheckConstraint(
                condition=Q(event__regex=r"^[a-z][a-z0-9_]{0,39}$"), name="retention_triggerevent_is_a_code"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by__isnull=True, withdrawn_at__isnull=True)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False),
                name="retention_triggerevent_withdrawn_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.happened_on}"
