from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Erasure(models.Model):
    """The log of erased envelopes: which, of what class, when and on which ground. Written by the gate alone.

    ``key_epoch`` tells when back-ups can no longer open it: when that epoch has been destroyed the erasure is final.
    ``run_id`` is the act of erasure that it was part of, ``salt`` hides it in the certificate of that act: a random
    number without which nobody can tell whether a commitment is this erasure's. Older erasures have none.
    """

    envelope_id = models.UUIDField(primary_key=True)
    controller_id = models.UUIDField()
    record_class = models.CharField(max_length=40)
    ground = models.CharField(max_length=40)
    run_id = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    key_epoch = models.IntegerField()
    erased_at = models.DateTimeField()
    salt = models.BinaryField(null=True, max_length=16)

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


class ErasedTokens(models.Model):
    """The search tokens of a profile that an act of erasure took away, kept until its residual-data check is clean.

    Written by the gate in the transaction of the erasure, so that a killed worker loses none. The first ``whole_count``
    stand for whole values: identity number, telephone number, e-mail address, name with postcode, name with date of
    birth and address.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    act_id = models.UUIDField(db_index=True)
    controller_id = models.UUIDField()
    tokens = ArrayField(models.BigIntegerField())
    whole_count = models.PositiveSmallIntegerField()
    erased_at = models.DateTimeField()
    # Of whom nothing is left but the file of a request: the trail does not lead to them any more, so it is noted here.
    subject_id = models.UUIDField(null=True)

    class PersonalData:
        none = "keyed 64-bit tokens without any reference to a record, or a reference to somebody without records"
        short_lived = "they go when the check is clean, and with a time limit when it is not"

    def __str__(self) -> str:
        return str(self.id)


class KeptDigest(models.Model):
    """A keyed digest of an erased claim's creditor and number, so that it is not taken in again by mistake."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    digest = models.BinaryField(unique=True)
    kept_on = models.DateField()

    class PersonalData:
        none = "a keyed digest that leads to nobody without the number itself"

    def __str__(self) -> str:
        return f"kept {self.kept_on}"
