from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from personal_data.models.envelope import Envelope


class DecisionGround(models.TextChoices):
    """Why an envelope goes before its time: on a request, because an import that made it is taken back, or because it
    was erased before and a back-up brought it back."""

    REQUEST = "request"
    ROLL_BACK = "roll_back"
    RESTORE = "restore"


class ErasureDecision(models.Model):
    """A decision that an envelope is to be erased before it is due, or on a day of its own (GDPR art. 17(1)).

    The erasure gate reads this table: without a decision of that ground that is in effect nothing is erased on the
    grounds ``request`` and ``roll_back``. ``effective_on`` is the local day from which the gate may erase: today for
    what was granted, the review date for what was refused until then. A withdrawn decision stays until its envelope
    goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="erasure_decisions")
    reference = models.CharField(max_length=40)
    ground = models.CharField(max_length=16, choices=DecisionGround.choices, default=DecisionGround.REQUEST)
    effective_on = models.DateField()
    decided_by = models.UUIDField()
    approved_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class PersonalData:
        none = "references and dates; the reasons lie sealed with the request"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(ground__in=DecisionGround.values), name="personal_data_erasuredecision_ground_is_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("decided_by")),
                name="personal_data_erasuredecision_second_person",
                violation_error_message="A decision is approved by a second person.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="personal_data_erasuredecision_withdrawn_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["envelope", "reference"],
                condition=Q(withdrawn_at__isnull=True),
                name="personal_data_erasuredecision_once",
            ),
        )
        indexes = (
            # What decided requests have come to: the nightly run takes it from the front.
            models.Index(
                fields=["effective_on"], name="erasure_decision_effective", condition=Q(withdrawn_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return self.reference
