from uuid import uuid4

from django.db import models

from personal_data.identifiers import time_ordered
from personal_data.models.controller import Controller


class DataSubject(models.Model):
    """One person or company as one controller knows it (GDPR art. 4(1)).

    The same human with two controllers is two data subjects. Events name a data subject by ``pseudonym``, which is
    random and goes with this row, so that afterwards the events lead to nobody.
    """

    class Kind(models.TextChoices):
        PERSON = "person"
        SOLE_TRADER = "sole_trader"
        COMPANY = "company"

    id = models.UUIDField(primary_key=True, default=time_ordered, editable=False)
    # A person's envelopes vouch for the controller; a second check of it would be paid by every new person.
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=Kind.choices)
    pseudonym = models.UUIDField(default=uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class PersonalData:
        none = "random references and a kind; everything that identifies lies sealed in envelopes"

    class Meta:
        indexes = (
            # From a line of the audit trail to the person, for an investigation.
            models.Index(fields=["pseudonym"], name="data_subject_pseudonym"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "sole_trader", "company"]),
                name="personal_data_datasubject_kind_is_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
