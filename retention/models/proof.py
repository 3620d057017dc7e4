"""The proof of an erasure: what was done at once, what was looked for afterwards, and the certificate of both."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from personal_data.models import Controller


class ActKind(models.TextChoices):
    """What made the erasure happen."""

    RUN = "run", _("retention run")
    REQUEST = "request", _("request for erasure")
    RESTORE = "restore", _("restore of a back-up")


class ErasureAct(models.Model):
    """What was erased in one go for one controller: a retention run, what a request came to on one day, or what a
    restored back-up had brought back.

    The log of erasures names it as ``run_id``; the act of a run bears the run's own id.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=ActKind.choices)
    reference = models.CharField(_("reference"), max_length=40)
    begun_at = models.DateTimeField(_("begun at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class PersonalData:
        none = "the number of a run or a request, and two moments"

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=ActKind.values), name="retention_act_kind_is_known"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("begun_at")),
                name="retention_act_ends_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return self.reference


class ResidualCheck(models.Model):
    """One residual-data check of an act: everything was looked through for what the act erased.

    ``remainders`` are the sanctioned ones, each with class, ground and last day; ``unread`` names what could not be
    looked into, without which a check is never clean.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    act = models.ForeignKey(ErasureAct, on_delete=models.PROTECT, related_name="checks")
    begun_at = models.DateTimeField(_("begun at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    looked_for = models.PositiveIntegerField(_("identifiers looked for"), default=0)
    places = models.PositiveIntegerField(_("places looked into"), default=0)
    bytes_read = models.BigIntegerField(_("bytes read"), default=0)
    leftover_count = models.PositiveIntegerField(_("leftovers"), default=0)
    remainders = models.JSONField(_("sanctioned remainders"), default=list)
    unread = models.JSONField(_("not looked into"), default=list)

    class PersonalData:
        none = "counts, classes, grounds and names of places"

    class Meta:
        indexes = (
            # The newest check of an act.
            models.Index(fields=["act", "-begun_at"], name="retention_check_newest"),
        )

    def __str__(self) -> str:
        return f"{self.act_id} {self.begun_at:%Y-%m-%d}"

    @property
    def is_clean(self) -> bool:
        """Whether everything was looked into and nothing was left over."""
        return self.finished_at is not None and not self.leftover_count and not self.unread


class Leftover(models.Model):
    """Something erased that a check found somewhere: where and what it is, never its value."""

    check_made = models.ForeignKey(ResidualCheck, on_delete=models.PROTECT, related_name="leftovers")
    place = models.CharField(max_length=160)
    kind = models.CharField(max_length=20)
    record = models.CharField(max_length=64, blank=True)

    class PersonalData:
        none = "the name of a column, a file or a queue, the kind of identifier and the number of the row"
        append_only = True

    def __str__(self) -> str:
        return self.place


class CertificateStage(models.TextChoices):
    """What a certificate says of the back-ups: that they will forget, or that they have forgotten."""

    EFFECTIVE = "effective", _("effective")
    FINAL = "final", _("final")


class Certificate(models.Model):
    """A signed certificate of erasure. ``document`` is the file as it was signed, byte for byte.

    ``final_on`` is the last possible day of the key epochs on an effective certificate, and the day on which they were
    found gone on a final one.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    act = models.ForeignKey(ErasureAct, on_delete=models.PROTECT, related_name="certificates")
    stage = models.CharField(max_length=9, choices=CertificateStage.choices)
    reference = models.CharField(_("reference"), max_length=40, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    effective_on = models.DateField(_("effective on"))
    final_on = models.DateField(_("final on"))
    last_epoch = models.IntegerField()
    public_key = models.BinaryField(max_length=32)
    document = models.TextField()

    class PersonalData:
        none = "counts, rules, dates and hashes; whoever holds an item's salt can tell that it was part of it"
        append_only = True

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["act", "stage"], name="retention_certificate_once_a_stage"),
            models.CheckConstraint(
                condition=Q(stage__in=CertificateStage.values), name="retention_certificate_stage_is_known"
            ),
        )
        indexes = (
            # The list of certificates, newest first.
            models.Index(fields=["-issued_at"], name="retention_certificate_newest"),
        )

    def __str__(self) -> str:
        return self.reference
