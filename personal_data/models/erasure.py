from uuid import uuid4

from django.db import models


class Erasure(models.Model):
    """The log of erased envelopes: which, of what class, when and on which ground. Written by the gate alone.

    ``key_epoch`` tells when back-ups can no longer open it: when that epoch has been destroyed the erasure is final.
    """

    envelope_id = models.UUIDField(primary_key=True)
    controller_id = models.UUIDField()
    record_class = models.CharField(max_length=40)
    ground = models.CharField(max_length=40)
    run_id = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    key_epoch = models.IntegerField()
    erased_at = models.DateTimeField()

    class PersonalData:
        none = "the reference of an envelope that no longer exists"

    class Meta:
        indexes = (
            # What one retention run erased.
            models.Index(fields=["run_id"], name="erasure_run"),
            # Which erasures become final with an epoch.
            models.Index(fields=["key_epoch"], name="erasure_epoch"),
        )

    def __str__(self) -> str:
        return f"{self.record_class} {self.envelope_id}"


class KeptDigest(models.Model):
    """A keyed digest of an erased claim's creditor and number, so that it is not taken in again by mistake."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    digest = models.BinaryField(unique=True)
    kept_on = models.DateField()

    class PersonalData:
        none = "a keyed digest that leads to nobody without the number itself"

    def __str__(self) -> str:
        return f"kept {self.kept_on}"
