"""Production data on a test installation: who asked for the copy, who approved it, and when it was gone again."""

from datetime import timedelta
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from retention.models.backup import Backup

MOST_DAYS = 30
"""How many days a copy for tests may live at most, counted from its approval. A back-up lives longer."""


class CopyAim(models.TextChoices):
    """For what data may be used as they are, by the notice (INTRUM-51)."""

    SECURITY = "security", _("securing data")
    TESTING = "testing", _("testing a system")
    CHANGE = "change", _("changing a system")


class CopyForTests(models.Model):
    """A copy of everything for one test installation: asked for by one person, approved by the data protection officer,
    for some days (INTRUM-51, GDPR art. 5(1)(b), (c), (e) and 32(1)).

    ``installation`` is the name of the key with which that installation signs: no other opens the copy, and only it can
    say that the copy is gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    aim = models.CharField(_("aim"), max_length=8, choices=CopyAim.choices)
    why = models.TextField(_("why made-up data would not do"), max_length=2_000)
    installation = models.CharField(_("test installation"), max_length=16)
    days = models.PositiveSmallIntegerField(_("days"), validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)])
    asked_by = models.UUIDField(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    approved_by = models.UUIDField(_("approved by"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    backup = models.OneToOneField(Backup, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    wiped_at = models.DateTimeField(_("wiped at"), null=True, blank=True)
    wiped_digest = models.CharField(_("digest of the statement"), max_length=64, blank=True)

    class PersonalData:
        none = "statements about a copy; who asked and approved are staff, by their random numbers"

    class Meta:
        verbose_name = _("copy for tests")
        verbose_name_plural = _("copies for tests")
        constraints = (
            models.CheckConstraint(condition=Q(aim__in=CopyAim.values), name="retention_copyfortests_aim_is_known"),
            models.CheckConstraint(condition=~Q(why=""), name="retention_copyfortests_is_explained"),
            models.CheckConstraint(
                condition=Q(installation__regex=r"^[0-9a-f]{16}$"),
                name="retention_copyfortests_installation_is_a_key",
                violation_error_message=_("Sixteen digits from 0 to f: `verify_certificate` prints them there."),
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None, ends_at=None)
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False, ends_at__isnull=False)
                    & ~Q(approved_by=F("asked_by"))
                ),
                name="retention_copyfortests_second_person",
                violation_error_message=_("A second person approves it: not who asked for it."),
            ),
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=MOST_DAYS)
                & (
                    Q(ends_at=None)
                    | Q(ends_at__gt=F("approved_at"), ends_at__lte=F("approved_at") + timedelta(days=MOST_DAYS))
                ),
                name="retention_copyfortests_ends_in_time",
                violation_error_message=_("A copy for tests lives for thirty days at most."),
            ),
            models.CheckConstraint(
                condition=Q(backup=None) | Q(approved_at__isnull=False),
                name="retention_copyfortests_made_when_approved",
            ),
            models.CheckConstraint(
                condition=Q(wiped_at=None, wiped_digest="") | (Q(wiped_at__isnull=False) & ~Q(wiped_digest="")),
                name="retention_copyfortests_wiped_by_statement",
            ),
        )

    def __str__(self) -> str:
        return self.reference
