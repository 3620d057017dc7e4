"""Intake: what came in from creditors, and what waits for somebody's decision."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.creditor import Creditor
from collections_app.models.file_report import FileReport
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class ImportFile(FileReport):
    """The report on one file from a creditor: how many documents, what became of them, what was wrong where."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="import_files")
    read_count = models.PositiveIntegerField(_("documents read"), default=0)
    new_count = models.PositiveIntegerField(_("new claims"), default=0)
    credited_count = models.PositiveIntegerField(_("credit notes booked"), default=0)
    unchanged_count = models.PositiveIntegerField(_("already there"), default=0)
    set_aside_count = models.PositiveIntegerField(_("set aside for a decision"), default=0)
    rejected_count = models.PositiveIntegerField(_("rejected"), default=0)
    notices = models.JSONField(_("notices"), default=dict, blank=True)
    undo_ordered_by = models.UUIDField(_("roll-back ordered by"), null=True, blank=True)
    undo_ordered_at = models.DateTimeField(_("roll-back ordered at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("rolled back at"), null=True, blank=True)
    undone_count = models.PositiveIntegerField(_("claims erased again"), default=0)
    undo_kept = models.JSONField(_("claims kept, by reason"), default=dict, blank=True)

    class PersonalData:
        none = "counts, and for each problem its place, field, code and words; neither file name nor content"

    class Meta(FileReport.Meta):
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")


class IntakeItemKind(models.TextChoices):
    """Why a document was set aside."""

    CONFLICT = "conflict", _("same number, other content")
    PARKED_ERASED = "parked_erased", _("was erased before")
    PARKED_OBJECTION = "upheld_objection", _("the person's objection was upheld")
    PARKED_MISTAKEN = "mistaken_identity", _("mistaken identity before")
    UNMATCHED_CREDIT_NOTE = "unmatched_credit_note", _("credit note without its invoice")


class IntakeItemStatus(models.TextChoices):
    """Whether somebody has decided."""

    OPEN = "open", _("open")
    DECIDED = "decided", _("decided")


class IntakeDecision(models.TextChoices):
    """What was decided."""

    DISMISSED = "dismissed", _("dismissed")
    BOOKED = "booked", _("booked")
    REPLACED = "replaced", _("replaced the earlier content")


class IntakeItem(PersonalModel):
    """A creditor's document that waits for a decision; nothing is dropped and nothing is overwritten meanwhile."""

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="intake_items")
    import_file = models.ForeignKey(ImportFile, on_delete=models.PROTECT, null=True, related_name="items")
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    kind = models.CharField(_("kind"), max_length=32, choices=IntakeItemKind.choices)
    status = models.CharField(
        _("status"), max_length=8, choices=IntakeItemStatus.choices, default=IntakeItemStatus.OPEN
    )
    decision = models.CharField(_("decision"), max_length=16, choices=IntakeDecision.choices, blank=True)
    decided_by = models.UUIDField(_("decided by"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"))
    document_digest = models.BinaryField(_("digest of the document's key"), max_length=32)
    content_digest = models.BinaryField(_("digest of the document's content"), max_length=32)
    awaits_digest = models.BinaryField(_("digest of the invoice it names"), max_length=32, null=True)
    payload = fields.SealedJSON(Declared(Category.INTAKE, _("Document set aside"), Source.CREDITOR))

    class PersonalData:
        clear = {
            "kind": Declared(Category.INTAKE, _("Why it was set aside"), Source.AGENCY),
            "status": Declared(Category.INTAKE, _("Status"), Source.AGENCY),
            "decision": Declared(Category.INTAKE, _("Decision"), Source.AGENCY),
            "decided_at": Declared(Category.INTAKE, _("Decided at"), Source.AGENCY),
            "received_at": Declared(Category.INTAKE, _("Received at"), Source.AGENCY),
        }
        free = {
            "controller": "a reference",
            "creditor": "a reference",
            "import_file": "a reference",
            "reference": "a serial number",
            "decided_by": "a reference to a member of staff",
            "document_digest": "a keyed digest; says nothing without the controller's key",
            "content_digest": "a keyed digest; says nothing without the controller's key",
            "awaits_digest": "a keyed digest; says nothing without the controller's key",
        }

    class Meta:
        verbose_name = _("intake item")
        verbose_name_plural = _("intake items")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status=IntakeItemStatus.OPEN, decision="", decided_by__isnull=True, decided_at__isnull=True
                )
                | (
                    models.Q(status=IntakeItemStatus.DECIDED, decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(decision="")
                ),
                name="%(app_label)s_%(class)s_decided_is_complete",
                violation_error_message=_("A decision says what, by whom and when; an open item says none of it."),
            ),
            models.UniqueConstraint(
                fields=["document_digest", "content_digest"],
                name="%(app_label)s_%(class)s_once",
                violation_error_message=_("This document was already set aside."),
            ),
        ]
        indexes = [
            # Intake of an invoice: credit notes that wait for it.
            models.Index(
                fields=["awaits_digest"],
                condition=models.Q(status=IntakeItemStatus.OPEN),
                name="intake_item_awaiting",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
