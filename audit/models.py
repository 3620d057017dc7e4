"""The audit trail's two tables: events, and their lines per person.

They hold references and field names only, never a personal value. The tables are partitioned by month and
append-only; migrations and ``audit/sql`` make them, these classes only read them.
"""

from typing import TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit import filing

_Row_co = TypeVar("_Row_co", bound=models.Model, covariant=True)


class TrailManager(models.Manager[_Row_co]):
    """Reads the trail when what was recorded with recent changes has been filed in it."""

    def get_queryset(self) -> models.QuerySet[_Row_co]:
        """All of it, up to this moment."""
        filing.bring_up_to_date()
        return super().get_queryset()


class Event(models.Model):
    """One thing that happened: who, what, when, for which purpose, through which channel (GDPR art. 5(2), 30, 32)."""

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    name = models.CharField(max_length=100)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    purpose = models.CharField(max_length=40)
    channel = models.CharField(max_length=16)
    request_id = models.UUIDField(null=True)
    reference = models.CharField(max_length=40)
    reason = models.CharField(max_length=64)
    recipient = models.CharField(max_length=64)
    fields = ArrayField(models.TextField())
    count = models.IntegerField(null=True)
    legal_basis = models.TextField(null=True)  # noqa: DJ001  (none in events from before it was written down)
    salt = models.BinaryField()

    objects = TrailManager["Event"]()

    class PersonalData:
        none = "holds pseudonymous references, codes and field names; the database refuses anything else"

    class Meta:
        db_table = "audit_event"

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Line(models.Model):
    """One person's line of an event: what happened to which of their envelopes.

    ``subject`` is the random pseudonym of a data subject (null for an envelope that belongs to nobody, such as an
    import file). Later each line becomes one salted commitment of a Merkle leaf, so a proof shows one's own line only.
    """

    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, related_name="+", primary_key=True)
    at = models.DateTimeField()
    subject = models.UUIDField(null=True)
    envelope_id = models.UUIDField()
    record_class = models.CharField(max_length=40)
    legal_basis = models.CharField(max_length=40)
    outcome = models.CharField(max_length=16)

    objects = TrailManager["Line"]()

    class PersonalData:
        none = "holds pseudonymous references and codes only"

    class Meta:
        db_table = "audit_line"

    def __str__(self) -> str:
        return f"{self.outcome} {self.record_class}"


class Head(models.Model):
    """A signed head of the tree over the trail: how many events it has, and the hash that stands for all of them."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    note = models.TextField()
    signed_at = models.DateTimeField()

    class PersonalData:
        none = "hashes and signatures only"

    class Meta:
        db_table = "audit_head"

    def __str__(self) -> str:
        return f"Head of {self.size} events"


class ExpiryCertificate(models.Model):
    """The signed note that events of a month have expired: how many, and the digest of their numbers."""

    expiry = models.UUIDField(primary_key=True)
    month = models.DateField()
    note = models.TextField()

    class PersonalData:
        none = "a month, a count, a hash and signatures only"

    class Meta:
        db_table = "audit_expiry_certificate"

    def __str__(self) -> str:
        return f"Expiry of {self.month:%Y-%m}"


class Restart(models.Model):
    """A signed note that the tree began another life with a restored back-up, and from which size on."""

    at = models.DateTimeField(primary_key=True)
    size = models.BigIntegerField()
    note = models.TextField()

    class PersonalData:
        none = "hashes, times and signatures only"

    class Meta:
        db_table = "audit_restart"

    def __str__(self) -> str:
        return f"Restart at {self.size} events"
