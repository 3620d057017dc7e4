"""The course of a request: its steps, and the questions that paused its clock."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from personal_data import fields
from personal_data.declaration import Category, Declared, Source
from personal_data.models import PersonalModel
from privacy.models.request import DataSubjectRequest, RequestStatus, of_request


class RequestStep(PersonalModel):
    """One step of a request from one status to the next: appended, never changed."""

    request = models.ForeignKey(DataSubjectRequest, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(_("from"), max_length=20, choices=RequestStatus.choices, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=RequestStatus.choices)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    by = models.UUIDField(_("by"))
    at = models.DateTimeField(_("at"))

    class PersonalData:
        append_only = True
        clear = {
            "from_status": of_request(_("Status before")),
            "to_status": of_request(_("Status after")),
            "reason": of_request(_("Reason for the change")),
            "at": of_request(_("Time of the change")),
        }
        free = {"request": "a reference", "by": "a reference to who took the step"}

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")

    def __str__(self) -> str:
        return self.to_status


class PauseGround(models.TextChoices):
    """What was asked of the person; nothing else pauses the clock (GDPR art. 12(6), recital 63)."""

    IDENTITY = "identity", _("proof of identity")
    SPECIFICATION = "specification", _("which data are meant")


class ClockPause(PersonalModel):
    """A question to the person that stops the clock until the sufficient answer arrives (EDPB 01/2022)."""

    request = models.ForeignKey(DataSubjectRequest, on_delete=models.PROTECT, related_name="pauses")
    ground = models.CharField(_("what was asked"), max_length=16, choices=PauseGround.choices)
    doubts = fields.SealedText(Declared(Category.REQUEST, _("Why we asked"), Source.AGENCY), null=True)
    asked_on = models.DateField(_("asked on"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    asked_by = models.UUIDField(_("asked by"))

    class PersonalData:
        clear = {
            "ground": of_request(_("What we asked you")),
            "asked_on": of_request(_("Asked on")),
            "answered_on": of_request(_("Answered on")),
        }
        free = {"request": "a reference", "asked_by": "a reference to a member of staff"}

    class Meta:
        verbose_name = _("pause of the clock")
        verbose_name_plural = _("pauses of the clock")
        constraints = (
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("asked_on")),
                name="privacy_clockpause_answer_follows_question",
                violation_error_message=_("The answer cannot come before the question."),
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(answered_on__isnull=True),
                name="privacy_clockpause_one_open",
                violation_error_message=_("The clock is already paused."),
            ),
        )

    def __str__(self) -> str:
        return self.ground
