from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

KEPT_FOR = timedelta(days=35)
"""How long a back-up is kept: as long as the epoch that opens it can live at most (AXACTOR-95; schedule, R21)."""
DRILL_EVERY = timedelta(days=92)
"""How often a restore is to be tried (GDPR art. 32(1)(d) asks for regular testing; a quarter is our figure)."""


class Backup(models.Model):
    """One back-up: when it was made, by whom, how far the erasure journal went, and when it ends (GDPR art. 32(1)(c)).

    What it holds is sealed under a key of its own, wrapped under the key epoch of that time: when the epoch is
    destroyed nothing of it can be opened, wherever copies of it lie.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    made_at = models.DateTimeField()
    made_by = models.UUIDField()
    place = models.CharField(max_length=400)
    epoch = models.IntegerField()
    journal_number = models.BigIntegerField()
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    expires_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class PersonalData:
        none = "references, counts and times of the back-up itself; who made it by reference"

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at"), expires_at__lte=F("made_at") + KEPT_FOR),
                name="retention_backup_ends_in_time",
                violation_error_message="A back-up is kept for thirty-five days at most.",
            ),
        )
        indexes = (models.Index(fields=["-made_at"], name="retention_backup_newest"),)

    def __str__(self) -> str:
        return self.reference


class RestoreDrill(models.Model):
    """One try at restoring the newest data: what was compared and what differed (GDPR art. 32(1)(d))."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=40, unique=True)
    done_at = models.DateTimeField()
    done_by = models.UUIDField()
    seconds = models.FloatField()
    is_passed = models.BooleanField()
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    opened = models.IntegerField()
    erased_again = models.IntegerField()
    placed_again = models.IntegerField()
    findings = models.JSONField(default=list)

    class PersonalData:
        none = "counts, names of tables and codes of what was found; who tried by reference"
        append_only = True

    class Meta:
        indexes = (models.Index(fields=["-done_at"], name="retention_drill_newest"),)

    def __str__(self) -> str:
        return self.reference
