"""Notices to recipients: who was told that data were rectified, erased or restricted (GDPR art. 19)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collections_app.models import Recipient
from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel
from privacy.models.letter import Letter
from privacy.models.request import DataSubjectRequest


class NoticeAct(models.TextChoices):
    """What was done with the data; a notice says this and never why."""

    ERASED = "erased", _("erased")
    RECTIFIED = "rectified", _("rectified")
    RESTRICTED = "restricted", _("restricted")
    RELEASED = "released", _("no longer restricted")


class NotTold(models.TextChoices):
    """Why a recipient is not told: the two exceptions of GDPR art. 19, first sentence."""

    IMPOSSIBLE = "impossible", _("telling them is impossible")
    DISPROPORTIONATE = "disproportionate", _("telling them takes disproportionate effort")


class RecipientNotice(PersonalModel):
    """One recipient of some records, and the notice made for it or the reason why none is; appended, never changed."""

    request = models.ForeignKey(DataSubjectRequest, on_delete=models.PROTECT, related_name="recipient_notices")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    records = ArrayField(models.UUIDField(), verbose_name=_("records"))
    act = models.CharField(_("what was done"), max_length=12, choices=NoticeAct.choices)
    letter = models.OneToOneField(Letter, on_delete=models.PROTECT, null=True, blank=True, related_name="notice")
    not_told = models.CharField(_("not told because"), max_length=20, choices=NotTold.choices, blank=True)
    reason = fields.SealedText(Declared(Category.REQUEST, _("Why they are not told"), Source.AGENCY), null=True)
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))

    class PersonalData:
        append_only = True
        clear = {
            "act": Declared(Category.REQUEST, _("What recipients are told"), Source.AGENCY),
            "not_told": Declared(Category.REQUEST, _("Not told because"), Source.AGENCY),
            "at": Declared(Category.REQUEST, _("Decided at"), Source.AGENCY),
        }
        free = {
            "request": "a reference",
            "recipient": "a reference",
            "records": "references",
            "letter": "a reference",
            "by": "a reference to a member of staff",
        }

    class Meta:
        verbose_name = _("notice to a recipient")
        verbose_name_plural = _("notices to recipients")
        constraints = (
            models.CheckConstraint(
                condition=Q(letter__isnull=False, not_told="", reason__isnull=True)
                | (Q(letter__isnull=True, reason__isnull=False) & ~Q(not_told="")),
                name="privacy_recipientnotice_told_or_excused",
                violation_error_message=_("A recipient is told by a letter, or the reason for not telling is written."),
            ),
            models.CheckConstraint(condition=Q(act__in=NoticeAct.values), name="privacy_recipientnotice_act_is_known"),
        )

    def __str__(self) -> str:
        return self.act
