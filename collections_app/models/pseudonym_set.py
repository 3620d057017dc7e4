"""Pseudonymised sets: the key of their tokens, who may bring in identifiable data instead, and what left the house."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class SetKind(models.TextChoices):
    """What a set is made of."""

    VALUATION = "valuation", _("portfolio that is valued")
    EXPERIENCE = "experience", _("experience of closed cases")


class PseudonymSet(PersonalModel):
    """A pseudonymised set and the key of its tokens, in an envelope of its own: the "additional information" that is
    kept apart (GDPR art. 4(5)).

    Its class opens for security alone, never for the work that uses the rows. On the last day of the set the gate
    destroys it, and what the tokens meant with it. Rows of a valuation lie in the ``ValuationSet`` of the same number;
    rows of experience lie nowhere: they are read from the closed cases each time, and go with them.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24)
    kind = models.CharField(_("kind"), max_length=10, choices=SetKind.choices)
    name = models.CharField(_("portfolio, or what it is for"), max_length=40)
    why = models.TextField(_("why anonymous statistics would not do"), max_length=2_000)
    closed_from = models.DateField(_("cases closed from"), null=True)
    closed_until = models.DateField(_("cases closed until"), null=True)
    ends_on = models.DateField(_("ends on"))
    key = fields.SealedText(Declared(Category.CASE, _("Key of the tokens"), Source.AGENCY))
    by = models.UUIDField(_("made by"))
    at = models.DateTimeField(_("made at"))

    class PersonalData:
        append_only = True
        free = {
            "controller": "a reference",
            "reference": "a serial number",
            "kind": "which kind of set it is",
            "name": "the name of a portfolio or of a use",
            "why": "a statement about a purpose",
            "closed_from": "which cases a set looks at",
            "closed_until": "which cases a set looks at",
            "ends_on": "the last day of a set",
            "by": "a reference to a member of staff",
            "at": "when a set was made",
        }

    class Meta:
        verbose_name = _("pseudonymised set")
        verbose_name_plural = _("pseudonymised sets")
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="collections_pseudonymset_reference"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(why=""),
                name="collections_pseudonymset_is_explained",
                violation_error_message=_("Say what it is for, and why anonymous statistics would not do."),
            ),
            models.CheckConstraint(
                condition=Q(kind=SetKind.VALUATION, closed_from=None, closed_until=None)
                | Q(kind=SetKind.EXPERIENCE, closed_from__isnull=False, closed_until__gte=F("closed_from")),
                name="collections_pseudonymset_has_its_cases",
                violation_error_message=_("The first day lies before the last."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class IdentifiableImport(models.Model):
    """The exception of AXACTOR-11: a portfolio may be valued with names, for a reason, when a second person agrees.

    The database refuses every row that names somebody of a portfolio without one (``sql/valuation_rows.sql``).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    portfolio = models.CharField(_("portfolio"), max_length=40)
    reason = models.TextField(_("why pseudonyms would not do"), max_length=2_000)
    ends_on = models.DateField(_("ends on"))
    asked_by = models.UUIDField(_("asked by"))
    asked_at = models.DateTimeField(_("asked at"))
    approved_by = models.UUIDField(_("approved by"), null=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)

    class PersonalData:
        none = "statements about a portfolio; who asked and approved are staff, by their random numbers"

    class Meta:
        verbose_name = _("identifiable import")
        verbose_name_plural = _("identifiable imports")
        constraints = (
            models.CheckConstraint(
                condition=~Q(portfolio="") & ~Q(reason=""), name="collections_identifiableimport_is_explained"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | (Q(approved_by__isnull=False, approved_at__isnull=False) & ~Q(approved_by=F("asked_by"))),
                name="collections_identifiableimport_second_person",
                violation_error_message=_("A second person approves it: not who asked for it."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.portfolio} {self.pk}"

    @property
    def reference(self) -> str:
        """By what the trail names it."""
        return f"NAMES-{self.pk.hex[:12].upper()}"


class SetExport(models.Model):
    """A file of a set that left for training or valuing: tokens and facts, to be removed when the first of its cases
    goes, or the set. Somebody says that it was."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("set"), max_length=24)
    rows = models.PositiveIntegerField(_("rows"))
    use_until = models.DateField(_("to be removed by"))
    by = models.UUIDField(_("exported by"))
    at = models.DateTimeField(_("exported at"))
    removed_by = models.UUIDField(_("removal confirmed by"), null=True)
    removed_at = models.DateTimeField(_("removal confirmed at"), null=True)

    class PersonalData:
        none = "that a file was made of a set, how long it is and until when it may be used; nothing of what was in it"

    class Meta:
        verbose_name = _("export of a set")
        verbose_name_plural = _("exports of sets")
        constraints = (
            models.CheckConstraint(
                condition=Q(removed_by=None, removed_at=None) | Q(removed_by__isnull=False, removed_at__isnull=False),
                name="collections_setexport_removed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.pk}"
