from django.db import models
from django.db.models import Q

from personal_data.identifiers import time_ordered
from personal_data.models.controller import Controller
from personal_data.models.data_subject import DataSubject


class Envelope(models.Model):
    """The unit in which personal data live and die together, under a key of its own.

    ``trigger_on`` is the local date that starts the retention clock; ``due_on`` the day on which the envelope must
    go. Only the due-date function of the database writes ``due_on``; without one the envelope is never erased.
    """

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    record_class = models.CharField(max_length=40)
    trigger_on = models.DateField(null=True)
    due_on = models.DateField(null=True, editable=False)
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class PersonalData:
        none = "references and dates of a record, without what it says or about whom"
        checked_in_sets = ("controller",)

    class Meta:
        indexes = (
            # What is due: a run costs what is due, not what is stored.
            models.Index(fields=["controller", "due_on"], name="envelope_due", condition=Q(due_on__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.record_class} {self.pk}"


class Role(models.TextChoices):
    """What a data subject is in an envelope."""

    DEBTOR = "debtor"
    JOINT_DEBTOR = "joint_debtor"
    GUARANTOR = "guarantor"
    GUARDIAN = "guardian"
    CONTACT = "contact"
    MENTIONED = "mentioned"
    CUSTOMER = "customer"
    APPLICANT = "applicant"


class EnvelopeSubject(models.Model):
    """A data subject's part in an envelope; opening it records each of them."""

    pk = models.CompositePrimaryKey("envelope_id", "subject_id")
    envelope = models.ForeignKey(
        Envelope, on_delete=models.PROTECT, related_name="parts", db_index=False, db_constraint=False
    )
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, related_name="parts", db_constraint=False)
    role = models.CharField(max_length=16, choices=Role.choices)

    class PersonalData:
        none = "two references and a role"
        checked_in_sets = ("envelope", "subject")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    role__in=[
                        "debtor",
                        "joint_debtor",
                        "guarantor",
                        "guardian",
                        "contact",
                        "mentioned",
                        "customer",
                        "applicant",
                    ]
                ),
                name="personal_data_envelopesubject_role_is_known",
            ),
        )

    def __str__(self) -> str:
        return self.role
