from uuid import uuid4

from django.db import models
from django.utils import timezone


class JournalLife(models.Model):
    """One life of this database: it begins when the database is made, and anew when a back-up is restored into it.

    Every line of the erasure journal names the life in which it was written, so that a database which was put back by
    other means than ours is recognised as an older one. The newest row is the present life.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    begun_at = models.DateTimeField(default=timezone.now)

    class PersonalData:
        none = "a random number of the database itself"
        append_only = True

    def __str__(self) -> str:
        return str(self.id)


class JournalHead(models.Model):
    """How far the erasure journal went when the database last looked: a journal that is shorter was cut."""

    number = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    seen_at = models.DateTimeField()

    class PersonalData:
        none = "a line's number and digest; what the line says lies outside the database"
        append_only = True

    class Meta:
        indexes = (
            # The newest one, with which every check begins.
            models.Index(fields=["-seen_at"], name="journal_head_seen"),
        )

    def __str__(self) -> str:
        return f"line {self.number}"
