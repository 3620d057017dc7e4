"""Copies of a person's data: what was decided on a request for access, and where its finished package lies."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel
from privacy.models.request import DataSubjectRequest, of_request


class CopyState(models.TextChoices):
    """How far a copy is."""

    REFUSED = "refused", _("refused")
    PROPOSED = "proposed", _("being decided")
    ORDERED = "ordered", _("being made")
    READY = "ready", _("ready")
    EXPIRED = "expired", _("no longer there")


class CopyPart(models.TextChoices):
    """What can be downloaded."""

    PDF = "pdf", _("to read (PDF)")
    JSON = "json", _("for a computer (JSON)")
    ZIP = "zip", _("everything, with letters and recordings (ZIP)")


class AccessCopy(PersonalModel):
    """The decision on one request for access and the copy that came of it (GDPR art. 15(3)).

    It lies with the request. The package lies in an envelope of its own, named by ``package`` without a foreign key: it
    goes long before the request, and its key with it. ``fingerprint`` tells what it was made from, so that nothing is
    handed out that has been erased, restricted or changed since.
    """

    request = models.OneToOneField(DataSubjectRequest, on_delete=models.PROTECT, related_name="access_copy")
    state = models.CharField(_("state"), max_length=8, choices=CopyState.choices)
    ground = models.CharField(_("ground"), max_length=32, blank=True)
    citation = models.CharField(_("citation"), max_length=120, blank=True)
    facts = fields.SealedText(Declared(Category.REQUEST, _("Reasons"), Source.AGENCY), null=True)
    ordered_at = models.DateTimeField(_("ordered at"), null=True, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    package = models.UUIDField(_("package"), null=True, blank=True)
    fingerprint = models.CharField(_("fingerprint"), max_length=80, blank=True)
    first_downloaded_at = models.DateTimeField(_("first downloaded at"), null=True, blank=True)

    class PersonalData:
        clear = {
            "state": of_request(_("Copy")),
            "ground": of_request(_("Ground")),
            "citation": of_request(_("Law")),
            "made_at": of_request(_("Copy made")),
            "expires_on": of_request(_("Copy can be downloaded until")),
            "first_downloaded_at": of_request(_("Copy first downloaded")),
        }
        free = {
            "request": "a reference",
            "ordered_at": "when the program was told to make it",
            "package": "a reference to the envelope of the finished copy",
            "fingerprint": "a digest of references, counters and states",
        }

    class Meta:
        verbose_name = _("copy of the data")
        verbose_name_plural = _("copies of the data")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=CopyState.REFUSED) | (~Q(ground="") & ~Q(citation="") & Q(facts__isnull=False)),
                name="privacy_accesscopy_refusal_has_reasons",
                violation_error_message=_("A refusal needs its ground, the law and the reasons."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CopyState.READY)
                | Q(made_at__isnull=False, expires_on__isnull=False, package__isnull=False),
                name="privacy_accesscopy_ready_has_package",
            ),
        )
        indexes = (
            # The worker's round: copies that wait to be made, and finished ones that may have to go.
            models.Index(
                fields=["ordered_at"], name="privacy_accesscopy_work", condition=Q(state__in=["ordered", "ready"])
            ),
        )

    def __str__(self) -> str:
        return self.state


class CopyDownload(PersonalModel):
    """One download of one part of a copy: appended, never changed."""

    request = models.ForeignKey(DataSubjectRequest, on_delete=models.PROTECT, related_name="downloads")
    part = models.CharField(_("part"), max_length=8, choices=CopyPart.choices)
    by_person = models.BooleanField(_("by the person"))
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))

    class PersonalData:
        append_only = True
        clear = {
            "part": of_request(_("Downloaded")),
            "by_person": of_request(_("Downloaded by you")),
            "at": of_request(_("Downloaded at")),
        }
        free = {"request": "a reference", "by": "a reference to who downloaded it"}

    class Meta:
        verbose_name = _("download of a copy")
        verbose_name_plural = _("downloads of copies")

    def __str__(self) -> str:
        return self.part
