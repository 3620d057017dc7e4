"""Uploads: files that lie sealed, of nobody yet, between their arrival and the import."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from collections_app.models.creditor import Creditor
from collections_app.models.intake import ImportFile
from collections_app.models.payment import PaymentFile
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel


class UploadState(models.TextChoices):
    """How far an uploaded file is."""

    UNMAPPED = "unmapped", _("columns to be named")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, not imported")
    NOTHING_NEW = "nothing_new", _("done, nothing new in it")
    IMPORTING = "importing", _("being imported")
    IMPORTED = "imported", _("imported")
    STOPPED = "stopped", _("stopped by an error")


class ImportUpload(PersonalModel):
    """A file that somebody uploaded, in an envelope of its own without subjects: whom it concerns is known only when it
    has been imported. It goes 24 hours after it came, with its bad rows and what was found in it (GDPR art. 5(1)(e)).

    Its number is that of the report (``ImportFile``), which is there when the import begins and stays.
    """

    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="uploads", null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=16)
    reference = models.CharField(_("reference"), max_length=24, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=UploadState.choices)
    name = fields.SealedText(Declared(Category.INTAKE, _("Name of the file"), Source.CREDITOR))
    media_type = models.CharField(_("media type"), max_length=80)
    size = models.BigIntegerField(_("size in bytes"))
    file_digest = models.BinaryField(_("keyed digest of the file"), max_length=32)
    file = models.UUIDField(_("file"))
    bad_rows = models.UUIDField(_("bad rows"), null=True, blank=True)
    uploaded_by = models.UUIDField(_("uploaded by"))
    uploaded_at = models.DateTimeField(_("uploaded at"))
    ends_at = models.DateTimeField(_("lies here until"))
    columns = models.JSONField(_("columns"), default=dict, blank=True)
    not_used = models.JSONField(_("columns left out on purpose"), default=list, blank=True)
    currency = models.CharField(_("currency of the whole file"), max_length=3, blank=True)
    head = fields.SealedJSON(Declared(Category.INTAKE, _("First rows of the file"), Source.CREDITOR), null=True)
    first_rows = fields.SealedJSON(Declared(Category.INTAKE, _("First documents"), Source.CREDITOR), null=True)
    findings = models.JSONField(_("findings"), default=dict, blank=True)
    import_file = models.OneToOneField(
        ImportFile, on_delete=models.PROTECT, null=True, blank=True, related_name="upload"
    )
    payment_file = models.OneToOneField(
        PaymentFile, on_delete=models.PROTECT, null=True, blank=True, related_name="upload"
    )
    ordered_by = models.UUIDField(_("import ordered by"), null=True, blank=True)

    class PersonalData:
        free = {
            "controller": "a reference",
            "creditor": "a reference",
            "kind": "claims or payments",
            "reference": "a serial number",
            "state": "how far the file is",
            "media_type": "the form of the file",
            "size": "how long the file is",
            "file_digest": "a keyed digest; says nothing without the controller's key",
            "file": "a reference to the sealed file of this envelope",
            "bad_rows": "a reference to the sealed file of this envelope",
            "uploaded_by": "a reference to a member of staff",
            "uploaded_at": "when the file came",
            "ends_at": "when it goes",
            "columns": "in which column each field stands",
            "not_used": "which columns were left out, by position",
            "currency": "in which all amounts are, where no column says so",
            "findings": "counts, and for each problem its place, field, code and words; nothing of the content",
            "import_file": "a reference",
            "payment_file": "a reference",
            "ordered_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(size__gte=0), name="%(app_label)s_%(class)s_size_is_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("uploaded_at")), name="%(app_label)s_%(class)s_ends_later"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=[UploadState.IMPORTING, UploadState.IMPORTED])
                | models.Q(ordered_by__isnull=False),
                name="%(app_label)s_%(class)s_import_is_ordered",
                violation_error_message=_("An import has somebody who ordered it."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=UploadState.IMPORTED)
                | models.Q(import_file__isnull=False)
                | models.Q(payment_file__isnull=False),
                name="%(app_label)s_%(class)s_import_has_report",
                violation_error_message=_("An import has its report."),
            ),
        ]
        indexes = [
            # The worker's round: what has outlived its hours, and what waits to be worked on.
            models.Index(fields=["ends_at"], name="upload_ends"),
        ]

    def __str__(self) -> str:
        return self.reference


class RememberedColumn(models.Model):
    """Which field a creditor's heading means, as somebody said once; the heading itself is not kept."""

    creditor = models.ForeignKey(Creditor, on_delete=models.PROTECT, related_name="remembered_columns")
    heading_digest = models.BinaryField(_("keyed digest of the heading"), max_length=32)
    field = models.CharField(_("field"), max_length=24, blank=True)

    class PersonalData:
        none = "keyed digests of headings, and the names of our own fields"

    class Meta:
        verbose_name = _("remembered column")
        verbose_name_plural = _("remembered columns")
        constraints = [
            models.UniqueConstraint(fields=["creditor", "heading_digest"], name="%(app_label)s_%(class)s_once"),
        ]

    def __str__(self) -> str:
        return self.field
