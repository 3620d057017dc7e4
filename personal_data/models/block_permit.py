from datetime import timedelta
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

LONGEST = timedelta(days=30)


class BlockPermit(models.Model):
    """A use of restricted records that the law allows all the same: one named step, for a while (GDPR art. 18(2)).

    The opener reads it beside the block, by the database's clock, so it ends by itself. It names the records that it
    opens; it is written when a second person has agreed, and never changed. There is no foreign key to the block: the
    permit outlives nothing that it could open.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    block_id = models.UUIDField(db_index=True)
    envelopes = ArrayField(models.UUIDField())
    purpose = models.CharField(max_length=20)
    step = models.CharField(max_length=64)
    reference = models.CharField(max_length=40)
    from_at = models.DateTimeField(default=timezone.now)
    until_at = models.DateTimeField()
    asked_by = models.UUIDField()
    approved_by = models.UUIDField()

    class PersonalData:
        none = "references, codes and times; the reasons in words lie sealed with the request"
        append_only = True

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(approved_by=F("asked_by")),
                name="personal_data_blockpermit_second_person",
                violation_error_message="A use of restricted data is approved by a second person.",
            ),
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at"), until_at__lte=F("from_at") + LONGEST),
                name="personal_data_blockpermit_ends",
                violation_error_message="A use of restricted data ends by itself, after thirty days at the latest.",
            ),
            models.CheckConstraint(
                condition=Q(step__regex=r"^[a-z][a-z_]{0,63}$"), name="personal_data_blockpermit_step_is_a_code"
            ),
        )

    def __str__(self) -> str:
        return self.step
