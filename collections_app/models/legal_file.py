"""Legal proceedings files: what a dispute needs of a case, copied out of it and kept by the dispute's own clock."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from collections_app.models.note import Level
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class MatterKind(models.TextChoices):
    """What the legal assignment is (INTRUM-30); a damaging event is no assignment, but is kept in the same way."""

    DISPUTE = "dispute", _("contested claim")
    PAYMENT_ORDER = "payment_order", _("application for a payment order")
    CRIME = "crime", _("criminal matter")
    BANKRUPTCY = "bankruptcy", _("bankruptcy")
    DEBT_ADJUSTMENT = "debt_adjustment", _("debt adjustment")
    RESTRUCTURING = "restructuring", _("company restructuring")
    DAMAGE = "damage", _("event that may lead to a claim for damages")


class LegalFile(PersonalModel):
    """The file of one legal assignment on a case, in an envelope of its own.

    An assignment's clock starts when it has ended, that of a damaging event on the day on which the damage was
    discovered (INTRUM-109, INTRUM-112). The case is named by number alone: either may be erased before the other.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("reference"), max_length=24)
    case_reference = models.CharField(_("case"), max_length=24)
    kind = models.CharField(_("kind"), max_length=16, choices=MatterKind.choices)
    matter = fields.SealedText(Declared(Category.CASE, _("What the dispute is about"), Source.AGENCY))
    authority = fields.SealedText(Declared(Category.CASE, _("Court or authority"), Source.AGENCY), null=True)
    authority_number = fields.SealedText(
        Declared(Category.CASE, _("Number at the court or authority"), Source.OTHER), null=True
    )
    discovered_on = models.DateField(_("damage discovered on"), null=True, blank=True)
    opened_on = models.DateField(_("opened on"))
    opened_by = models.UUIDField(_("opened by"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    ended_by = models.UUIDField(_("ended by"), null=True, blank=True)

    class PersonalData:
        clear = {
            "case_reference": Declared(Category.CASE, _("Case"), Source.AGENCY),
            "kind": Declared(Category.CASE, _("Kind of dispute"), Source.AGENCY),
            "discovered_on": Declared(Category.CASE, _("Damage discovered on"), Source.AGENCY),
            "opened_on": Declared(Category.CASE, _("Opened on"), Source.AGENCY),
            "ended_on": Declared(Category.CASE, _("Ended on"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "reference": "a serial number",
            "opened_by": "a reference to a member of staff",
            "ended_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("legal proceedings file")
        verbose_name_plural = _("legal proceedings files")
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="%(app_label)s_%(class)s_reference"),
            models.CheckConstraint(
                condition=Q(kind__in=MatterKind.values), name="%(app_label)s_%(class)s_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=MatterKind.DAMAGE, discovered_on__isnull=False)
                | (~Q(kind=MatterKind.DAMAGE) & Q(discovered_on__isnull=True)),
                name="%(app_label)s_%(class)s_damage_has_a_day",
                violation_error_message=_("A damaging event has the day on which the damage was discovered."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_by__isnull=True)
                | Q(ended_on__gte=F("opened_on"), ended_by__isnull=False),
                name="%(app_label)s_%(class)s_ends_after_it_began",
                violation_error_message=_("It cannot end before it was opened, and somebody ends it."),
            ),
        ]
        indexes = [models.Index(fields=["case_reference"], name="legal_file_of_case")]

    def __str__(self) -> str:
        return self.reference


class KeptAs(models.TextChoices):
    """What an item of a legal file is a copy of."""

    NOTE = "note", _("note")
    CALL = "call", _("line of the contact log")
    CLAIM = "claim", _("claim")
    CLIP = "clip", _("part of a recorded call")
    RECORDING = "recording", _("whole recorded call")
    DOCUMENT = "document", _("document")


class LegalFileItem(PersonalModel):
    """One item in a legal file: a copy, which stays when what it was copied from goes on its own day (INTRUM-39).

    ``has_anothers_voice`` says that somebody is heard who is no party, as the recording said.
    """

    legal_file = models.ForeignKey(LegalFile, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(_("kind"), max_length=12, choices=KeptAs.choices)
    source = models.UUIDField(_("copied from"), null=True, blank=True)
    happened_at = models.DateTimeField(_("happened at"), null=True, blank=True)
    text = fields.SealedText(Declared(Category.CASE, _("What was copied"), Source.AGENCY), null=True)
    why = fields.SealedText(Declared(Category.CASE, _("Why it is needed"), Source.AGENCY))
    from_second = models.PositiveIntegerField(_("from second"), null=True, blank=True)
    to_second = models.PositiveIntegerField(_("to second"), null=True, blank=True)
    has_anothers_voice = models.BooleanField(_("another person's voice"), default=False)
    file = models.UUIDField(_("file"), null=True, blank=True)
    level = models.CharField(_("classification"), max_length=16, choices=Level.choices, blank=True, default="")
    kept_by = models.UUIDField(_("kept by"))
    kept_at = models.DateTimeField(_("kept at"))

    class PersonalData:
        append_only = True
        clear = {
            "kind": Declared(Category.CASE, _("Kind of item"), Source.AGENCY),
            "happened_at": Declared(Category.CASE, _("Happened at"), Source.AGENCY),
            "from_second": Declared(Category.RECORDING, _("Kept from this second of the call"), Source.AGENCY),
            "to_second": Declared(Category.RECORDING, _("Kept to this second of the call"), Source.AGENCY),
            "level": Declared(Category.CASE, _("How confidential"), Source.AGENCY),
            "kept_at": Declared(Category.CASE, _("Kept for the dispute since"), Source.AGENCY),
        }
        free = {
            "legal_file": "a reference",
            "source": "a reference to what it was copied from, which may have gone",
            "has_anothers_voice": "decides who may get a copy of the sound",
            "file": "a reference to the sealed file of this envelope",
            "kept_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("item of a legal proceedings file")
        verbose_name_plural = _("items of legal proceedings files")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KeptAs.values), name="%(app_label)s_%(class)s_kind_is_known"),
            models.CheckConstraint(
                condition=Q(kind=KeptAs.CLIP, from_second__lt=F("to_second"))
                | (~Q(kind=KeptAs.CLIP) & Q(from_second__isnull=True, to_second__isnull=True)),
                name="%(app_label)s_%(class)s_clip_has_a_part",
                violation_error_message=_("A part of a call begins before it ends."),
            ),
            models.CheckConstraint(
                condition=Q(level="") | Q(level__in=Level.values, kind__in=[KeptAs.NOTE, KeptAs.DOCUMENT]),
                name="%(app_label)s_%(class)s_level_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
