"""Significant changes of a notice, and who was told of them, how and when (GDPR art. 5(2), 12(1), 13(3); ALMI-114)."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collections_app.models import Debtor
from personal_data.declaration import Category, Declared, Source
from personal_data.models import Controller, PersonalModel
from privacy.models.policy_version import PolicyVersion


class TellingFailed(models.TextChoices):
    """Why no letter could be written to somebody."""

    NO_ADDRESS = "no_address", _("the postal address is not known")
    NO_SENDER = "no_sender", _("address or contact of the controller is missing")
    REFUSED = "refused", _("the profile may not be opened")


class NoticeChange(models.Model):
    """A version of a notice that changes so much that everybody concerned is told.

    ``concerned_until`` is when it was loaded: whoever came in later was told by the new notice. ``prepared_at`` is when
    everybody concerned was on the list; until then the task goes on with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    controller = models.ForeignKey(Controller, on_delete=models.PROTECT, related_name="+")
    version = models.OneToOneField(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("version of the notice"), max_length=60)
    binds_from = models.DateField(_("valid from"))
    changes = models.JSONField(_("what it changes, by language"))
    concerned_until = models.DateTimeField(_("loaded at"))
    prepared_at = models.DateTimeField(_("everybody listed at"), null=True, blank=True)

    class PersonalData:
        none = "published notices and what changed in them"

    class Meta:
        verbose_name = _("significant change of a notice")
        verbose_name_plural = _("significant changes of notices")
        constraints = (models.UniqueConstraint(fields=["controller", "name"], name="privacy_noticechange_told_once"),)

    def __str__(self) -> str:
        return self.name


class ChangeNotice(PersonalModel):
    """One person and one significant change, in their profile: it goes with it, and nobody without one is told.

    Told by a letter (``sent_on``), or by the portal before one was written (``acknowledged_at``).
    """

    change = models.ForeignKey(NoticeChange, on_delete=models.PROTECT, related_name="notices")
    debtor = models.ForeignKey(Debtor, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("listed at"))
    language = models.CharField(_("language"), max_length=5, blank=True, default="")
    letter = models.UUIDField(_("letter"), null=True, blank=True)
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)
    printed_at = models.DateTimeField(_("printed at"), null=True, blank=True)
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    sent_by = models.UUIDField(_("sent by"), null=True, blank=True)
    failed = models.CharField(
        _("could not be written"), max_length=12, choices=TellingFailed.choices, blank=True, default=""
    )
    seen_at = models.DateTimeField(_("shown in the portal at"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class PersonalData:
        about = "debtor__subject"
        clear = {
            "made_at": Declared(Category.COMMUNICATION, _("To be told of a change of our notice since"), Source.AGENCY),
            "language": Declared(Category.COMMUNICATION, _("Language of the notice"), Source.AGENCY),
            "written_at": Declared(Category.COMMUNICATION, _("Notice written"), Source.AGENCY),
            "printed_at": Declared(Category.COMMUNICATION, _("Notice printed"), Source.AGENCY),
            "sent_on": Declared(Category.COMMUNICATION, _("Told on"), Source.AGENCY),
            "failed": Declared(Category.COMMUNICATION, _("Why no letter came"), Source.AGENCY),
            "seen_at": Declared(Category.COMMUNICATION, _("Shown in the portal"), Source.AGENCY),
            "acknowledged_at": Declared(Category.COMMUNICATION, _("Read by you"), Source.DATA_SUBJECT),
        }
        free = {
            "change": "a reference",
            "debtor": "a reference",
            "letter": "a reference to the sealed file of this envelope",
            "sent_by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("notice of a change")
        verbose_name_plural = _("notices of changes")
        constraints = (
            models.UniqueConstraint(fields=["change", "debtor"], name="privacy_changenotice_once"),
            models.CheckConstraint(
                condition=Q(letter__isnull=True, written_at__isnull=True, printed_at__isnull=True)
                | Q(letter__isnull=False, written_at__isnull=False, failed=""),
                name="privacy_changenotice_printed_is_written",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, sent_by__isnull=True)
                | Q(sent_on__isnull=False, sent_by__isnull=False, printed_at__isnull=False),
                name="privacy_changenotice_sent_is_printed",
                violation_error_message=_("Only a letter that was printed can be sent."),
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True) | Q(seen_at__isnull=False),
                name="privacy_changenotice_read_is_seen",
            ),
        )
        indexes = (
            # The task asks for those to whom no letter has been written, and for nobody else.
            models.Index(
                fields=["change", "id"],
                condition=Q(letter=None, failed="", acknowledged_at=None),
                name="privacy_change_to_write",
            ),
        )

    def __str__(self) -> str:
        return str(self.pk)
