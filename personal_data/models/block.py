from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from personal_data.models.data_subject import DataSubject
from personal_data.models.envelope import Envelope


class BlockKind(models.TextChoices):
    """What stops an envelope from being opened or erased.

    A restriction or a pending objection stops use and erasure (art. 18(1)). An objection that was upheld stops use for
    good and lets erasure pass (art. 17(1)(c)); one to direct marketing stops that alone (art. 21(3)).
    """

    RESTRICTION = "restriction"
    OBJECTION = "objection"
    STOPPED = "stopped"
    MARKETING = "marketing"
    HOLD = "hold"
    WISH = "wish"
    NEED_TO_KNOW = "need_to_know"


class EnvelopeBlock(models.Model):
    """A stop on one envelope, or on all envelopes of one person (GDPR art. 17(3)(e), 18, 21, 29).

    The opener and the erasure gate read this one table. ``allowed`` lists the purposes that may still open; null
    means that opening is not affected. A lifted block stays until its envelope goes.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=BlockKind.choices)
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, null=True, related_name="blocks")
    subject = models.ForeignKey(DataSubject, on_delete=models.PROTECT, null=True, related_name="blocks")
    allowed = ArrayField(models.CharField(max_length=20), null=True)
    reason_code = models.CharField(max_length=64)
    placed_at = models.DateTimeField(auto_now_add=True)
    placed_by = models.UUIDField()
    review_on = models.DateField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.UUIDField(null=True)

    class PersonalData:
        none = "references, codes and dates; the reasons in words lie sealed with the request or hold"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(envelope__isnull=True) ^ Q(subject__isnull=True),
                name="personal_data_envelopeblock_one_scope",
                violation_error_message="A block stands on an envelope or on a person, not on both.",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="personal_data_envelopeblock_lifted_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=["restriction", "objection", "stopped", "marketing", "hold", "wish", "need_to_know"]
                ),
                name="personal_data_envelopeblock_kind_is_known",
            ),
            models.CheckConstraint(
                condition=Q(reason_code__regex=r"^[a-z][a-z_.]{0,63}$"),
                name="personal_data_envelopeblock_reason_is_a_code",
            ),
        )

    def __str__(self) -> str:
        return self.kind
